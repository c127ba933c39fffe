package dev.tidegate.api.steer;

import java.util.concurrent.TimeUnit;

/**
 * How hard it is for the event loops to keep up, and what is given up for it. What nobody waits for
 * goes first, so that answers are not late; each level gives up what those before it do.
 */
enum Strain {
  /** Nothing is given up. */
  NONE(0),
  /**
   * A player waits a frame longer. Beacons, which cost several answers each, are not read: they are
   * a sample anyway. Every third poll of a session is not noted, which leaves it among the viewers.
   */
  SOME(20),
  /** Rankings carry no token, unless the service takes signed beacons only: its HMAC is dear. */
  MUCH(50),
  /** Answers carry the longer TTL. */
  LATE(100);

  /** From how late a loop is, smoothed, in nanoseconds. */
  final long from;

  Strain(long fromMillis) {
    from = TimeUnit.MILLISECONDS.toNanos(fromMillis);
  }

  /** Whether it is at least that hard. */
  boolean isAtLeast(Strain other) {
    return compareTo(other) >= 0;
  }
}
