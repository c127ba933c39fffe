package dev.tidegate.dns.responder;

import dev.tidegate.answer.GroupAnswer;
import dev.tidegate.answer.SteeringSnapshot;
import dev.tidegate.model.Group;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A snapshot made ready to be answered from by name. Immutable. */
final class PreparedZone {
  /** What stands at a name. */
  sealed interface Node {
    /** The zone itself. */
    record Apex() implements Node {}

    /** Names below it exist, and nothing else. */
    record Empty() implements Node {}

    /** A service; the region is the asker's. */
    record Everywhere(PreparedService service) implements Node {}

    /** A service in one region. */
    record Regional(PreparedService service, String region) implements Node {}

    /** What is published there, in words. */
    @SuppressWarnings("ArrayRecordComponent") // octets to be copied out; never compared
    record Note(byte[] text) implements Node {}
  }

  /** A service's groups by region. */
  record PreparedService(Map<String, PreparedRegion> regions, PreparedRegion fallback) {
    PreparedRegion region(String id) {
      return regions.getOrDefault(id, fallback);
    }
  }

  /** A region's group, and those of its networks that have a table of their own. */
  record PreparedRegion(@Nullable PreparedGroup whole, Map<String, PreparedGroup> networks) {
    @Nullable PreparedGroup group(Optional<String> network) {
      PreparedGroup own = networks.isEmpty() ? null : network.map(networks::get).orElse(null);
      return own != null ? own : whole;
    }
  }

  final byte[] zone;
  final byte[] soa;
  final byte[][] ns;
  final int ttl;
  private final Node[][] nodes;
  private final byte[][][] names;
  private final int mask;

  PreparedZone(ZoneSettings settings, SteeringSnapshot snapshot) {
    zone = Wire.name(settings.zone());
    ttl = settings.ttlSeconds();
    soa = PreparedRoute.record(Wire.SOA, soa(settings, snapshot));
    ns =
        settings.ns().stream()
            .map(name -> PreparedRoute.record(Wire.NS, Wire.name(name)))
            .toArray(byte[][]::new);
    Map<String, Node> all = new TreeMap<>();
    settings.services().forEach((id, served) -> service(settings, snapshot, id, served, all));
    settings
        .regions()
        .forEach(region -> all.putIfAbsent(below(region, settings.zone()), new Node.Empty()));
    all.put(settings.zone(), new Node.Apex());
    int size = Integer.highestOneBit(all.size() * 2 + 1) * 2;
    mask = size - 1;
    nodes = new Node[size][];
    names = new byte[size][][];
    all.forEach(this::put);
  }

  private static String below(String label, String zone) {
    return label.toLowerCase(Locale.ROOT) + "." + zone;
  }

  private static byte[] soa(ZoneSettings settings, SteeringSnapshot snapshot) {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    data.writeBytes(
        Wire.name(settings.ns().isEmpty() ? settings.zone() : settings.ns().getFirst()));
    data.writeBytes(Wire.name("hostmaster." + settings.zone()));
    byte[] times = new byte[20];
    Wire.put32(times, 0, snapshot.at().getEpochSecond());
    Wire.put32(times, 4, 3600);
    Wire.put32(times, 8, 600);
    Wire.put32(times, 12, 86_400);
    Wire.put32(times, 16, settings.ttlSeconds());
    data.writeBytes(times);
    return data.toByteArray();
  }

  private static void service(
      ZoneSettings settings,
      SteeringSnapshot snapshot,
      String id,
      ZoneSettings.Served served,
      Map<String, Node> all) {
    SortedMap<String, PreparedRoute> routes = new TreeMap<>();
    served.cdns().forEach((cdn, route) -> routes.put(cdn, PreparedRoute.of(route)));
    Map<String, PreparedRegion> regions = new HashMap<>();
    for (String region : settings.regions()) {
      regions.put(region, region(settings, snapshot, id, served, routes, region));
    }
    PreparedService service =
        new PreparedService(
            regions,
            region(settings, snapshot, id, served, routes, dev.tidegate.model.Region.DEFAULT));
    all.put(below(id, settings.zone()), new Node.Everywhere(service));
    for (String region : settings.regions()) {
      String name = below(id, below(region, settings.zone()));
      all.put(name, new Node.Regional(service, region));
      snapshot
          .find(id, region, Optional.empty())
          .ifPresent(answer -> all.put("_tidegate." + name, new Node.Note(note(snapshot, answer))));
    }
  }

  private static byte[] note(SteeringSnapshot snapshot, GroupAnswer answer) {
    String text = "version=" + snapshot.version() + " mode=" + answer.mode().wire();
    StringBuilder weights = new StringBuilder();
    answer
        .weights()
        .shares()
        .forEach((cdn, share) -> weights.append(' ').append(cdn).append('=').append(share));
    byte[] words = (text + weights).getBytes(StandardCharsets.US_ASCII);
    int length = Math.min(words.length, 255);
    byte[] data = new byte[length + 1];
    data[0] = (byte) length;
    System.arraycopy(words, 0, data, 1, length);
    return PreparedRoute.record(Wire.TXT, data);
  }

  private static PreparedRegion region(
      ZoneSettings settings,
      SteeringSnapshot snapshot,
      String service,
      ZoneSettings.Served served,
      SortedMap<String, PreparedRoute> routes,
      String region) {
    PreparedGroup whole =
        snapshot
            .find(service, region, Optional.empty())
            .map(answer -> new PreparedGroup(answer, routes, ttl(settings, served, answer)))
            .orElse(null);
    Map<String, PreparedGroup> networks = new HashMap<>();
    snapshot
        .groups()
        .tailMap(Group.of(service, region))
        .forEach(
            (group, answer) -> {
              if (group.service().equals(service) && group.region().equals(region)) {
                group
                    .network()
                    .ifPresent(
                        n ->
                            networks.put(
                                n,
                                new PreparedGroup(answer, routes, ttl(settings, served, answer))));
              }
            });
    return new PreparedRegion(whole, networks);
  }

  /** The zone's TTL; shorter while the group is in unrest, as its HTTP answers are. */
  private static int ttl(ZoneSettings settings, ZoneSettings.Served served, GroupAnswer answer) {
    return answer.ttlSeconds() < served.ordinaryTtl()
        ? Math.min(settings.ttlSeconds(), answer.ttlSeconds())
        : settings.ttlSeconds();
  }

  private void put(String name, Node node) {
    byte[] wire = Wire.name(name);
    int slot = hash(wire, wire.length) & mask;
    byte[][] there = names[slot] == null ? new byte[0][] : names[slot];
    Node[] nodesThere = nodes[slot] == null ? new Node[0] : nodes[slot];
    names[slot] = Arrays.copyOf(there, there.length + 1);
    nodes[slot] = Arrays.copyOf(nodesThere, nodesThere.length + 1);
    names[slot][there.length] = wire;
    nodes[slot][nodesThere.length] = node;
  }

  private static int hash(byte[] name, int length) {
    int hash = 1;
    for (int i = 0; i < length; i++) {
      hash = hash * 31 + name[i];
    }
    return hash;
  }

  /** What stands at a name in lower case; null if nothing does. */
  @Nullable Node find(byte[] name, int length, int hash) {
    byte[][] there = names[hash & mask];
    if (there == null) {
      return null;
    }
    for (int i = 0; i < there.length; i++) {
      if (Arrays.equals(there[i], 0, there[i].length, name, 0, length)) {
        return nodes[hash & mask][i];
      }
    }
    return null;
  }

  /** True if a name in lower case is the zone or below it. */
  boolean holds(byte[] name, int length) {
    int at = 0;
    while (length - at > zone.length) {
      at += name[at] + 1;
    }
    return Arrays.equals(name, at, length, zone, 0, zone.length);
  }
}
