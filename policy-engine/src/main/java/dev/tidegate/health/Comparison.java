package dev.tidegate.health;

/**
 * One rate of one CDN in one scope, beside its peers and past.
 *
 * <pre>
 * acute  = observed - expected
 * z      = acute / sqrt(PHI * p(1-p) * (1/n + 1/n_ref + 1/n_b + 1/n_b,ref))
 * damage = acute * (1 - 1/z^2)+
 * </pre>
 *
 * @param samples effective number of own samples
 * @param expected what peers and past let expect
 * @param reference the peers' standardised rate now
 * @param pooled p: own and peers' rate together
 * @param inverse the bracket above
 * @param alone whether there was no peer, so that only the past speaks
 */
record Comparison(
    Rate rate,
    double samples,
    double observed,
    double expected,
    double reference,
    double pooled,
    double inverse,
    double phi,
    boolean alone) {
  private static final double LEAST_P = 0.0002;

  double acute() {
    return observed - expected;
  }

  double error() {
    return error(pooled);
  }

  /** The standard error of acute if the true common rate were {@code p}. */
  double error(double p) {
    return error(p, phi, inverse);
  }

  private static double error(double p, double phi, double inverse) {
    double bounded = Math.clamp(p, LEAST_P, 1 - LEAST_P);
    return Math.sqrt(phi * bounded * (1 - bounded) * inverse);
  }

  double z() {
    return acute() / error();
  }

  double damage() {
    return damage(acute(), z());
  }

  private static double damage(double acute, double z) {
    return z <= 1 ? 0 : Math.min(1, acute * (1 - 1 / (z * z)));
  }

  boolean exceeds(double effect, double deviations) {
    double acute = acute();
    return acute > effect && z() > deviations;
  }

  /**
   * The same beyond what load explains: a CDN that is nearly full is worse than others without a
   * fault of its own.
   *
   * @param byLoad the part of badness, 0..1, that its load explains
   */
  boolean exceeds(double effect, double deviations, double byLoad) {
    double beyond = acute() - byLoad;
    return beyond > effect && beyond > deviations * error();
  }

  /** Least acute that would stand {@code deviations} above its own standard error. */
  double minimumDetectable(double deviations) {
    return minimumDetectable(deviations, expected, phi, inverse);
  }

  private static double minimumDetectable(
      double deviations, double expected, double phi, double inverse) {
    double least = 0.01;
    for (int i = 0; i < 6; i++) {
      least = Math.min(1, deviations * error(Math.min(0.5, expected + least / 2), phi, inverse));
    }
    return least;
  }

  /** Sums over cells: indirect standardisation, so that the mix of places cancels. */
  static final class Pool {
    private double n;
    private double x;
    private double sq;
    private double squares;
    private double expected;
    private double reference;
    private double varReference;
    private double varPast;
    private double sharedPast;
    private boolean alone;

    void clear() {
      n = 0;
      x = 0;
      sq = 0;
      squares = 0;
      expected = 0;
      reference = 0;
      varReference = 0;
      varPast = 0;
      sharedPast = 0;
      alone = false;
    }

    void add(Tally own, Expected e) {
      if (!e.known || !(own.n > 0)) {
        return;
      }
      n += own.n;
      x += own.x;
      sq += own.sq;
      squares += own.squares;
      expected += own.n * e.rate;
      reference += own.n * e.reference;
      varReference += own.n * own.n * e.inverseReference;
      varPast += own.n * own.n * e.inverseOwnPast;
      sharedPast += own.n * e.inverseSharedPast;
      alone |= e.alone;
    }

    void add(Pool other) {
      n += other.n;
      x += other.x;
      sq += other.sq;
      squares += other.squares;
      expected += other.expected;
      reference += other.reference;
      varReference += other.varReference;
      varPast += other.varPast;
      sharedPast += other.sharedPast;
      alone |= other.alone;
    }

    double samples() {
      return Tally.effective(n, sq, squares);
    }

    /** Bad samples beyond the expected. */
    double excess() {
      return x - expected;
    }

    boolean isEmpty() {
      return !(samples() >= 1);
    }

    double expectedRate() {
      return expected / n;
    }

    // The numbers of the comparison without the object, for they are asked of every cell in every
    // step; only if not empty.

    double observed() {
      return x / n;
    }

    double acute() {
      return observed() - expectedRate();
    }

    /** The peers' and own rate together. */
    double pooled() {
      return pooled(observed(), samples());
    }

    private double pooled(double q, double own) {
      double peers = varReference > 0 ? n * n / varReference : 1;
      return (q * own + reference / n * peers) / (own + peers);
    }

    private double inverse(double own) {
      return 1 / own + (varReference + varPast) / (n * n) + sharedPast / n;
    }

    double z(double phi) {
      double own = samples();
      return acute() / Comparison.error(pooled(observed(), own), phi, inverse(own));
    }

    /** The standard error of acute if the true common rate were {@code p}. */
    double error(double p, double phi) {
      return Comparison.error(p, phi, inverse(samples()));
    }

    double damage(double phi) {
      return Comparison.damage(acute(), z(phi));
    }

    double minimumDetectable(double deviations, double phi) {
      return Comparison.minimumDetectable(deviations, expectedRate(), phi, inverse(samples()));
    }

    boolean alone() {
      return alone;
    }

    /** The comparison; only if not {@link #isEmpty}. */
    Comparison compare(Rate rate, double phi) {
      return compare(rate, phi, x / n, samples());
    }

    /** The comparison of another count of the same scope with the same expectation. */
    Comparison compare(Rate rate, double phi, double q, double own) {
      double r = reference / n;
      return new Comparison(
          rate, own, q, expectedRate(), r, pooled(q, own), inverse(own), phi, alone);
    }
  }
}
