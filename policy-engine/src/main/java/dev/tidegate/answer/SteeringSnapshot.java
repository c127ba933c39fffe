package dev.tidegate.answer;

import dev.tidegate.model.Group;
import dev.tidegate.model.Region;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that is needed to answer, immutable. Published by one reference swap; readers never lock.
 *
 * @param version derived from the content
 * @param at when this content was decided
 * @param groups every (service, region) of the setup, and networks that have a table of their own
 */
public record SteeringSnapshot(Version version, Instant at, SortedMap<Group, GroupAnswer> groups) {
  public SteeringSnapshot {
    groups = Collections.unmodifiableSortedMap(new TreeMap<>(groups));
  }

  /**
   * The group that answers sessions of a service there: the network's if it has a table of its own,
   * else the region's, else that of region {@value Region#DEFAULT}; empty for an unknown service.
   */
  public Optional<GroupAnswer> find(String service, String region, Optional<String> network) {
    GroupAnswer found = network.map(n -> groups.get(Group.of(service, region, n))).orElse(null);
    if (found == null) {
      found = groups.get(Group.of(service, region));
    }
    if (found == null) {
      found = groups.get(Group.of(service, Region.DEFAULT));
    }
    return Optional.ofNullable(found);
  }
}
