package dev.tidegate.api.dns;

import dev.tidegate.api.config.TidegateConfig;
import dev.tidegate.model.Region;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The region of each place that Route 53 can tell apart: countries, and the subdivisions of two of
 * them. A region of other subdivisions has no place there, and is asked for by its own name. A
 * country belongs to a region as everywhere else: first to one that claims it whole, then to the
 * parent of those that claim parts.
 */
final class Locations {
  /** Whoever comes from nowhere else. */
  private static final String EVERYONE = "*";

  private Locations() {}

  /** By {@code IN}, {@code US-CA} or {@code *}. */
  static SortedMap<String, String> of(TidegateConfig config) {
    SortedMap<String, String> locations = new TreeMap<>(Map.of(EVERYONE, Region.DEFAULT));
    for (TidegateConfig.Region region : config.regions().values()) {
      region.subdivisions().stream()
          .filter(Locations::known)
          .forEach(s -> locations.putIfAbsent(s, region.id()));
      if (region.subdivisions().isEmpty()) {
        region.countries().forEach(c -> locations.putIfAbsent(c, region.id()));
      }
    }
    for (TidegateConfig.Region region : config.regions().values()) {
      region.parent().ifPresent(p -> region.countries().forEach(c -> locations.putIfAbsent(c, p)));
    }
    return locations;
  }

  private static boolean known(String subdivision) {
    return subdivision.startsWith("US-") || subdivision.startsWith("UA-");
  }
}
