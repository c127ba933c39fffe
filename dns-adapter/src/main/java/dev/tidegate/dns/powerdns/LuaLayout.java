package dev.tidegate.dns.powerdns;

import dev.tidegate.dns.plan.DnsNames;
import dev.tidegate.dns.plan.Intended;
import dev.tidegate.dns.plan.Layout;
import dev.tidegate.dns.plan.RecordData;
import dev.tidegate.dns.plan.RecordKey;
import dev.tidegate.dns.plan.Shares;
import dev.tidegate.dns.plan.ZoneContent;
import dev.tidegate.model.Group;
import dev.tidegate.model.Region;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Shares as LUA records: {@code <service>.<region's label>.<zone>} with that region's weights, and
 * {@code <service>.<zone>}, which finds the region itself. Each name is a scope of its own.
 */
public final class LuaLayout implements Layout {
  /** Weights stand as basis points. */
  private static final int PARTS = 10_000;

  private static final String LUA = "LUA";

  private final String zone;
  private final List<String> services;
  private final SortedMap<String, String> labels;
  private final List<RegionChoice> choices;
  private final boolean countries;
  private final int ttl;

  /**
   * @param zone absolute
   * @param labels of each region, all different
   * @param choices how the regions other than default are told apart, in the order they are tried
   * @param countries whether the server has a country database
   * @param ttl seconds
   */
  public LuaLayout(
      String zone,
      List<String> services,
      Map<String, String> labels,
      List<RegionChoice> choices,
      boolean countries,
      int ttl) {
    this.zone = zone;
    this.services = List.copyOf(services);
    this.labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    this.choices = List.copyOf(choices);
    this.countries = countries;
    this.ttl = ttl;
  }

  /** How regions are told apart. */
  List<RegionChoice> choices() {
    return choices;
  }

  @Override
  public String form() {
    return "lua";
  }

  @Override
  public int parts() {
    return PARTS;
  }

  @Override
  public Set<String> types() {
    return Set.of(LUA);
  }

  @Override
  public Optional<String> scopeOf(String name) {
    boolean below = name.endsWith("." + zone);
    int labels = below ? name.substring(0, name.length() - zone.length()).split("\\.").length : 0;
    return labels == 1 || labels == 2 ? Optional.of(name) : Optional.empty();
  }

  private String name(String service) {
    return service.toLowerCase(Locale.ROOT) + "." + zone;
  }

  private String name(String service, String label) {
    return service.toLowerCase(Locale.ROOT) + "." + label + "." + zone;
  }

  @Override
  public SortedMap<String, SortedMap<RecordKey, RecordData>> records(
      Intended intended, ZoneContent there) {
    SortedMap<String, SortedMap<RecordKey, RecordData>> records = new TreeMap<>();
    for (String service : services) {
      labels.forEach(
          (region, label) ->
              weights(intended, service, region)
                  .ifPresent(w -> put(records, name(service, label), LuaCode.single(w))));
      weights(intended, service, Region.DEFAULT)
          .ifPresent(
              fallback ->
                  put(
                      records,
                      name(service),
                      LuaCode.byRegion(fallback, branches(intended, service))));
    }
    return records;
  }

  private void put(
      SortedMap<String, SortedMap<RecordKey, RecordData>> records, String name, String code) {
    SortedMap<RecordKey, RecordData> one = new TreeMap<>();
    one.put(RecordKey.of(DnsNames.absolute(name), LUA), RecordData.of(ttl, LuaCode.content(code)));
    records.put(name, Collections.unmodifiableSortedMap(one));
  }

  private List<LuaCode.Branch> branches(Intended intended, String service) {
    List<LuaCode.Branch> branches = new ArrayList<>();
    for (RegionChoice choice : choices) {
      weights(intended, service, choice.region())
          .ifPresent(
              w -> branches.add(new LuaCode.Branch(LuaCode.condition(choice, countries), w)));
    }
    return branches;
  }

  /** Weights of all hosts of the service there, 0 where a CDN has none. */
  private static Optional<SortedMap<String, Integer>> weights(
      Intended intended, String service, String region) {
    Shares shares = intended.shares().get(Group.of(service, region));
    if (shares == null) {
      return Optional.empty();
    }
    SortedMap<String, Integer> all = new TreeMap<>();
    shares.hosts().values().forEach(host -> all.put(host, 0));
    all.putAll(shares.inParts(PARTS));
    return Optional.of(all);
  }

  @Override
  public SortedMap<Group, SortedMap<String, Integer>> shares(
      String scope, SortedMap<RecordKey, RecordData> records) {
    SortedMap<Group, SortedMap<String, Integer>> shares = new TreeMap<>();
    RecordData data = records.get(RecordKey.of(scope, LUA));
    if (data == null) {
      return shares;
    }
    List<SortedMap<String, Integer>> tables = LuaCode.tables(LuaCode.code(data.value()));
    for (String service : services) {
      if (name(service).equals(scope) && tables.size() == choices.size() + 1) {
        shares.put(Group.of(service, Region.DEFAULT), tables.getFirst());
        for (int i = 0; i < choices.size(); i++) {
          shares.put(Group.of(service, choices.get(i).region()), tables.get(i + 1));
        }
      }
      labels.forEach(
          (region, label) -> {
            if (name(service, label).equals(scope) && tables.size() == 1) {
              shares.put(Group.of(service, region), tables.getFirst());
            }
          });
    }
    return shares;
  }
}
