package dev.tidegate.api.config;

import dev.tidegate.model.Pool;
import dev.tidegate.model.Region;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The names that others may refer to, collected before anything is read.
 *
 * @param priced contracts with a price, once they have been read
 */
record Known(
    SortedSet<String> regions,
    SortedSet<String> networks,
    SortedSet<String> contracts,
    SortedSet<String> services,
    SortedSet<String> priced) {
  static Known in(Section root) {
    SortedSet<String> regions = root.keys("regions", Formats.id("region"));
    regions.add(Region.DEFAULT);
    return new Known(
        regions,
        root.keys("networks", Formats.id("network")),
        root.keys("contracts", Formats.id("contract")),
        root.keys("services", Formats.id("service")),
        Collections.emptySortedSet());
  }

  Known withPrices(Collection<Pool> read) {
    SortedSet<String> with =
        read.stream()
            .filter(pool -> pool.price().isPresent())
            .map(Pool::id)
            .collect(Collectors.toCollection(TreeSet::new));
    return new Known(regions, networks, contracts, services, with);
  }

  Parser<String> region() {
    return Formats.known("region", regions);
  }

  Parser<String> network() {
    return Formats.known("network", networks);
  }

  Parser<String> contract() {
    return Formats.known("contract", contracts);
  }

  Parser<String> service() {
    return Formats.known("service", services);
  }
}
