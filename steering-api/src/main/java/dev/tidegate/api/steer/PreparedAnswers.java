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
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A snapshot and a configuration, made ready to be answered from. Immutable. */
final class PreparedAnswers {
  private final SteeringSnapshot snapshot;
  private final TidegateConfig config;
  private final Map<String, PreparedService> services = new HashMap<>();

  /**
   * A service that is configured.
   *
   * @param prefix {@code base-url/v1/}; the name is escaped for a URL already, as ids are
   */
  record PreparedService(
      Service service,
      TidegateConfig.ServiceDetail detail,
      String prefix,
      Map<String, PreparedRegion> regions) {
    /** A region's answers, of region default where it is not configured. */
    PreparedRegion region(String region) {
      PreparedRegion found = regions.get(region);
      return found != null ? found : regions.getOrDefault(Region.DEFAULT, PreparedRegion.NONE);
    }
  }

  /** The region's own table, and those of its networks that have one. */
  record PreparedRegion(@Nullable PreparedGroup whole, Map<String, PreparedGroup> networks) {
    static final PreparedRegion NONE = new PreparedRegion(null, Map.of());

    @Nullable PreparedGroup group(String network) {
      PreparedGroup found = networks.isEmpty() ? null : networks.get(network);
      return found != null ? found : whole;
    }
  }

  final Cells cells;

  PreparedAnswers(SteeringSnapshot snapshot, TidegateConfig config, Cells cells) {
    this.snapshot = snapshot;
    this.config = config;
    this.cells = cells;
    String version = snapshot.version().toString();
    for (Service service : config.setup().services().values()) {
      TidegateConfig.ServiceDetail detail = config.services().get(service.id());
      if (detail != null) {
        services.put(service.id(), prepare(service, detail, version));
      }
    }
  }

  private PreparedService prepare(
      Service service, TidegateConfig.ServiceDetail detail, String version) {
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
          region, new PreparedRegion(new PreparedGroup(whole, version, service, detail), networks));
    }
    return new PreparedService(service, detail, prefix(), prepared);
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

  String version() {
    return snapshot.version().toString();
  }

  /** {@code base-url/v1/}: absolute, never from what a request says of its host. */
  String prefix() {
    String base = config.server().publicPlane().baseUrl().toString();
    return (base.endsWith("/") ? base : base + "/") + "v1/";
  }

  @Nullable PreparedService service(String id) {
    return services.get(id);
  }
}
