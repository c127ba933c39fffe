package dev.tidegate.probe;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When a probe's turns are due, at a fixed rate that does not drift: turn k is due at {@code first
 * + k*interval}, moved by up to a tenth of the interval either way. What a turn takes, and how late
 * it began, moves no later turn. Instants are nanoseconds of {@link System#nanoTime}.
 *
 * <p>The first turn falls anywhere in the first interval, so that many probes begin spread out.
 */
final class Turns {
  private final RandomGenerator random;
  private long interval;
  private long grid;
  private long due;

  Turns(long now, Duration interval, RandomGenerator random) {
    this.random = random;
    this.interval = interval.toNanos();
    this.grid = now + random.nextLong(this.interval);
    this.due = grid;
  }

  /** The instant of the next turn. */
  long due() {
    return due;
  }

  /**
   * Ends a turn.
   *
   * @return the turns that came due while it ran; they are given up, never made good
   */
  long done(long now) {
    step();
    return missed(now);
  }

  /** Gives up the turns that are overdue, and says how many. */
  long missed(long now) {
    if (due - now > 0) {
      return 0;
    }
    long skipped = Math.max(0, (now - grid) / interval);
    grid += skipped * interval;
    while (due - now <= 0) {
      skipped++;
      step();
    }
    return skipped;
  }

  /** Changes the pace from the next turn on. */
  void every(Duration changed, long now) {
    long nanos = changed.toNanos();
    if (nanos != interval) {
      interval = nanos;
      grid = now;
      step();
    }
  }

  private void step() {
    grid += interval;
    due = jittered();
  }

  private long jittered() {
    long tenth = interval / 10;
    return grid + random.nextLong(-tenth, tenth + 1);
  }
}
