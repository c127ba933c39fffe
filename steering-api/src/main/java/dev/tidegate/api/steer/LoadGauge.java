package dev.tidegate.api.steer;

import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How late the event loops run. Each level of {@link Strain} begins when a loop is late by more
 * than its limit, smoothed over about a second, and lasts until every loop is late by less than a
 * quarter of that. A single pause, however long, is not overload: at each level it counts as four
 * times the limit at most, half of what would be needed.
 */
final class LoadGauge {
  private static final long EVERY = TimeUnit.MILLISECONDS.toNanos(100);

  private final Limit late;
  private final Limit veryLate;
  private volatile Strain strain = Strain.NONE;

  /** One level's limit, and how late each loop is as far as it matters to it. */
  private static final class Limit {
    private final long limit;
    private final AtomicLongArray lateness;
    private volatile boolean passed;

    Limit(Strain level, int loops) {
      limit = level.from;
      lateness = new AtomicLongArray(loops);
    }

    boolean observe(int index, long late) {
      long before = lateness.get(index);
      lateness.set(index, before + (Math.clamp(late, 0, 4 * limit) - before) / 8);
      boolean any = false;
      for (int i = 0; i < lateness.length(); i++) {
        any |= lateness.get(i) > (passed ? limit / 4 : limit);
      }
      passed = any;
      return any;
    }
  }

  LoadGauge(int loops) {
    late = new Limit(Strain.LATE, loops);
    veryLate = new Limit(Strain.VERY_LATE, loops);
  }

  /** Measures a loop until it ends. */
  @SuppressWarnings("FutureReturnValueIgnored") // it ends with the loop
  void watch(int index, EventExecutor loop) {
    long[] due = {System.nanoTime() + EVERY};
    loop.scheduleWithFixedDelay(
        () -> {
          observe(index, System.nanoTime() - due[0]);
          due[0] = System.nanoTime() + EVERY;
        },
        EVERY,
        EVERY,
        TimeUnit.NANOSECONDS);
  }

  /** Takes in how late a loop was, in nanoseconds. */
  void observe(int index, long lateBy) {
    boolean isLate = late.observe(index, lateBy);
    boolean isVeryLate = veryLate.observe(index, lateBy);
    strain = isVeryLate ? Strain.VERY_LATE : isLate ? Strain.LATE : Strain.NONE;
  }

  /** How hard it is now. */
  Strain strain() {
    return strain;
  }

  /** True while answers carry the longer TTL. */
  boolean shedding() {
    return strain.lengthensTtl();
  }
}
