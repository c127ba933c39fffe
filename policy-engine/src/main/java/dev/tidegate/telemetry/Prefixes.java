package dev.tidegate.telemetry;

import java.util.stream.IntStream;

/**
 * How much of a cell's reported badness is left when the prefix buckets that stand far off the
 * others are drawn in to the others' rate (winsorising). At most a tenth of the populated buckets
 * can be drawn in at the bad end, and from {@value #BOTH} populated buckets up as many at the good
 * end, so up to a tenth of the prefixes may lie without moving anybody, and a fault that more than
 * a tenth of them feel is never hidden.
 *
 * <p>A bucket stands far off if its rate differs from that of the rest by {@value #EFFECT} and by
 * {@value #DEVIATIONS} standard errors of its own, clustering included: in thin traffic nothing
 * does.
 */
public final class Prefixes {
  /** Buckets of client prefixes: a /24 or /48 falls in one of them by its hash. */
  public static final int BUCKETS = 64;

  private static final double PART = 0.1;
  private static final int BOTH = 32;
  private static final double EFFECT = 0.02;
  private static final double DEVIATIONS = 6;
  private static final double LEAST_P = 0.002;

  private Prefixes() {}

  /**
   * The part of the badness that is left, &gt;= 0; above 1 where buckets claim far too much health.
   *
   * @param all samples by bucket, &gt;= 0
   * @param bad bad samples by bucket, 0..all
   * @param clustering PHI: how much wider a bucket's count scatters than independent samples
   */
  public static double kept(double[] all, double[] bad, double clustering) {
    double n = 0;
    double x = 0;
    int populated = 0;
    for (int b = 0; b < all.length; b++) {
      n += all[b];
      x += bad[b];
      populated += all[b] > 0 ? 1 : 0;
    }
    int most = (int) (PART * populated);
    if (most == 0 || !(x > 0)) {
      return 1;
    }
    double rate = x / n;
    int[] byExcess =
        IntStream.range(0, all.length)
            .boxed()
            .sorted(
                (a, b) -> {
                  int order = Double.compare(bad[b] - rate * all[b], bad[a] - rate * all[a]);
                  return order != 0 ? order : Integer.compare(a, b);
                })
            .mapToInt(Integer::intValue)
            .toArray();
    double left = x + drawnIn(all, bad, byExcess, n, x, most, clustering, true);
    if (populated >= BOTH) {
      left += drawnIn(all, bad, byExcess, n, x, most, clustering, false);
    }
    return Math.max(0, left) / x;
  }

  /** What drawing in the outermost buckets of one end adds to the badness; negative at the bad. */
  private static double drawnIn(
      double[] all,
      double[] bad,
      int[] byExcess,
      double n,
      double x,
      int most,
      double clustering,
      boolean worst) {
    double restN = n;
    double restX = x;
    for (int i = 0; i < most; i++) {
      int b = byExcess[worst ? i : byExcess.length - 1 - i];
      restN -= all[b];
      restX -= bad[b];
    }
    if (!(restN > 0)) {
      return 0;
    }
    double p = Math.clamp(restX / restN, 0, 1);
    double scatter = Math.clamp(p, LEAST_P, 0.5);
    double change = 0;
    for (int i = 0; i < most; i++) {
      int b = byExcess[worst ? i : byExcess.length - 1 - i];
      double off = worst ? bad[b] - p * all[b] : p * all[b] - bad[b];
      double error = Math.sqrt(clustering * all[b] * scatter * (1 - scatter));
      if (all[b] > 0 && off > EFFECT * all[b] && off > DEVIATIONS * error) {
        change += worst ? -off : off;
      }
    }
    return change;
  }
}
