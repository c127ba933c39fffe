package dev.tidegate.api.loop;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SynchronizedHistogram;
import org.jspecify.annotations.Nullable;

/** Counts what the loop does, and says in the log what a person should know. */
final class LoopMeter {
  private static final Logger LOG = System.getLogger(LoopMeter.class.getName());
  private static final long LONGEST_MICROS = TimeUnit.MINUTES.toMicros(1);

  /** Of failures in a row the log has the first and then every so many: one a minute. */
  private static final long LOGGED_EVERY = 60;

  final LongAdder nudged = new LongAdder();
  final LongAdder skippedTicks = new LongAdder();
  final LongAdder storeLagging = new LongAdder();
  private final LongAdder steps = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final LongAdder storeFailures = new LongAdder();
  private final LongAdder listenerFailures = new LongAdder();
  private final Histogram stepMicros = new SynchronizedHistogram(LONGEST_MICROS, 3);
  private volatile @Nullable Instant lastStepAt;
  // Only the loop's thread changes it.
  private long failuresInARow;

  void stepped(Instant at, long nanos) {
    steps.increment();
    stepMicros.recordValue(Math.clamp(TimeUnit.NANOSECONDS.toMicros(nanos), 0, LONGEST_MICROS));
    lastStepAt = at;
    failuresInARow = 0;
  }

  void stepFailed(Throwable why) {
    failures.increment();
    if (failuresInARow++ % LOGGED_EVERY == 0) {
      LOG.log(Level.ERROR, "a step failed; the last snapshot stands", why);
    }
  }

  void storeFailed(Throwable why) {
    storeFailures.increment();
    if ((storeFailures.sum() - 1) % LOGGED_EVERY == 0) {
      LOG.log(Level.WARNING, "the store failed; answers and steps go on", why);
    }
  }

  void listenerFailed(Throwable why) {
    listenerFailures.increment();
    if ((listenerFailures.sum() - 1) % LOGGED_EVERY == 0) {
      LOG.log(Level.WARNING, "a listener of the loop failed", why);
    }
  }

  LoopStats stats(ProbeQueue probes, Turn turn, boolean stale) {
    return new LoopStats(
        Optional.ofNullable(lastStepAt),
        steps.sum(),
        nudged.sum(),
        failures.sum(),
        skippedTicks.sum(),
        storeLagging.sum(),
        storeFailures.sum(),
        probes.dropped(),
        turn.dropped(),
        listenerFailures.sum(),
        stale,
        turn.reachable(),
        stepMicros.copy());
  }
}
