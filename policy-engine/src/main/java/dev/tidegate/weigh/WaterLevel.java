package dev.tidegate.weigh;

/**
 * Fills one group: shares in proportion to {@code pull}, none below its least or above its most,
 * their sum 1 if the mosts allow it.
 */
final class WaterLevel {
  private WaterLevel() {}

  /**
   * Writes the shares to {@code out} and returns their sum: 1, or less if all stand at their most.
   */
  static double fill(double[] pull, double[] least, double[] most, double[] out) {
    double sumLeast = sum(least);
    double sumMost = sum(most);
    if (sumLeast >= 1) {
      for (int i = 0; i < out.length; i++) {
        out[i] = least[i] / sumLeast;
      }
      return 1;
    }
    if (sumMost <= 1) {
      System.arraycopy(most, 0, out, 0, out.length);
      return sumMost;
    }
    if (!level(pull, least, most, out)) {
      inNeed(pull, least, most, out);
    }
    return 1;
  }

  /** Finds the one scale at which the clipped pulls sum to 1; false if no scale is high enough. */
  private static boolean level(double[] pull, double[] least, double[] most, double[] out) {
    boolean[] fixed = new boolean[pull.length];
    double left = 1;
    double pulling = 0;
    double room = 0;
    for (int i = 0; i < pull.length; i++) {
      out[i] = least[i];
      if (pull[i] > 0) {
        pulling += pull[i];
        room += most[i];
      } else {
        fixed[i] = true;
        left -= least[i];
      }
    }
    if (room < left) {
      return false;
    }
    for (int round = 0; round <= pull.length && pulling > 0; round++) {
      double scale = left / pulling;
      double over = 0;
      double under = 0;
      for (int i = 0; i < pull.length; i++) {
        if (!fixed[i]) {
          out[i] = scale * pull[i];
          over += Math.max(0, out[i] - most[i]);
          under += Math.max(0, least[i] - out[i]);
        }
      }
      if (over == 0 && under == 0) {
        return true;
      }
      for (int i = 0; i < pull.length; i++) {
        boolean fix = !fixed[i] && (over >= under ? out[i] > most[i] : out[i] < least[i]);
        if (fix) {
          fixed[i] = true;
          out[i] = over >= under ? most[i] : least[i];
          left -= out[i];
          pulling -= pull[i];
        }
      }
    }
    return true;
  }

  /** Those that pull are full: the rest goes to those of weight 0, by their room. */
  private static void inNeed(double[] pull, double[] least, double[] most, double[] out) {
    double left = 1;
    double room = 0;
    for (int i = 0; i < pull.length; i++) {
      out[i] = pull[i] > 0 ? most[i] : least[i];
      left -= out[i];
      room += pull[i] > 0 ? 0 : most[i] - least[i];
    }
    for (int i = 0; i < pull.length; i++) {
      if (!(pull[i] > 0) && room > 0) {
        out[i] += left * (most[i] - least[i]) / room;
      }
    }
  }

  static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }
}
