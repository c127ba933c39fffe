package dev.tidegate.health;

/**
 * Whether few bad samples are more than chance. Bad samples come in clusters of PHI, and of few
 * clusters the normal approximation knows nothing: in thin traffic one unlucky beacon would stand
 * 4.5 standard errors above what is usual. Their number is Poisson's.
 */
final class Chance {
  private static final double RARE = 1e-6;

  /** Of more expected clusters than this, z speaks. */
  private static final double MANY = 25;

  /** PHI is a mean: a single beacon may hold some times as many. */
  private static final double TOGETHER = 3;

  private static final double LEAST_RATE = 0.001;

  private Chance() {}

  /**
   * Whether so many bad samples come by chance less than once in a million times.
   *
   * @param samples effective number
   * @param observed rate, 0..1
   * @param expected rate, 0..1
   * @param phi how many samples go bad together
   */
  static boolean rules(double samples, double observed, double expected, double phi) {
    double together = TOGETHER * phi;
    double mean = samples * Math.max(LEAST_RATE, expected) / together;
    return mean > MANY || atLeast(samples * observed / together, mean) < RARE;
  }

  /** P(Poisson(mean) &gt;= k), k rounded down. */
  private static double atLeast(double k, double mean) {
    int from = (int) Math.floor(k);
    if (from <= mean) {
      return 1;
    }
    double log = -mean;
    for (int i = 1; i <= from; i++) {
      log += StrictMath.log(mean / i);
    }
    double term = StrictMath.exp(log);
    double total = 0;
    for (int i = from; i < from + 60 && term > total * 1e-6; i++) {
      total += term;
      term *= mean / (i + 1);
    }
    return total;
  }
}
