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
    return kept(all, bad, all, bad, clustering);
  }

  /**
   * The same of what came just now, where a window says which buckets stand off: a lie counts in
   * full from its first second, so its part must not be reckoned by a window that it has not
   * filled.
   *
   * @param nowAll samples by bucket that came now; with those of the window
   * @param nowBad bad ones among them
   */
  public static double kept(
      double[] all, double[] bad, double[] nowAll, double[] nowBad, double clustering) {
    double reported = 0;
    for (double now : nowBad) {
      reported += now;
    }
    if (!(reported > 0)) {
      return 1;
    }
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
    Ends ends = new Ends(all, bad, nowAll, nowBad, byExcess, n, x, most, clustering);
    double left = reported + ends.drawnIn(true);
    if (populated >= BOTH) {
      left += ends.drawnIn(false);
    }
    return Math.max(0, left) / reported;
  }

  /** The outermost buckets of both ends, by the window's counts and those of now. */
  @SuppressWarnings("ArrayRecordComponent") // lives for one reckoning
  private record Ends(
      double[] all,
      double[] bad,
      double[] nowAll,
      double[] nowBad,
      int[] byExcess,
      double n,
      double x,
      int most,
      double clustering) {

    private int bucket(int i, boolean worst) {
      return byExcess[worst ? i : byExcess.length - 1 - i];
    }

    /** What drawing them in adds to the badness of now; negative at the bad end. */
    double drawnIn(boolean worst) {
      double restN = n;
      double restX = x;
      for (int i = 0; i < most; i++) {
        restN -= all[bucket(i, worst)];
        restX -= bad[bucket(i, worst)];
      }
      if (!(restN > 0)) {
        return 0;
      }
      double p = Math.clamp(restX / restN, 0, 1);
      double change = 0;
      for (int i = 0; i < most; i++) {
        int b = bucket(i, worst);
        if (standsOff(b, p, worst)) {
          change -= nowBad[b] - p * nowAll[b];
        }
      }
      return change;
    }

    private boolean standsOff(int b, double p, boolean worst) {
      double scatter = Math.clamp(p, LEAST_P, 0.5);
      double off = worst ? bad[b] - p * all[b] : p * all[b] - bad[b];
      double error = Math.sqrt(clustering * all[b] * scatter * (1 - scatter));
      return all[b] > 0 && off > EFFECT * all[b] && off > DEVIATIONS * error;
    }
  }
}
