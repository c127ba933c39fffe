package dev.tidegate.api.loop;

import java.time.Duration;

/**
 * When the loop ticks: at whole multiples of the period from an anchor, so that nothing drifts. A
 * tick whose time passed while another ran is skipped, not made up for.
 */
final class Ticks {
  private final Duration period;
  private final long anchor;
  private long last;

  /**
   * @param anchor when tick 0 is, in monotonic nanoseconds
   */
  Ticks(Duration period, long anchor) {
    if (period.isZero() || period.isNegative()) {
      throw new IllegalArgumentException("a tick must take time, but takes " + period);
    }
    this.period = period;
    this.anchor = anchor;
  }

  Duration period() {
    return period;
  }

  /** Notes that a tick runs now, and says how many were skipped since the one before. */
  long arrive(long nanos) {
    long number = Math.floorDiv(nanos - anchor, period.toNanos());
    long skipped = Math.max(0, number - last - 1);
    last = Math.max(last, number);
    return skipped;
  }

  /** How long it is until the next tick, &gt; 0. */
  Duration untilNext(long nanos) {
    return Duration.ofNanos(period.toNanos() - Math.floorMod(nanos - anchor, period.toNanos()));
  }
}
