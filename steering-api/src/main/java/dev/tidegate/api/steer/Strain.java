package dev.tidegate.api.steer;

import java.util.concurrent.TimeUnit;

/**
 * How hard it is for the event loops to keep up, and what is given up for it. Each level gives up
 * what those before it do.
 */
enum Strain {
  /** Nothing is given up. */
  NONE(0),
  /**
   * Answers carry the longer TTL. A tenth of a second is what a player's own buffer does not feel.
   */
  LATE(100),
  /**
   * Beacons are not read. A longer TTL helps only when the last one is over: who is twice as late
   * all the same needs the time at once.
   */
  VERY_LATE(200);

  /** From how late a loop is, smoothed, in nanoseconds. */
  final long from;

  Strain(long fromMillis) {
    from = TimeUnit.MILLISECONDS.toNanos(fromMillis);
  }

  /** Whether answers carry the longer TTL. */
  boolean lengthensTtl() {
    return this != NONE;
  }

  /** Whether beacons are read. */
  boolean readsBeacons() {
    return this != VERY_LATE;
  }
}
