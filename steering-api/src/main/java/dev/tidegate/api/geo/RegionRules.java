package dev.tidegate.api.geo;

import dev.tidegate.api.config.TidegateConfig;
import dev.tidegate.model.Region;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Which region claims a country or one of its subdivisions. A subdivision goes before a country; a
 * country belongs first to a region that claims it whole, then to the parent of those that claim
 * parts of it. Immutable.
 */
final class RegionRules {
  private final Map<String, TidegateConfig.Region> regions;
  private final Map<String, String> bySubdivision = new HashMap<>();
  private final Map<String, String> byCountry = new HashMap<>();
  private final Map<String, Optional<String>> countries = new HashMap<>();

  RegionRules(SortedMap<String, TidegateConfig.Region> regions) {
    this.regions = regions;
    for (TidegateConfig.Region region : regions.values()) {
      region.subdivisions().forEach(s -> bySubdivision.putIfAbsent(s, region.id()));
      if (region.subdivisions().isEmpty()) {
        region.countries().forEach(c -> byCountry.putIfAbsent(c, region.id()));
      }
    }
    for (TidegateConfig.Region region : regions.values()) {
      region.parent().ifPresent(p -> region.countries().forEach(c -> byCountry.putIfAbsent(c, p)));
      countries.put(region.id(), onlyCountry(region.id()));
    }
  }

  boolean knows(String region) {
    return region.equals(Region.DEFAULT) || regions.containsKey(region);
  }

  /**
   * The region of a country and subdivision.
   *
   * @param subdivision ISO 3166-2 such as {@code IN-MH}
   */
  Optional<String> find(Optional<String> country, Optional<String> subdivision) {
    return subdivision.map(bySubdivision::get).or(() -> country.map(byCountry::get));
  }

  /** The country of a region that has just one, its own or its nearest parent's. */
  Optional<String> countryOf(String region) {
    return countries.getOrDefault(region, Optional.empty());
  }

  private Optional<String> onlyCountry(String region) {
    TidegateConfig.Region at = regions.get(region);
    for (int depth = 0; at != null && depth < 16; depth++) {
      if (!at.countries().isEmpty()) {
        return at.countries().size() == 1
            ? Optional.of(at.countries().getFirst())
            : Optional.empty();
      }
      at = at.parent().map(regions::get).orElse(null);
    }
    return Optional.empty();
  }
}
