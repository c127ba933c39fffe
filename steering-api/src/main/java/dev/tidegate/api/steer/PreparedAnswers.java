package dev.tidegate.api.steer;

import dev.tidegate.answer.GroupAnswer;
import dev.tidegate.answer.SteeringSnapshot;
import dev.tidegate.api.beacon.Cells;
import dev.tidegate.api.config.TidegateConfig;
import dev.tidegate.model.Group;
import dev.tidegate.model.Mode;
import dev.tidegate.model.Region;
import dev.tidegate.model.Service;
import dev.tidegate.model.Weights;
import dev.tidegate.shift.BucketTable;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot and a configuration, made ready to be answered from. What is answered never changes.
 */
final class PreparedAnswers {
  private final SteeringSnapshot snapshot;
  private final TidegateConfig config;
  private final Map<String, PreparedService> services = new HashMap<>();

  /** Tables kept, about 18 kB each; what is beyond is made anew each time. */
  private static final int MOST_TABLES = 1024;

  private final Map<EdgeKey, EdgeTable> tables = new ConcurrentHashMap<>();
  private final String version;
  private final byte[] versionJson;
  private final String prefix;
  private final String edgeBase;
  private volatile @Nullable EdgeTable emptyTable;

  /** When somebody first saw that there is a newer snapshot; 0 before. */
  private volatile long outdatedAt;

  /**
   * Which edge table: a group's, for viewers of whom this much is known (nothing is asked where the
   * group has no restricted CDN).
   */
  record EdgeKey(
      PreparedGroup group, Optional<String> network, Optional<String> country, int ttlSeconds) {}

  /**
   * A service that is configured, and what stands in all its answers. Its name is escaped for a URL
   * already, as ids are.
   *
   * @param hlsReload {@code RELOAD-URI} up to the session
   * @param overloadTtl seconds
   */
  @SuppressWarnings("ArrayRecordComponent") // octets to be copied out; never compared or changed
  record PreparedService(
      Service service,
      TidegateConfig.ServiceDetail detail,
      Map<String, PreparedRegion> regions,
      String hlsReload,
      String dashReload,
      byte[] rankHead,
      byte[] beaconHead,
      byte[] beaconTail,
      int overloadTtl) {
    static PreparedService of(
        Service service,
        TidegateConfig.ServiceDetail detail,
        Map<String, PreparedRegion> regions,
        String prefix) {
      String id = service.id();
      return new PreparedService(
          service,
          detail,
          regions,
          prefix + "hls/" + id + "?session=",
          prefix + "dash/" + id + "?session=",
          PreparedGroup.bytes("{\"service\":\"" + id + "\",\"session\":"),
          PreparedGroup.bytes(
              ",\"beacon\":{\"url\":\"" + prefix + "beacons/" + id + "\",\"token\":"),
          PreparedGroup.bytes(
              ",\"sample\":1.0,\"interval\":"
                  + Math.max(1, service.beaconInterval().toSeconds())
                  + "}"),
          Math.clamp(service.overloadTtl().toSeconds(), 1, 3600));
    }

    /** The same with other regions. */
    PreparedService with(Map<String, PreparedRegion> others) {
      return new PreparedService(
          service,
          detail,
          others,
          hlsReload,
          dashReload,
          rankHead,
          beaconHead,
          beaconTail,
          overloadTtl);
    }

    /** A region's answers, of region default where it is not configured. */
    PreparedRegion region(String region) {
      PreparedRegion found = regions.get(region);
      return found != null ? found : regions.getOrDefault(Region.DEFAULT, PreparedRegion.NONE);
    }
  }

  /**
   * What a region is answered from.
   *
   * @param whole the region's own table
   * @param decided false while {@code whole} stands in for one that the snapshot does not have yet
   * @param networks those of its networks that have a table of their own
   * @param cells where polls are counted
   */
  record PreparedRegion(
      @Nullable PreparedGroup whole,
      boolean decided,
      Map<String, PreparedGroup> networks,
      Cells.There cells) {
    static final PreparedRegion NONE =
        new PreparedRegion(null, true, Map.of(), Cells.There.NOWHERE);

    @Nullable PreparedGroup group(String network) {
      PreparedGroup found = networks.isEmpty() ? null : networks.get(network);
      return found != null ? found : whole;
    }
  }

  /**
   * @param before those of the snapshot before, whose unchanged groups serve again
   */
  PreparedAnswers(
      SteeringSnapshot snapshot,
      TidegateConfig config,
      Cells cells,
      @Nullable PreparedAnswers before) {
    this(snapshot, config);
    PreparedAnswers like = before != null && before.isUnder(config) ? before : null;
    for (Service service : config.setup().services().values()) {
      TidegateConfig.ServiceDetail detail = config.services().get(service.id());
      if (detail != null) {
        PreparedService known = like == null ? null : like.service(service.id());
        services.put(service.id(), prepare(service, detail, cells, known));
      }
    }
  }

  private PreparedAnswers(SteeringSnapshot snapshot, TidegateConfig config) {
    this.snapshot = snapshot;
    this.config = config;
    this.version = snapshot.version().toString();
    this.versionJson = PreparedGroup.bytes(JsonText.quote(version));
    this.prefix = withSlash(config.server().publicPlane().baseUrl()) + "v1/";
    String edge = withSlash(config.server().publicPlane().edgeBaseUrl());
    this.edgeBase = edge.substring(0, edge.length() - 1);
  }

  /** Answers that know no service, for want of any: players go on without steering. */
  static PreparedAnswers none(SteeringSnapshot snapshot, TidegateConfig config) {
    return new PreparedAnswers(snapshot, config);
  }

  private PreparedService prepare(
      Service service,
      TidegateConfig.ServiceDetail detail,
      Cells cells,
      @Nullable PreparedService before) {
    TreeSet<String> regions = new TreeSet<>(config.setup().regions().keySet());
    regions.add(Region.DEFAULT);
    Map<String, PreparedRegion> prepared = new HashMap<>();
    for (String region : regions) {
      PreparedRegion known = before == null ? PreparedRegion.NONE : before.region(region);
      Optional<GroupAnswer> decided = snapshot.find(service.id(), region, Optional.empty());
      Map<String, PreparedGroup> networks = new HashMap<>();
      for (String network : config.setup().networks()) {
        GroupAnswer own = snapshot.groups().get(Group.of(service.id(), region, network));
        if (own != null) {
          networks.put(network, group(own, service, detail, known.networks().get(network)));
        }
      }
      prepared.put(
          region,
          new PreparedRegion(
              decided.isPresent()
                  ? group(decided.get(), service, detail, known.whole())
                  : standIn(region, service, detail, known),
              decided.isPresent(),
              networks,
              cells.at(service.id(), region)));
    }
    return before == null
        ? PreparedService.of(service, detail, prepared, prefix)
        : before.with(prepared);
  }

  private static PreparedGroup group(
      GroupAnswer answer,
      Service service,
      TidegateConfig.ServiceDetail detail,
      @Nullable PreparedGroup before) {
    return before != null && before.isOf(answer)
        ? before
        : new PreparedGroup(answer, service, detail);
  }

  /**
   * What is answered for a region that the snapshot does not know yet: configured weights, which
   * are the same as long as the configuration is, and dear to deal.
   */
  private static PreparedGroup standIn(
      String region, Service service, TidegateConfig.ServiceDetail detail, PreparedRegion before) {
    PreparedGroup known = before.whole();
    if (known != null && !before.decided()) {
      return known;
    }
    Weights weights = service.staticWeights(region);
    return new PreparedGroup(
        new GroupAnswer(
            Group.of(service.id(), region),
            Mode.STATIC,
            Math.clamp(service.ttl().toSeconds(), 1, 3600),
            BucketTable.first(weights),
            weights),
        service,
        detail);
  }

  /** True if these answers are of just that snapshot and configuration. */
  @SuppressWarnings("ReferenceEquality") // both are replaced whole; comparing content is too slow
  boolean isOf(SteeringSnapshot otherSnapshot, TidegateConfig otherConfig) {
    return snapshot == otherSnapshot && isUnder(otherConfig);
  }

  @SuppressWarnings("ReferenceEquality") // as above
  private boolean isUnder(TidegateConfig otherConfig) {
    return config == otherConfig;
  }

  /**
   * Whether they have been outdated for so long, as far as was seen by whoever asked this. To be
   * asked only of answers that are.
   */
  boolean isOutdatedFor(long most, long nanos) {
    long since = outdatedAt;
    if (since == 0) {
      isOutdatedAnew(nanos);
      return false;
    }
    return nanos - since >= most;
  }

  /** From now on. */
  void isOutdatedAnew(long nanos) {
    outdatedAt = nanos == 0 ? 1 : nanos;
  }

  private static String withSlash(URI url) {
    String text = url.toString();
    return text.endsWith("/") ? text : text + "/";
  }

  String version() {
    return version;
  }

  /** The version as a JSON string. */
  byte[] versionJson() {
    return versionJson;
  }

  /** {@code base-url/v1/}: absolute, never from what a request says of its host. */
  String prefix() {
    return prefix;
  }

  /** {@code edge-base-url} without a slash at its end. */
  String edgeBase() {
    return edgeBase;
  }

  /** A table of this snapshot, made when it is first asked for. */
  EdgeTable table(EdgeKey key, Function<EdgeKey, EdgeTable> make) {
    EdgeTable known = tables.get(key);
    if (known == null) {
      known = make.apply(key);
      if (tables.size() < MOST_TABLES) {
        tables.put(key, known);
      }
    }
    return known;
  }

  /** The table of services that are not configured. */
  EdgeTable emptyTable() {
    EdgeTable known = emptyTable;
    if (known == null) {
      known = EdgeTable.empty(version, Answers.UNKNOWN_TTL);
      emptyTable = known;
    }
    return known;
  }

  @Nullable PreparedService service(String id) {
    return services.get(id);
  }
}
