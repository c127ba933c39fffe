package dev.tidegate.api.config;

import dev.tidegate.model.Region;
import java.util.SortedSet;

/** The names that others may refer to, collected before anything is read. */
record Known(
    SortedSet<String> regions,
    SortedSet<String> networks,
    SortedSet<String> contracts,
    SortedSet<String> services) {
  static Known in(Section root) {
    SortedSet<String> regions = root.keys("regions", Formats.id("region"));
    regions.add(Region.DEFAULT);
    return new Known(
        regions,
        root.keys("networks", Formats.id("network")),
        root.keys("contracts", Formats.id("contract")),
        root.keys("services", Formats.id("service")));
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
