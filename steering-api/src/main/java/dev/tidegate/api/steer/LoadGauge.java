package dev.tidegate.api.steer;

import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How late the event loops run. A loop that is late by more than a tenth of a second, smoothed over
 * about a second, has more to do than it can: then answers carry the longer TTL, until every loop
 * is late by less than a quarter of that. A single pause, however long, is not overload: it counts
 * as 400 ms at most, half of what would be needed.
 */
final class LoadGauge {
  private static final long EVERY = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long LATE = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long WELL = LATE / 4;
  private static final long MOST = 4 * LATE;

  private final AtomicLongArray lateness;
  private volatile boolean shedding;

  LoadGauge(int loops) {
    lateness = new AtomicLongArray(loops);
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
  void observe(int index, long late) {
    long before = lateness.get(index);
    lateness.set(index, before + (Math.clamp(late, 0, MOST) - before) / 8);
    boolean any = false;
    for (int i = 0; i < lateness.length(); i++) {
      any |= lateness.get(i) > (shedding ? WELL : LATE);
    }
    shedding = any;
  }

  /** True while load is to be shed. */
  boolean shedding() {
    return shedding;
  }
}
