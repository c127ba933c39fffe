package dev.tidegate.api.wiring;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for a condition, for a bounded time. */
final class Await {
  private Await() {}

  static void until(Duration most, Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + most.toNanos();
    while (!condition.call()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within " + most);
      }
      Thread.sleep(20);
    }
  }
}
