package dev.tidegate.rehearsal.score;

/**
 * Counts the reversals of one share: a way of at least {@link #LEAST} back from the last turning
 * point. Ripples below that are nothing, however many.
 */
final class Swings {
  /** Two points. */
  static final double LEAST = 0.02;

  private double high = Double.NEGATIVE_INFINITY;
  private double low = Double.POSITIVE_INFINITY;
  private int direction;
  private int reversals;

  void see(double share) {
    high = Math.max(high, share);
    low = Math.min(low, share);
    if (direction <= 0 && share - low >= LEAST) {
      turn(1, share);
    } else if (direction >= 0 && high - share >= LEAST) {
      turn(-1, share);
    }
  }

  private void turn(int to, double share) {
    reversals += direction == 0 ? 0 : 1;
    direction = to;
    high = share;
    low = share;
  }

  int reversals() {
    return reversals;
  }
}
