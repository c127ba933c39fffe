package dev.tidegate.model;

import java.util.Collections;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One CDN contract: capacity and cost that all services drawing on it share. A CDN without a
 * contract has a pool of its own, named {@code service/cdn}.
 *
 * @param total over all services and regions; empty if not known
 * @param regional bounds that hold in one region as well, by region id
 * @param joinRate sessions a second that the CDN can take on; empty if not known
 * @param price relative price of a unit of traffic; empty if not known
 * @param commit a volume or percentile commitment; empty if none
 */
public record Pool(
    String id,
    Optional<Capacity> total,
    SortedMap<String, Capacity> regional,
    OptionalDouble joinRate,
    OptionalDouble price,
    OptionalDouble overage,
    Optional<Commit> commit) {

  /**
   * What was promised to the CDN.
   *
   * @param bytesPerPeriod amount in bytes
   * @param period {@code month} is the only one that contracts use
   */
  public record Commit(String kind, double bytesPerPeriod, String period) {}

  public Pool {
    regional = Collections.unmodifiableSortedMap(new TreeMap<>(regional));
  }
}
