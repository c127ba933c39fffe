package dev.tidegate.model;

import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The configuration as the engine knows it: one immutable value, replaced whole.
 *
 * @param networks ids of the named network groups; players of all others are in {@link Place#OTHER}
 * @param pools contracts and the CDNs' own pools, by id
 */
public record Setup(
    SortedMap<String, Region> regions,
    SortedSet<String> networks,
    SortedMap<String, Pool> pools,
    SortedMap<String, Service> services) {
  public Setup {
    regions = Collections.unmodifiableSortedMap(new TreeMap<>(regions));
    networks = Collections.unmodifiableSortedSet(new TreeSet<>(networks));
    pools = Collections.unmodifiableSortedMap(new TreeMap<>(pools));
    services = Collections.unmodifiableSortedMap(new TreeMap<>(services));
    for (Service service : services.values()) {
      for (Cdn cdn : service.cdns().values()) {
        if (!pools.containsKey(cdn.pool())) {
          throw new IllegalArgumentException(
              "cdn " + cdn.id() + " of service " + service.id() + " names no pool: " + cdn.pool());
        }
      }
    }
  }
}
