package dev.tidegate.api.loop;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Real time, and a thread named {@code tidegate-loop}. */
public final class SystemTimeline implements Timeline {
  private static final long END_SECONDS = 5;

  private final InstantSource clock;
  private final ScheduledThreadPoolExecutor thread;

  public SystemTimeline(InstantSource clock) {
    this.clock = clock;
    this.thread =
        new ScheduledThreadPoolExecutor(
            1,
            Thread.ofPlatform().name("tidegate-loop").daemon().factory(),
            new ThreadPoolExecutor.DiscardPolicy());
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  public Instant instant() {
    return clock.instant();
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  // The loop's tasks let nothing escape, so that the future has nothing to tell.
  @SuppressWarnings("FutureReturnValueIgnored")
  @Override
  public void schedule(Duration delay, Runnable task) {
    thread.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      thread.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
