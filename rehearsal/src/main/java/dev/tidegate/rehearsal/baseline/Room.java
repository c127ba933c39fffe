package dev.tidegate.rehearsal.baseline;

import dev.tidegate.model.Capacity;
import dev.tidegate.model.Cdn;
import dev.tidegate.model.Pool;
import dev.tidegate.model.Service;
import dev.tidegate.model.Setup;
import java.util.Arrays;
import java.util.List;

/**
 * How many viewers fit, as configured: {@code total[cdn]} and {@code regional[cdn][region]},
 * infinite where nothing is known. A contract is taken for one CDN's own.
 */
record Room(List<Bound> bounds) {
  /** One CDN's. */
  record Bound(double total, List<Double> regional) {}

  Room {
    bounds = List.copyOf(bounds);
  }

  static Room of(Setup setup, Service service, List<String> regions, List<String> cdns) {
    return new Room(cdns.stream().map(id -> bound(setup, service, regions, id)).toList());
  }

  private static Bound bound(Setup setup, Service service, List<String> regions, String id) {
    Cdn cdn = service.cdns().get(id);
    if (cdn == null) {
      throw new IllegalArgumentException("service " + service.id() + " has no cdn " + id);
    }
    Pool pool = setup.pools().get(cdn.pool());
    double bits = service.bitsPerViewer();
    double[] regional = new double[regions.size()];
    Arrays.fill(regional, Double.POSITIVE_INFINITY);
    for (int r = 0; r < regional.length; r++) {
      String region = regions.get(r);
      if (pool != null && pool.regional().containsKey(region)) {
        regional[r] = viewers(pool.regional().get(region), bits);
      }
      Service.Regional there = service.regional().get(region);
      if (there != null && there.capacity().containsKey(id)) {
        regional[r] = Math.min(regional[r], viewers(there.capacity().get(id), bits));
      }
    }
    double total =
        pool == null
            ? Double.POSITIVE_INFINITY
            : pool.total().map(c -> c.inViewers(bits)).orElse(Double.POSITIVE_INFINITY);
    return new Bound(total, Arrays.stream(regional).boxed().toList());
  }

  private static double viewers(@org.jspecify.annotations.Nullable Capacity capacity, double bits) {
    return capacity == null ? Double.POSITIVE_INFINITY : capacity.inViewers(bits);
  }

  double total(int cdn) {
    return bounds.get(cdn).total();
  }

  double regional(int cdn, int region) {
    return bounds.get(cdn).regional().get(region);
  }
}
