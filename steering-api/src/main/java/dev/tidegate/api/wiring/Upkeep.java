package dev.tidegate.api.wiring;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is looked at from time to time, off all other threads: files that may have changed. */
final class Upkeep implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Upkeep.class);

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("upkeep").factory());

  void every(long seconds, Runnable task) {
    var _ = timer.scheduleWithFixedDelay(() -> run(task), seconds, seconds, TimeUnit.SECONDS);
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      log.warn("upkeep", e);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
