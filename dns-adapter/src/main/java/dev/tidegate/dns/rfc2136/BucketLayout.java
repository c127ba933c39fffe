package dev.tidegate.dns.rfc2136;

import dev.tidegate.dns.plan.DnsNames;
import dev.tidegate.dns.plan.Intended;
import dev.tidegate.dns.plan.Layout;
import dev.tidegate.dns.plan.RecordData;
import dev.tidegate.dns.plan.RecordKey;
import dev.tidegate.dns.plan.ZoneContent;
import dev.tidegate.model.Group;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Shares as bucket names: {@code bNN.<region's label>.<zone>}, each an alias of one CDN's host. A
 * change of shares re-points the fewest names: those of hosts that have too many go, lowest first,
 * to hosts that have too few.
 */
public final class BucketLayout implements Layout {
  private static final String CNAME = "CNAME";

  private final String zone;
  private final String service;
  private final SortedMap<String, String> labels;
  private final int ttl;

  /**
   * @param zone absolute
   * @param service whose shares they are: bucket names carry no service
   * @param labels of each region, all different
   * @param ttl seconds
   */
  public BucketLayout(String zone, String service, Map<String, String> labels, int ttl) {
    this.zone = zone;
    this.service = service;
    this.labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    this.ttl = ttl;
  }

  @Override
  public String form() {
    return "buckets";
  }

  @Override
  public int parts() {
    return BucketNames.COUNT;
  }

  @Override
  public Set<String> types() {
    return Set.of(CNAME);
  }

  @Override
  public Optional<String> scopeOf(String name) {
    if (BucketNames.index(name).isEmpty()) {
      return Optional.empty();
    }
    String scope = DnsNames.parent(name);
    return BucketNames.isScope(scope, zone) ? Optional.of(scope) : Optional.empty();
  }

  @Override
  public SortedMap<String, SortedMap<RecordKey, RecordData>> records(
      Intended intended, ZoneContent there) {
    SortedMap<String, SortedMap<RecordKey, RecordData>> records = new TreeMap<>();
    labels.forEach(
        (region, label) -> {
          var shares = intended.shares().get(Group.of(service, region));
          if (shares != null) {
            String scope = BucketNames.scope(label, zone);
            records.put(scope, deal(scope, shares.inParts(parts()), there));
          }
        });
    return records;
  }

  private SortedMap<RecordKey, RecordData> deal(
      String scope, SortedMap<String, Integer> quotas, ZoneContent there) {
    SortedMap<String, Integer> room = new TreeMap<>(quotas);
    String[] host = new String[BucketNames.COUNT];
    for (int i = BucketNames.COUNT - 1; i >= 0; i--) { // from the last: the lowest ones move
      RecordData now = there.records().get(key(i, scope));
      String holds = now == null ? "" : now.value();
      if (room.getOrDefault(holds, 0) > 0) {
        room.merge(holds, -1, Integer::sum);
        host[i] = holds;
      }
    }
    SortedMap<RecordKey, RecordData> records = new TreeMap<>();
    for (int i = 0; i < BucketNames.COUNT; i++) {
      String holds = host[i] == null ? next(room) : host[i];
      records.put(key(i, scope), RecordData.of(ttl, holds));
    }
    return Collections.unmodifiableSortedMap(records);
  }

  private static String next(SortedMap<String, Integer> room) {
    String host =
        room.entrySet().stream()
            .filter(e -> e.getValue() > 0)
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("quotas do not sum to all buckets"))
            .getKey();
    room.merge(host, -1, Integer::sum);
    return host;
  }

  private static RecordKey key(int index, String scope) {
    return RecordKey.of(BucketNames.name(index, scope), CNAME);
  }

  @Override
  public SortedMap<Group, SortedMap<String, Integer>> shares(
      String scope, SortedMap<RecordKey, RecordData> records) {
    SortedMap<String, Integer> count = new TreeMap<>();
    records.forEach(
        (key, data) -> {
          if (key.type().equals(CNAME) && !data.value().isEmpty()) {
            count.merge(data.value(), 1, Integer::sum);
          }
        });
    SortedMap<Group, SortedMap<String, Integer>> shares = new TreeMap<>();
    labels.forEach(
        (region, label) -> {
          if (!count.isEmpty() && BucketNames.scope(label, zone).equals(scope)) {
            shares.put(Group.of(service, region), Collections.unmodifiableSortedMap(count));
          }
        });
    return shares;
  }

  /** Which host each bucket of a region is an alias of; buckets without one are left out. */
  public SortedMap<Integer, String> hosts(String region, SortedMap<RecordKey, RecordData> records) {
    SortedMap<Integer, String> hosts = new TreeMap<>();
    String label = labels.get(region);
    if (label != null) {
      String scope = BucketNames.scope(label, zone);
      for (int i = 0; i < BucketNames.COUNT; i++) {
        RecordData data = records.get(key(i, scope));
        if (data != null && !data.value().isEmpty()) {
          hosts.put(i, data.value());
        }
      }
    }
    return hosts;
  }
}
