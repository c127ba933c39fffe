package dev.tidegate.weigh;

import dev.tidegate.model.Capacity;
import dev.tidegate.model.Cdn;
import dev.tidegate.model.Group;
import dev.tidegate.model.OperatorOverride;
import dev.tidegate.model.Policy;
import dev.tidegate.model.Pool;
import dev.tidegate.model.Service;
import dev.tidegate.model.Setup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Collects every capacity that binds: of pools in all and in a region, of a CDN for one service in
 * a region or in a network of it, and what operators set. All hold.
 */
public final class Bounds {
  private final Setup setup;
  private final SortedMap<String, Gathering> gathered = new TreeMap<>();

  /** Those of pools by pool, and by region and pool: they are asked for once for every line. */
  private final Map<String, Gathering> pools = new HashMap<>();

  private final Map<String, Map<String, Gathering>> regions = new HashMap<>();

  /** A bound in the making; its level is the smaller of the services' that draw on it. */
  private static final class Gathering {
    final String pool;
    final Capacity capacity;
    final double part;
    Level level;
    final List<Bound.Term> terms = new ArrayList<>();

    Gathering(String pool, Capacity capacity, double part, Level level) {
      this.pool = pool;
      this.capacity = capacity;
      this.part = part;
      this.level = level;
    }
  }

  private Bounds(Setup setup) {
    this.setup = setup;
  }

  /**
   * The bounds of these wishes, in canonical order.
   *
   * @param demands in the order of the wishes
   * @param learned the part of a pool's contract that it proved able to carry, 0..1, by pool
   * @param limits active overrides whose action is a capacity, the binding one of each scope
   */
  public static List<Bound> of(
      Setup setup,
      List<Wish> wishes,
      List<Demand> demands,
      SortedMap<String, Double> learned,
      List<OperatorOverride> limits) {
    Bounds bounds = new Bounds(setup);
    Level level = Level.FULL;
    String of = "";
    for (int i = 0; i < wishes.size(); i++) {
      Wish wish = wishes.get(i);
      Demand demand = demands.get(i);
      Service service = setup.services().get(wish.group().service());
      if (service == null) {
        continue;
      }
      if (!of.equals(service.id())) {
        of = service.id();
        level =
            new Level(
                service.policy().get(Policy.Key.UTILISATION),
                service.policy().get(Policy.Key.UTILISATION_MAX));
      }
      for (int j = 0; j < wish.lines().size(); j++) {
        Cdn cdn = service.cdns().get(wish.lines().get(j).cdn());
        if (cdn != null) {
          Line line = new Line(cdn.pool(), level, demand, i, j);
          bounds.gather(service, wish.group(), cdn, line, learned, limits);
        }
      }
    }
    return bounds.finish();
  }

  private void gather(
      Service service,
      Group group,
      Cdn cdn,
      Line at,
      SortedMap<String, Double> learned,
      List<OperatorOverride> limits) {
    Demand demand = at.demand;
    Pool pool = setup.pools().get(cdn.pool());
    if (pool != null) {
      if (pool.total().isPresent()) {
        draw(total(pool, pool.total().get(), learned, at), at);
      }
      Capacity there = pool.regional().get(group.region());
      if (there != null) {
        draw(regional(pool, group.region(), there, at), at);
      }
    }
    Service.Regional regional = service.regional().get(group.region());
    if (regional != null) {
      String where = service.id() + "/" + group.region();
      Optional.ofNullable(regional.capacity().get(cdn.id()))
          .ifPresent(c -> add(cdn.id() + " in " + where, c, 1, at, demand.viewers()));
      regional
          .networkCapacity()
          .forEach(
              (network, byCdn) ->
                  Optional.ofNullable(byCdn.get(cdn.id()))
                      .ifPresent(
                          c ->
                              add(
                                  cdn.id() + " in " + where + "~" + network,
                                  c,
                                  1,
                                  at,
                                  demand.byNetwork().getOrDefault(network, 0.0))));
    }
    for (OperatorOverride limit : limits) {
      if (limit.action() instanceof OperatorOverride.Limit(String of, Capacity capacity)
          && of.equals(cdn.id())
          && limit.covers(group.service(), group.region())) {
        add("override " + limit.id(), capacity, 1, at, demand.viewers());
      }
    }
  }

  private record Line(String pool, Level level, Demand demand, int wish, int line) {}

  private Gathering total(
      Pool pool, Capacity capacity, SortedMap<String, Double> learned, Line at) {
    Gathering known = pools.get(pool.id());
    if (known == null) {
      double part = learned.getOrDefault(pool.id(), 1.0);
      known = gathering("pool " + pool.id(), capacity, part, at);
      pools.put(pool.id(), known);
    }
    return known;
  }

  private Gathering regional(Pool pool, String region, Capacity capacity, Line at) {
    Map<String, Gathering> there = regions.computeIfAbsent(region, r -> new HashMap<>());
    Gathering known = there.get(pool.id());
    if (known == null) {
      known = gathering("pool " + pool.id() + " in " + region, capacity, 1, at);
      there.put(pool.id(), known);
    }
    return known;
  }

  private Gathering gathering(String name, Capacity capacity, double part, Line at) {
    return gathered.computeIfAbsent(name, n -> new Gathering(at.pool, capacity, part, at.level));
  }

  private static void draw(Gathering into, Line at) {
    add(into, into.capacity, at, at.demand.viewers());
  }

  private void add(String name, Capacity capacity, double part, Line at, double viewers) {
    add(gathering(name, capacity, part, at), capacity, at, viewers);
  }

  private static void add(Gathering into, Capacity capacity, Line at, double viewers) {
    double load =
        switch (capacity) {
          case Capacity.Viewers ignored -> viewers;
          case Capacity.BitRate ignored -> viewers * at.demand.bitsPerViewer();
        };
    into.level = into.level.smaller(at.level);
    into.terms.add(new Bound.Term(at.wish, at.line, load));
  }

  private List<Bound> finish() {
    List<Bound> bounds = new ArrayList<>();
    gathered.forEach(
        (name, g) -> {
          double limit =
              switch (g.capacity) {
                case Capacity.Viewers(double viewers) -> viewers;
                case Capacity.BitRate(double bits) -> bits;
              };
          bounds.add(new Bound(name, g.pool, limit * g.part, g.level, g.terms));
        });
    return bounds;
  }
}
