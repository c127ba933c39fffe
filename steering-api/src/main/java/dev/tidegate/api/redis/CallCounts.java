package dev.tidegate.api.redis;

import java.util.concurrent.atomic.LongAdder;

/** What {@link LinkStats} is made of. */
final class CallCounts {
  private final LongAdder calls = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final LongAdder timeouts = new LongAdder();
  private final LongAdder refusals = new LongAdder();
  private final LongAdder shut = new LongAdder();
  private final LongAdder busy = new LongAdder();
  private volatile boolean answers = true;

  void called() {
    calls.increment();
  }

  void answered() {
    answers = true;
  }

  /** By a server that could not be reached, or whose connection was lost. */
  void failed() {
    failures.increment();
    answers = false;
  }

  void timedOut() {
    timeouts.increment();
    failed();
  }

  void refused() {
    refusals.increment();
    failures.increment();
    answers = true;
  }

  void shut() {
    shut.increment();
    failed();
  }

  /** Which says nothing of the server. */
  void busy() {
    busy.increment();
    failures.increment();
  }

  LinkStats stats(long connections) {
    return new LinkStats(
        calls.sum(),
        failures.sum(),
        timeouts.sum(),
        refusals.sum(),
        shut.sum(),
        busy.sum(),
        connections,
        answers);
  }
}
