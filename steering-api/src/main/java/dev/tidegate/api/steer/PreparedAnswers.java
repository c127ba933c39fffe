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

/** A snapshot and a configuration, made ready to be answered from. Immutable. */
final class PreparedAnswers {
  private final SteeringSnapshot snapshot;
  private final TidegateConfig config;
  private final Map<String, PreparedService> services = new HashMap<>();

  /** Tables kept, about 18 kB each; what is beyond is made anew each time. */
  private static final int MOST_TABLES = 1024;

  private final Map<EdgeKey, EdgeTable> tables = new ConcurrentHashMap<>();
  private final String version;
  private final String prefix;
  private final String edgeBase;
  private volatile @Nullable EdgeTable emptyTable;

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

    /** A region's answers, of region default where it is not configured. */
    PreparedRegion region(String region) {
      PreparedRegion found = regions.get(region);
      return found != null ? found : regions.getOrDefault(Region.DEFAULT, PreparedRegion.NONE);
    }
  }

  /** The region's own table, those of its networks that have one, and where polls are counted. */
  record PreparedRegion(
      @Nullable PreparedGroup whole, Map<String, PreparedGroup> networks, Cells.There cells) {
    static final PreparedRegion NONE = new PreparedRegion(null, Map.of(), Cells.There.NOWHERE);

    @Nullable PreparedGroup group(String network) {
      PreparedGroup found = networks.isEmpty() ? null : networks.get(network);
      return found != null ? found : whole;
    }
  }

  PreparedAnswers(SteeringSnapshot snapshot, TidegateConfig config, Cells cells) {
    this.snapshot = snapshot;
    this.config = config;
    this.version = snapshot.version().toString();
    this.prefix = withSlash(config.server().publicPlane().baseUrl()) + "v1/";
    String edge = withSlash(config.server().publicPlane().edgeBaseUrl());
    this.edgeBase = edge.substring(0, edge.length() - 1);
    for (Service service : config.setup().services().values()) {
      TidegateConfig.ServiceDetail detail = config.services().get(service.id());
      if (detail != null) {
        services.put(service.id(), prepare(service, detail, cells));
      }
    }
  }

  private PreparedService prepare(
      Service service, TidegateConfig.ServiceDetail detail, Cells cells) {
    TreeSet<String> regions = new TreeSet<>(config.setup().regions().keySet());
    regions.add(Region.DEFAULT);
    Map<String, PreparedRegion> prepared = new HashMap<>();
    for (String region : regions) {
      GroupAnswer whole =
          snapshot
              .find(service.id(), region, Optional.empty())
              .orElseGet(() -> standIn(service, region));
      Map<String, PreparedGroup> networks = new HashMap<>();
      for (String network : config.setup().networks()) {
        GroupAnswer own = snapshot.groups().get(Group.of(service.id(), region, network));
        if (own != null) {
          networks.put(network, new PreparedGroup(own, version, service, detail));
        }
      }
      prepared.put(
          region,
          new PreparedRegion(
              new PreparedGroup(whole, version, service, detail),
              networks,
              cells.at(service.id(), region)));
    }
    return PreparedService.of(service, detail, prepared, prefix);
  }

  /** What is answered for a group that the snapshot does not know yet: configured weights. */
  private static GroupAnswer standIn(Service service, String region) {
    Weights weights = service.staticWeights(region);
    return new GroupAnswer(
        Group.of(service.id(), region),
        Mode.STATIC,
        Math.clamp(service.ttl().toSeconds(), 1, 3600),
        BucketTable.first(weights),
        weights);
  }

  /** True if these answers are of just that snapshot and configuration. */
  @SuppressWarnings("ReferenceEquality") // both are replaced whole; comparing content is too slow
  boolean isOf(SteeringSnapshot otherSnapshot, TidegateConfig otherConfig) {
    return snapshot == otherSnapshot && config == otherConfig;
  }

  private static String withSlash(URI url) {
    String text = url.toString();
    return text.endsWith("/") ? text : text + "/";
  }

  String version() {
    return version;
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
