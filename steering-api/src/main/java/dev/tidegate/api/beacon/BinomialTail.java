package dev.tidegate.api.beacon;

/** Whether a count of bad events is too many to be chance. */
final class BinomialTail {
  private static final double RARE = 1e-3;
  private static final int EXACT_TO = 200;

  private BinomialTail() {}

  /**
   * True if at least {@code bad} of {@code all} is rarer than {@value #RARE} at a rate of {@code
   * p}, and at least 2.
   */
  static boolean isRare(double bad, double all, double p) {
    long x = Math.round(bad);
    long n = Math.max(x, Math.round(all));
    return x >= 2 && x > n * p && upper(x, n, p) < RARE;
  }

  /** P(X &gt;= x) of a binomial of n and p; beyond {@value #EXACT_TO} by the normal. */
  static double upper(long x, long n, double p) {
    if (p >= 1) {
      return 1;
    }
    if (x > EXACT_TO) {
      double z = (x - 0.5 - n * p) / Math.sqrt(n * p * (1 - p));
      return z > 5 ? 0 : Math.exp(-z * z / 2) / 2;
    }
    double term = Math.exp(n * Math.log1p(-p));
    double below = 0;
    for (long k = 0; k < x; k++) {
      below += term;
      term *= (double) (n - k) / (k + 1) * p / (1 - p);
    }
    return Math.max(0, 1 - below);
  }
}
