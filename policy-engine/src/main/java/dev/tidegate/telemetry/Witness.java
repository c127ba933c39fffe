package dev.tidegate.telemetry;

/**
 * How widely a cell's badness is shared among its reporters in the last 60 s: the second source for
 * a large move on beacons alone (engine.md 4).
 *
 * @param sessionsBad sessions that are bad by themselves, against the rate of the other CDNs
 * @param sessions sessions that reported
 * @param bucketsBad of 64 client-prefix buckets, those whose rate is worse than the others' CDNs
 * @param bucketsPopulated client-prefix buckets with reports
 * @param prefixOverCap whether some client prefix is at its volume cap
 * @param failureKept the part of the reported failures that is left when prefix buckets far off the
 *     others are drawn in ({@link Prefixes}), 0..1
 * @param stallKept the same of stalls
 */
public record Witness(
    int sessionsBad,
    int sessions,
    int bucketsBad,
    int bucketsPopulated,
    boolean prefixOverCap,
    double failureKept,
    double stallKept) {

  /** One in which no prefix stands out. */
  public Witness(
      int sessionsBad, int sessions, int bucketsBad, int bucketsPopulated, boolean prefixOverCap) {
    this(sessionsBad, sessions, bucketsBad, bucketsPopulated, prefixOverCap, 1, 1);
  }
}
