package dev.tidegate.dns.responder;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How many answers a second go to one client prefix over UDP: what somebody who forges senders can
 * make us send to a victim. Of what is too much every second question is told to come again by TCP,
 * which a forged sender cannot; the others get nothing. Bounded: prefixes share {@value #SLOTS}
 * counters.
 */
final class ResponseRates {
  private static final int SLOTS = 1 << 16;

  /** What is to be done with an answer. */
  enum Verdict {
    SEND,
    TRUNCATE,
    DROP
  }

  private final AtomicLongArray counters = new AtomicLongArray(SLOTS);
  private final int perSecond;
  private final long seed;

  /**
   * @param perSecond answers to one prefix; 0: no limit
   * @param seed so that nobody can tell beforehand whose counter he shares
   */
  ResponseRates(int perSecond, long seed) {
    this.perSecond = perSecond;
    this.seed = seed;
  }

  /**
   * Counts one more.
   *
   * @param source 4 or 16 octets
   */
  Verdict count(byte[] source, long nowSecond) {
    if (perSecond == 0) {
      return Verdict.SEND;
    }
    int slot = slot(source);
    long second = nowSecond & 0xffff_ffffL;
    long now =
        counters.accumulateAndGet(
            slot, second, (old, current) -> old >>> 32 == current ? old + 1 : current << 32 | 1);
    long count = now & 0xffff_ffffL;
    if (count <= perSecond) {
      return Verdict.SEND;
    }
    return count % 2 == 0 ? Verdict.TRUNCATE : Verdict.DROP;
  }

  /** By the /24 or the /48. */
  private int slot(byte[] source) {
    long hash = seed;
    int octets = source.length == 4 ? 3 : 6;
    for (int i = 0; i < octets; i++) {
      hash = (hash ^ source[i]) * 0x9E3779B97F4A7C15L;
      hash ^= hash >>> 29;
    }
    return (int) (hash >>> 40) & SLOTS - 1;
  }
}
