package dev.tidegate.api.beacon;

import java.util.OptionalDouble;

/**
 * Holds what one key (a session, a client prefix) can weigh in 10 s to a multiple of what the
 * median key weighs. The median is that of the 10 s before; until there is one, that of the present
 * keys; with fewer than 8 keys nothing is capped. Thread-safe; its lock is held for some tens of
 * nanoseconds.
 */
final class VolumeCap {
  /** Seconds over which a key's volume is summed. */
  static final int PANE = 10;

  private static final int LEAST_KEYS = 8;
  private static final int MEDIAN_HOLDS = 6;

  private final Totals admitted;
  private final Totals asked;
  private long pane;
  private long medianOf;
  private OptionalDouble median = OptionalDouble.empty();
  private OptionalDouble running = OptionalDouble.empty();
  private int runningAt;
  private long cappedIn = Long.MIN_VALUE;

  VolumeCap(int mostKeys) {
    admitted = new Totals(mostKeys);
    asked = new Totals(mostKeys);
  }

  /**
   * How much of an amount counts, 0..1.
   *
   * @param amount &gt; 0
   * @param times a key may weigh this many times the median
   */
  synchronized double admit(long key, double amount, double times, long second) {
    roll(Math.floorDiv(second, PANE));
    asked.add(key, amount);
    OptionalDouble typical = typical();
    int slot = admitted.slot(key);
    double room =
        typical.isPresent()
            ? Math.max(0, times * typical.getAsDouble() - admitted.at(slot))
            : Double.POSITIVE_INFINITY;
    double taken = Math.min(amount, room);
    admitted.addAt(slot, taken);
    if (taken < amount) {
      cappedIn = pane;
    }
    return taken / amount;
  }

  /** True if something was capped within the last 60 s. */
  synchronized boolean capped(long second) {
    return Math.floorDiv(second, PANE) - cappedIn <= 6 && cappedIn != Long.MIN_VALUE;
  }

  private OptionalDouble typical() {
    if (median.isPresent()) {
      return median;
    }
    if (asked.size() < LEAST_KEYS) {
      return OptionalDouble.empty();
    }
    if (running.isEmpty() || asked.size() >= runningAt * 5 / 4) {
      running = asked.median();
      runningAt = asked.size();
    }
    return running;
  }

  private void roll(long now) {
    if (now == pane) {
      return;
    }
    if (asked.size() >= LEAST_KEYS) {
      median = asked.median();
      medianOf = pane;
    } else if (now - medianOf > MEDIAN_HOLDS) {
      median = OptionalDouble.empty();
    }
    running = OptionalDouble.empty();
    pane = now;
    asked.clear();
    admitted.clear();
  }
}
