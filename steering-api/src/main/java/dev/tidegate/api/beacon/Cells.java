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
import org.jspecify.annotations.Nullable;

/**
 * Every cell that a configuration can have, so that no request makes one and nothing a client says
 * can add to them. Immutable.
 */
public final class Cells {
  private final Map<String, Map<String, Map<String, Map<String, Cell>>>> byService =
      new HashMap<>();

  public Cells(Setup setup) {
    TreeSet<String> regions = new TreeSet<>(setup.regions().keySet());
    regions.add(Region.DEFAULT);
    TreeSet<String> networks = new TreeSet<>(setup.networks());
    networks.add(Place.OTHER);
    for (Service service : setup.services().values()) {
      Map<String, Map<String, Map<String, Cell>>> byRegion = new HashMap<>();
      for (String region : regions) {
        Map<String, Map<String, Cell>> byNetwork = new HashMap<>();
        for (String network : networks) {
          Place place = new Place(service.id(), region, network);
          Map<String, Cell> byCdn = new HashMap<>();
          service.cdns().keySet().forEach(cdn -> byCdn.put(cdn, new Cell(place, cdn)));
          byNetwork.put(network, byCdn);
        }
        byRegion.put(region, byNetwork);
      }
      byService.put(service.id(), byRegion);
    }
  }

  /** The cells of a place by CDN; of region default where the region is not configured. */
  public Map<String, Cell> at(String service, String region, String network) {
    Map<String, Map<String, Map<String, Cell>>> byRegion = byService.get(service);
    if (byRegion == null) {
      return Map.of();
    }
    Map<String, Map<String, Cell>> there = byRegion.get(region);
    if (there == null) {
      there = byRegion.getOrDefault(Region.DEFAULT, Map.of());
    }
    Map<String, Cell> cells = there.get(network);
    return cells != null ? cells : there.getOrDefault(Place.OTHER, Map.of());
  }

  /** One cell; empty if the configuration has none such. */
  public Optional<Cell> find(String service, String region, String network, String cdn) {
    @Nullable Cell cell = at(service, region, network).get(cdn);
    return Optional.ofNullable(cell);
  }
}
