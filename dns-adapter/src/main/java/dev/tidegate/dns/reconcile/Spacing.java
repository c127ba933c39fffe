package dev.tidegate.dns.reconcile;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Keeps what is done apart: each begins no sooner after the end of the last than it must. A limit
 * of one in each period would let two stand on both sides of a period's end.
 */
final class Spacing {
  /** Waits; returns early if its thread is interrupted. */
  interface Sleep {
    void sleep(Duration time) throws InterruptedException;
  }

  private final Duration least;
  private final LongSupplier nanos;
  private final Sleep sleep;
  private boolean before;
  private long last;

  Spacing(Duration least) {
    this(least, System::nanoTime, Thread::sleep);
  }

  /**
   * @param nanos a clock that never jumps
   */
  Spacing(Duration least, LongSupplier nanos, Sleep sleep) {
    this.least = least;
    this.nanos = nanos;
    this.sleep = sleep;
  }

  /** Returns when the next may begin. */
  void await() throws BackendException {
    long left = before ? least.toNanos() - (nanos.getAsLong() - last) : 0;
    try {
      if (left > 0) {
        sleep.sleep(Duration.ofNanos(left));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BackendException(
          BackendException.Kind.BUSY, "interrupted before its turn to write", e);
    }
  }

  /** It has ended. */
  void done() {
    before = true;
    last = nanos.getAsLong();
  }
}
