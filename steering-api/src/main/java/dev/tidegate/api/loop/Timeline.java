package dev.tidegate.api.loop;

import java.time.Duration;
import java.time.Instant;

/**
 * Where the loop gets its time from, and the one thread on which it does its work. A test's is
 * moved by hand.
 */
public interface Timeline extends AutoCloseable {
  /** The wall's time, for people and for the engine. */
  Instant instant();

  /** A monotonic time in nanoseconds, for durations. */
  long nanos();

  /**
   * Runs {@code task} on the timeline's thread, not before {@code delay} has passed; tasks never
   * run beside each other. After {@link #close} nothing is run.
   */
  void schedule(Duration delay, Runnable task);

  /** Waits for a task that is running, for a while, and runs no other. */
  @Override
  void close();
}
