package dev.tidegate.api.redis;

import java.time.Duration;

/**
 * How patient a {@link RedisLink} is.
 *
 * @param deadline of a call; well under a tick, so that a Redis that hangs never makes one late
 * @param connect in which a connection must be made, handshake included. A call waits for it no
 *     longer than its own deadline; only the very first one does: a node that starts has time
 * @param concurrent calls at once, at most; more are refused
 */
public record LinkOptions(Duration deadline, Duration connect, int concurrent) {
  /** 150 ms, 1 s, 64. */
  public static final LinkOptions DEFAULT =
      new LinkOptions(Duration.ofMillis(150), Duration.ofSeconds(1), 64);

  public LinkOptions {
    if (!deadline.isPositive() || !connect.isPositive() || concurrent < 1) {
      throw new IllegalArgumentException(
          "deadline, connect and concurrent must be positive, but are "
              + deadline
              + ", "
              + connect
              + ", "
              + concurrent);
    }
  }

  /** The same with another deadline. */
  public LinkOptions within(Duration other) {
    return new LinkOptions(other, connect, concurrent);
  }
}
