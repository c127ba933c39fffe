package dev.tidegate.probe;

import dev.tidegate.telemetry.ProbeResult.Outcome;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Counts what a prober does. Many threads write, few read. */
final class Tally {
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  private final Map<Outcome, LongAdder> outcomes = new EnumMap<>(Outcome.class);
  private final AtomicInteger running = new AtomicInteger();
  private final LongAdder skipped = new LongAdder();
  private final AtomicLong refused = new AtomicLong();
  private final LongAdder turns = new LongAdder();
  private final LongAdder lag = new LongAdder();
  private long minute = System.nanoTime();
  private long worstNow;
  private long worstBefore;

  Tally() {
    for (Outcome outcome : Outcome.values()) {
      outcomes.put(outcome, new LongAdder());
    }
  }

  void began(long lateBy) {
    running.incrementAndGet();
    turns.increment();
    lag.add(lateBy);
    worst(lateBy);
  }

  private synchronized void worst(long lateBy) {
    long now = System.nanoTime();
    if (now - minute > MINUTE) {
      worstBefore = now - minute > 2 * MINUTE ? 0 : worstNow;
      worstNow = 0;
      minute = now;
    }
    worstNow = Math.max(worstNow, lateBy);
  }

  void ended() {
    running.decrementAndGet();
  }

  void count(Outcome outcome) {
    LongAdder counted = outcomes.get(outcome);
    if (counted != null) {
      counted.increment();
    }
  }

  void skipped(long missed) {
    skipped.add(missed);
  }

  /** Counts, and says whether this one should be logged: the first, and each thousandth. */
  boolean refused() {
    return refused.getAndIncrement() % 1000 == 0;
  }

  synchronized ProberStats stats(int targets) {
    Map<Outcome, Long> counts = new EnumMap<>(Outcome.class);
    outcomes.forEach((outcome, count) -> counts.put(outcome, count.sum()));
    return new ProberStats(
        counts,
        targets,
        running.get(),
        skipped.sum(),
        refused.get(),
        Duration.ofNanos(lag.sum() / Math.max(1, turns.sum())),
        Duration.ofNanos(Math.max(worstNow, worstBefore)));
  }
}
