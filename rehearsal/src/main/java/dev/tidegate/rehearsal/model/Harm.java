package dev.tidegate.rehearsal.model;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Bad session-seconds, second by second. Safe for use by several threads; seconds outside the span
 * are not counted.
 */
public final class Harm {
  private final long begin;
  private final int[] bad;

  /**
   * @param beginSecond first epoch second
   * @param seconds how many are kept
   */
  public Harm(long beginSecond, int seconds) {
    this.begin = beginSecond;
    this.bad = new int[seconds];
  }

  /** Counts one bad second of one viewer. */
  public synchronized void bad(long second) {
    if (second >= begin && second < begin + bad.length) {
      bad[(int) (second - begin)]++;
    }
  }

  /** Bad session-seconds in {@code [from, to)}. */
  public synchronized long between(long from, long to) {
    long sum = 0;
    for (long second = Math.max(from, begin); second < Math.min(to, begin + bad.length); second++) {
      sum += bad[(int) (second - begin)];
    }
    return sum;
  }

  /**
   * When nine tenths of a fault's harm was gone: the first second after {@code began} at which the
   * {@code window} seconds that follow hold at most a tenth of the harm that the counterfactual has
   * suffered in as long a time, on average since the fault began; each less its own average before
   * the fault. Empty if that was not reached, and where the counterfactual suffered less than one
   * bad second a second.
   *
   * @param calm seconds before the fault from which the averages are taken
   * @param end when the fault ended, or now
   */
  public static OptionalLong ninetyPercentGone(
      Harm steered, Harm unsteered, long began, long end, int window, int calm) {
    double usual = (double) steered.between(began - calm, began) / calm;
    double usualUnsteered = (double) unsteered.between(began - calm, began) / calm;
    for (long second = began + 1; second + window <= end; second++) {
      double harm = steered.between(second, second + window) - usual * window;
      long span = second + window - began;
      double without = (double) unsteered.between(began, began + span) / span - usualUnsteered;
      if (without >= 1 && harm <= 0.1 * without * window) {
        return OptionalLong.of(second - began);
      }
    }
    return OptionalLong.empty();
  }

  /**
   * The share of a fault's harm that steering saved, at most 1; negative if it did harm. Empty
   * where the counterfactual suffered nothing.
   */
  public static OptionalDouble savedShare(
      Harm steered, Harm unsteered, long began, long end, int calm) {
    double span = (double) (end - began) / calm;
    double harm = steered.between(began, end) - steered.between(began - calm, began) * span;
    double without = unsteered.between(began, end) - unsteered.between(began - calm, began) * span;
    return without <= 0 ? OptionalDouble.empty() : OptionalDouble.of(1 - harm / without);
  }
}
