package dev.tidegate.api.config;

import dev.tidegate.api.config.TidegateConfig.Geo;
import dev.tidegate.api.config.TidegateConfig.Network;
import dev.tidegate.api.config.TidegateConfig.Region;
import dev.tidegate.model.Place;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** {@code regions}, {@code networks} and {@code geo}: where players are. */
final class GeographyReader {
  private static final String DEFAULT = dev.tidegate.model.Region.DEFAULT;

  /** City, state, country, continent and a few more: nothing real is deeper. */
  private static final int MOST_PARENTS = 16;

  private GeographyReader() {}

  static SortedMap<String, Region> regions(Section root, Known known) {
    Map<String, Section> sections = new HashMap<>();
    SortedMap<String, Region> regions =
        new TreeMap<>(
            root.entries(
                "regions",
                Formats.id("region"),
                (id, section) -> {
                  sections.put(id, section);
                  return Optional.of(region(id, section, known));
                }));
    for (String id : regions.keySet()) {
      String trouble = ancestry(id, regions);
      if (!trouble.isEmpty()) {
        section(sections, id).fault("parent", trouble);
      }
    }
    oneOwner(
        "subdivision",
        regions.values(),
        Region::id,
        Region::subdivisions,
        (id, message) -> section(sections, id).fault("subdivisions", message));
    regions.putIfAbsent(DEFAULT, new Region(DEFAULT, Optional.empty(), List.of(), List.of()));
    return Collections.unmodifiableSortedMap(regions);
  }

  private static Region region(String id, Section section, Known known) {
    return new Region(
        id,
        section.optional("parent", known.region()),
        section.list("countries", Formats::country),
        section.list("subdivisions", Formats::subdivision));
  }

  /**
   * What is wrong with the parents of {@code id}; empty if nothing. A ring of parents is told of
   * once, at the first of them by name.
   */
  private static String ancestry(String id, Map<String, Region> regions) {
    Set<String> seen = new LinkedHashSet<>();
    String at = id;
    while (seen.add(at)) {
      if (seen.size() > MOST_PARENTS) {
        return "has more than " + MOST_PARENTS + " regions above it";
      }
      Optional<String> parent = Optional.ofNullable(regions.get(at)).flatMap(Region::parent);
      if (parent.isEmpty()) {
        return "";
      }
      at = parent.get();
    }
    boolean first = at.equals(id) && seen.stream().allMatch(other -> id.compareTo(other) <= 0);
    return first
        ? "leads back to the region itself: " + String.join(" -> ", seen) + " -> " + id
        : "";
  }

  static SortedMap<String, Network> networks(Section root) {
    Map<String, Section> sections = new HashMap<>();
    SortedMap<String, Network> networks =
        root.entries(
            "networks",
            GeographyReader::networkId,
            (id, section) -> {
              sections.put(id, section);
              if (section.isEmpty("asns")) {
                section.fault("asns", "lists none: give the network's AS numbers");
              }
              return Optional.of(new Network(id, section.list("asns", GeographyReader::asn)));
            });
    oneOwner(
        "AS",
        networks.values(),
        Network::id,
        Network::asns,
        (id, message) -> section(sections, id).fault("asns", message));
    return networks;
  }

  private static Section section(Map<String, Section> sections, String id) {
    return Objects.requireNonNull(sections.get(id), id);
  }

  private static String networkId(String text) {
    if (text.equals(Place.OTHER)) {
      throw Formats.bad(text, "is the name of all networks without one: use another");
    }
    return Formats.id("network").parse(text);
  }

  private static Long asn(String text) {
    long asn = Quantities.whole(text);
    if (asn < 1 || asn > 4_294_967_295L) {
      throw Formats.bad(text, "must be an AS number within 1..4294967295");
    }
    return asn;
  }

  static Geo geo(Section section, Known known) {
    Optional<Path> city =
        database(section, "city", "viewers are placed by geo.prefixes, all others in default");
    Optional<Path> asn = database(section, "asn", "no viewer's network is known");
    SortedMap<String, String> prefixes =
        section.scalars("prefixes", NetworkFormats::prefix, known.region());
    if (!section.has("city") && !section.has("asn")) {
      section.warn(
          "city",
          "no geo database: viewers are placed by geo.prefixes, all others in region default"
              + " (give geo.city and geo.asn as MaxMind DB files)");
    }
    return new Geo(
        city,
        asn,
        prefixes,
        section.list("trusted-proxies", NetworkFormats::prefix),
        section.value("client-ip-header", NetworkFormats::headerName, "X-Forwarded-For"));
  }

  /** A file that is not there is no fault: the product works without, and says {@code how}. */
  private static Optional<Path> database(Section section, String key, String how) {
    Optional<Path> given = section.optional(key, text -> Formats.path(section.in(), text));
    Optional<Path> found = given.filter(p -> Files.isReadable(p) && !Files.isDirectory(p));
    if (found.isEmpty()) {
      given.ifPresent(p -> section.warn(key, p + " is no readable file: " + how));
    }
    return found;
  }

  private interface Report {
    void on(String id, String message);
  }

  /** Each value has one owner, else it would depend on chance where a viewer is. */
  private static <T, V> void oneOwner(
      String what,
      Iterable<T> owners,
      Function<T, String> id,
      Function<T, List<V>> values,
      Report report) {
    Map<V, String> first = new HashMap<>();
    for (T owner : owners) {
      for (V value : values.apply(owner)) {
        String other = first.putIfAbsent(value, id.apply(owner));
        if (other != null) {
          report.on(
              id.apply(owner),
              what + " " + value + " belongs to " + other + " already: choose one");
        }
      }
    }
  }
}
