package dev.tidegate.health;

/**
 * The rate that a cell's peers and past let expect of it now.
 *
 * <pre>
 * expected = max(r + excess_b,
 *                r * clip((q_b + 0.02 pt) / (r_b + 0.02 pt), 1/4, 4),
 *                min(r, q_b) if q_b &lt; r_b)
 * </pre>
 *
 * r is the peers' rate now, q_b and r_b own and peers' rate in the baseline, excess_b = q_b - r_b.
 * The additive form serves differences that stay, the ratio those that grow and shrink with the
 * common rate. The third term is for a CDN that used to be better than its peers: when the peers
 * are repaired it is not at fault for being no better than it ever was.
 */
final class Expected {
  private static final double SMALL = 0.0002;
  private static final double CLIP = 4;

  /** Whether anything can be said at all. */
  boolean known;

  /** No un-latched peer: {@link #rate} is the cell's own past. */
  boolean alone;

  double rate;
  double reference;

  /** 1 / effective number of the peers' samples. */
  double inverseReference;

  /** 1/n_b + 1/n_b,ref of a baseline of the cell itself; 0 if there is none. */
  double inverseOwnPast;

  /** The same for a baseline that stands in and is shared with other cells. */
  double inverseSharedPast;

  void unknown() {
    known = false;
  }

  /** Peers and, unless null-like (not existing), a past. */
  void set(double r, double referenceSamples, Baseline.Sums past, boolean hasPast, boolean own) {
    known = true;
    alone = false;
    reference = r;
    inverseReference = 1 / referenceSamples;
    inverseOwnPast = 0;
    inverseSharedPast = 0;
    rate = r;
    if (hasPast) {
      rate = expected(r, past.own(), past.reference());
      double inverse = 1 / past.effective() + 1 / Math.max(1, past.m);
      if (own) {
        inverseOwnPast = inverse;
      } else {
        inverseSharedPast = inverse;
      }
    }
  }

  /** No peers: the past alone. */
  void setAlone(Baseline.Sums past) {
    known = true;
    alone = true;
    rate = past.own();
    reference = rate;
    inverseReference = 1 / past.effective();
    inverseOwnPast = 0;
    inverseSharedPast = 0;
  }

  static double expected(double r, double ownPast, double peersPast) {
    double ratio = (ownPast + SMALL) / (peersPast + SMALL);
    double scaled = r * Math.clamp(ratio, 1 / CLIP, CLIP);
    double usual = Math.max(r + ownPast - peersPast, scaled);
    double floor = ownPast < peersPast ? Math.min(r, ownPast) : 0;
    return Math.clamp(Math.max(usual, floor), 0, 1);
  }
}
