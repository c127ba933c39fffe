package dev.tidegate.api.loop;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * When what this node journalled is compared with what the store has, and what is missing is put
 * back: beside the loop's thread, and tried until it is done.
 *
 * <p>A failover shows itself by writes that are not those seen last, or by calls that failed; a
 * start is an occasion too. And each minute: the master that was compared with may just have been
 * replaced by one that lacks something.
 */
final class Amends {
  private static final Duration EVERY = Duration.ofMinutes(1);

  private final Runnable putBack;
  private final Aside aside;
  private final LongSupplier nanos;

  /** Up to which occasion it is done. */
  private volatile long done;

  // The rest belongs to the loop's thread.
  private long wanted = 1;
  private long beganAt;

  /**
   * @param nanos a monotonic time
   */
  Amends(Runnable putBack, Aside aside, LongSupplier nanos) {
    this.putBack = putBack;
    this.aside = aside;
    this.nanos = nanos;
    this.beganAt = nanos.getAsLong();
  }

  /** The store may have lost something. */
  void occasion() {
    wanted++;
  }

  /** Begins, if there was an occasion; the store is within reach. */
  void make() {
    if (nanos.getAsLong() - beganAt > EVERY.toNanos()) {
      wanted++;
    }
    long upTo = wanted;
    if (done < upTo) {
      beganAt = nanos.getAsLong();
      aside.run(
          () -> {
            if (done < upTo) { // else one that waited before this one has done it
              putBack.run();
              done = upTo;
            }
          });
    }
  }
}
