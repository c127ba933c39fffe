package dev.tidegate.rehearsal.sim;

import java.util.Arrays;

/**
 * Where the steering has put the viewers of one place who ask in one way: a fluid, by CDN and by
 * the second in which they ask again. Under one TTL the shares are exactly the moving average of
 * what was published. Whoever asks moves only as far as the answer makes necessary. All amounts are
 * parts of these viewers and sum to 1.
 */
final class Followers {
  private static final double TINY = 1e-6;
  private static final double ROUNDING = 1e-12;
  private static final int JITTER_FROM = 10;

  private final int cdns;
  private final int ring;
  private final boolean jitter;

  /** Who asks when, in units of {@link #unit}: {@code [second mod ring][cdn]}. */
  private final double[][] due;

  private double unit = 1;

  /** By CDN, in true parts. */
  final double[] assigned;

  /** Moved to a CDN in the last step. */
  final double[] moved;

  /** Came anew to a CDN in the last step. */
  final double[] joined;

  /** Asked in the last step, by the CDN they were on before; newcomers are not among them. */
  final double[] asked;

  /**
   * @param start shares to begin with
   * @param ttl seconds over which those who are there at first ask
   * @param longest no TTL is longer than this
   * @param jitter whether TTLs are shortened at random by up to a tenth
   */
  Followers(double[] start, int ttl, int longest, boolean jitter) {
    cdns = start.length;
    ring = longest + 1;
    this.jitter = jitter;
    due = new double[ring][cdns];
    assigned = start.clone();
    moved = new double[cdns];
    joined = new double[cdns];
    asked = new double[cdns];
    for (int s = 0; s < ttl; s++) {
      for (int c = 0; c < cdns; c++) {
        due[s][c] = start[c] / ttl;
      }
    }
  }

  /**
   * A second passes.
   *
   * @param tick steps since the start
   * @param shares what is published
   * @param ttl of the answers given now, seconds, at least 1
   * @param fresh part of the viewers that are new now, 0..1, in place of as large a part of all
   */
  void step(long tick, double[] shares, int ttl, double fresh) {
    int slot = (int) (tick % ring);
    double[] now = due[slot];
    double asking = 0;
    for (int c = 0; c < cdns; c++) {
      asked[c] = now[c] * unit;
      asking += asked[c];
      moved[c] = 0;
      joined[c] = 0;
    }
    Arrays.fill(now, 0);
    int last = Math.clamp(ttl, 1, ring - 1);
    int first = jitter && last >= JITTER_FROM ? (9 * last + 9) / 10 : last;
    double each = 1.0 / (last - first + 1) / unit;
    for (int c = 0; c < cdns; c++) {
      double put = asking * shares[c];
      moved[c] = put - asked[c] > ROUNDING ? put - asked[c] : 0;
      assigned[c] = Math.max(0, assigned[c] + put - asked[c]);
      for (int t = first; t <= last; t++) {
        due[(int) ((tick + t) % ring)][c] += put * each;
      }
    }
    if (fresh > 0) {
      renew(tick, shares, fresh, first, last);
    }
  }

  private void renew(long tick, double[] shares, double fresh, int first, int last) {
    unit *= 1 - fresh;
    if (unit < TINY) {
      settle();
    }
    double each = fresh / (last - first + 1) / unit;
    for (int c = 0; c < cdns; c++) {
      joined[c] = fresh * shares[c];
      assigned[c] = assigned[c] * (1 - fresh) + joined[c];
      for (int t = first; t <= last; t++) {
        due[(int) ((tick + t) % ring)][c] += shares[c] * each;
      }
    }
  }

  private void settle() {
    for (double[] slot : due) {
      for (int c = 0; c < cdns; c++) {
        slot[c] *= unit;
      }
    }
    unit = 1;
  }
}
