package dev.tidegate.api.beacon;

import dev.tidegate.model.Cell;
import dev.tidegate.model.Place;
import dev.tidegate.model.Region;
import dev.tidegate.model.Service;
import dev.tidegate.model.Setup;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Every cell that a configuration can have, so that no request makes one and nothing a client says
 * can add to them. Immutable.
 */
public final class Cells {
  private final Map<String, Map<String, There>> byService = new HashMap<>();

  /**
   * The cells of a region of a service, by network and CDN. To be held by whoever answers there.
   */
  public static final class There {
    /** No cell at all. */
    public static final There NOWHERE = new There(Map.of());

    private final Map<String, Map<String, Spot>> byNetwork;

    private There(Map<String, Map<String, Spot>> byNetwork) {
      this.byNetwork = byNetwork;
    }

    /** Those of a network by CDN; of the network {@value Place#OTHER} where it is no named one. */
    public Map<String, Spot> in(String network) {
      Map<String, Spot> spots = byNetwork.get(network);
      return spots != null ? spots : byNetwork.getOrDefault(Place.OTHER, Map.of());
    }
  }

  Cells(Setup setup, Function<Cell, Spot> spots) {
    TreeSet<String> regions = new TreeSet<>(setup.regions().keySet());
    regions.add(Region.DEFAULT);
    TreeSet<String> networks = new TreeSet<>(setup.networks());
    networks.add(Place.OTHER);
    for (Service service : setup.services().values()) {
      Map<String, There> byRegion = new HashMap<>();
      for (String region : regions) {
        Map<String, Map<String, Spot>> byNetwork = new HashMap<>();
        for (String network : networks) {
          Place place = new Place(service.id(), region, network);
          Map<String, Spot> byCdn = new HashMap<>();
          service.cdns().keySet().forEach(cdn -> byCdn.put(cdn, spots.apply(new Cell(place, cdn))));
          byNetwork.put(network, byCdn);
        }
        byRegion.put(region, new There(byNetwork));
      }
      byService.put(service.id(), byRegion);
    }
  }

  /** The cells of a region; of region default where it is not configured. */
  public There at(String service, String region) {
    Map<String, There> byRegion = byService.get(service);
    if (byRegion == null) {
      return There.NOWHERE;
    }
    There there = byRegion.get(region);
    return there != null ? there : byRegion.getOrDefault(Region.DEFAULT, There.NOWHERE);
  }

  /** Whether a spot is of one of them. */
  boolean has(Spot spot) {
    Place place = spot.cell().place();
    There there = byService.getOrDefault(place.service(), Map.of()).get(place.region());
    return there != null
        && there.byNetwork.getOrDefault(place.network(), Map.of()).get(spot.cell().cdn()) == spot;
  }

  /** One cell; empty if the configuration has none such. */
  Optional<Cell> find(String service, String region, String network, String cdn) {
    @Nullable Spot spot = at(service, region).in(network).get(cdn);
    return spot == null ? Optional.empty() : Optional.of(spot.cell());
  }
}
