package dev.tidegate.api.redis;

import java.time.Duration;

/**
 * What {@link RedisCommons} keeps, at most.
 *
 * @param entries of one service's log
 * @param kept how long an entry is kept by the store's clock; a log to which nothing is appended
 *     for so long is gone. At least a minute: who begins to lead reads the last one
 * @param entryBytes of one entry; a larger one is refused
 * @param decisions that operators can look back on
 * @param nodes that signs of life are kept of
 */
public record CommonsBounds(int entries, Duration kept, int entryBytes, int decisions, int nodes) {
  /**
   * What 128 nodes append in 75 s: a minute, and time to read it. An entry of 1 MiB: twice what
   * five thousand active cells take. 20 000 decisions, as in the store. 1 024 nodes: those that
   * were started again under other names in the last ten minutes, too. What Redis needs for it is
   * nodes x cells x 96 bytes x 75: 1.1 GB for thirty nodes with five thousand cells each.
   */
  public static final CommonsBounds DEFAULT =
      new CommonsBounds(9_600, Duration.ofSeconds(75), 1 << 20, 20_000, 1_024);

  public CommonsBounds {
    if (entries < 1
        || kept.compareTo(Duration.ofMinutes(1)) < 0
        || entryBytes < 1
        || decisions < 1
        || nodes < 1) {
      throw new IllegalArgumentException(
          "all must be positive, kept at least a minute, but are "
              + entries
              + ", "
              + kept
              + ", "
              + entryBytes
              + ", "
              + decisions
              + ", "
              + nodes);
    }
  }
}
