package dev.tidegate.dns.route53;

import dev.tidegate.dns.plan.DnsNames;
import dev.tidegate.dns.plan.Intended;
import dev.tidegate.dns.plan.Layout;
import dev.tidegate.dns.plan.RecordData;
import dev.tidegate.dns.plan.RecordKey;
import dev.tidegate.dns.plan.Shares;
import dev.tidegate.dns.plan.ZoneContent;
import dev.tidegate.model.Group;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Shares as weighted sets: {@code <service>.<region's label>.<zone>} has one CNAME for each host
 * with its weight, and {@code <service>.<zone>} leads each location to the name of its region. All
 * names of a service are one scope: they change together.
 */
public final class WeightedLayout implements Layout {
  /** What the type of a geolocation alias is called here; on the wire it is a CNAME. */
  static final String ALIAS = "ALIAS";

  static final String CNAME = "CNAME";

  /** Weights are whole numbers up to 255; of these 250 makes steps of 0.4 %. */
  private static final int PARTS = 250;

  /** A set's identifier is no longer than so many characters. */
  private static final int LONGEST_ID = 128;

  private final String zone;
  private final List<String> services;
  private final SortedMap<String, String> labels;
  private final SortedMap<String, String> locations;
  private final int ttl;

  /**
   * @param zone absolute
   * @param labels of each region, all different
   * @param locations the region of each country ({@code IN}), subdivision ({@code US-CA}) and of
   *     everyone else ({@code *})
   * @param ttl seconds
   */
  public WeightedLayout(
      String zone,
      List<String> services,
      Map<String, String> labels,
      Map<String, String> locations,
      int ttl) {
    this.zone = zone;
    this.services = List.copyOf(services);
    this.labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    this.locations = Collections.unmodifiableSortedMap(new TreeMap<>(locations));
    this.ttl = ttl;
  }

  @Override
  public String form() {
    return "weighted";
  }

  @Override
  public int parts() {
    return PARTS;
  }

  @Override
  public Set<String> types() {
    return Set.of(CNAME, ALIAS);
  }

  @Override
  public Optional<String> scopeOf(String name) {
    boolean below = name.endsWith("." + zone);
    int depth = below ? name.substring(0, name.length() - zone.length()).split("\\.").length : 0;
    return switch (depth) {
      case 1 -> Optional.of(name);
      case 2 -> scopeBelow(name);
      default -> Optional.empty();
    };
  }

  /**
   * {@code live.w.cdn.example.} is of the scope {@code live.cdn.example.} if {@code w} is a
   * region's label; {@code live.other.cdn.example.} is somebody else's, whatever stands there.
   */
  private Optional<String> scopeBelow(String name) {
    int dot = name.indexOf('.');
    String label = name.substring(dot + 1, name.length() - zone.length() - 1);
    return labels.containsValue(label)
        ? Optional.of(name.substring(0, dot + 1) + zone)
        : Optional.empty();
  }

  private String name(String service) {
    return DnsNames.absolute(service.toLowerCase(Locale.ROOT) + "." + zone);
  }

  private String name(String service, String label) {
    return DnsNames.absolute(service.toLowerCase(Locale.ROOT) + "." + label + "." + zone);
  }

  @Override
  public SortedMap<String, SortedMap<RecordKey, RecordData>> records(
      Intended intended, ZoneContent there) {
    SortedMap<String, SortedMap<RecordKey, RecordData>> records = new TreeMap<>();
    for (String service : services) {
      SortedMap<RecordKey, RecordData> ours = new TreeMap<>();
      labels.forEach(
          (region, label) -> {
            Shares shares = intended.shares().get(Group.of(service, region));
            if (shares != null) {
              weighted(name(service, label), shares, ours);
            }
          });
      ours.putAll(aliases(service, intended.shares().keySet()));
      if (!ours.isEmpty()) {
        records.put(name(service), Collections.unmodifiableSortedMap(ours));
      }
    }
    return records;
  }

  /** Hosts of weight 0 keep their sets: a CDN that comes back is re-pointed, not made anew. */
  private void weighted(String name, Shares shares, SortedMap<RecordKey, RecordData> into) {
    SortedMap<String, Integer> weights = shares.inParts(PARTS);
    for (String host : shares.hosts().values()) {
      into.put(
          new RecordKey(name, CNAME, id(host)),
          new RecordData(ttl, List.of(host), OptionalInt.of(weights.getOrDefault(host, 0))));
    }
  }

  private SortedMap<RecordKey, RecordData> aliases(String service, Set<Group> known) {
    SortedMap<RecordKey, RecordData> aliases = new TreeMap<>();
    locations.forEach(
        (location, region) -> {
          String label = labels.get(region);
          if (label != null && known.contains(Group.of(service, region))) {
            aliases.put(
                new RecordKey(name(service), ALIAS, location),
                RecordData.of(ttl, location + " " + name(service, label)));
          }
        });
    return aliases;
  }

  private static String id(String host) {
    return host.length() <= LONGEST_ID
        ? host
        : host.substring(0, LONGEST_ID - 9) + "~" + Integer.toHexString(host.hashCode());
  }

  /**
   * Nothing at all where an alias does not lead where it should: a name that sends a region to
   * another one's weights does not say our shares.
   */
  @Override
  public SortedMap<Group, SortedMap<String, Integer>> shares(
      String scope, SortedMap<RecordKey, RecordData> records) {
    SortedMap<Group, SortedMap<String, Integer>> shares = new TreeMap<>();
    for (String service : services) {
      if (name(service).equals(scope)) {
        labels.forEach(
            (region, label) -> {
              SortedMap<String, Integer> weights = weights(name(service, label), records);
              if (!weights.isEmpty()) {
                shares.put(Group.of(service, region), weights);
              }
            });
        if (!aliases(service, shares.keySet()).equals(aliasesIn(records))) {
          return Collections.emptySortedMap();
        }
      }
    }
    return shares;
  }

  private static SortedMap<String, Integer> weights(
      String name, SortedMap<RecordKey, RecordData> records) {
    SortedMap<String, Integer> weights = new TreeMap<>();
    records.forEach(
        (key, data) -> {
          if (key.name().equals(name) && key.type().equals(CNAME) && data.weight().isPresent()) {
            weights.merge(data.value(), data.weight().getAsInt(), Integer::sum);
          }
        });
    return Collections.unmodifiableSortedMap(weights);
  }

  private static SortedMap<RecordKey, RecordData> aliasesIn(
      SortedMap<RecordKey, RecordData> records) {
    SortedMap<RecordKey, RecordData> aliases = new TreeMap<>(records);
    aliases.keySet().removeIf(key -> !key.type().equals(ALIAS));
    return aliases;
  }
}
