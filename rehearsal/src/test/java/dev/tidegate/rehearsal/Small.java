package dev.tidegate.rehearsal;

import dev.tidegate.model.Access;
import dev.tidegate.model.Capacity;
import dev.tidegate.model.Cdn;
import dev.tidegate.model.Policy;
import dev.tidegate.model.Pool;
import dev.tidegate.model.Region;
import dev.tidegate.model.Rollout;
import dev.tidegate.model.Service;
import dev.tidegate.model.Setup;
import dev.tidegate.rehearsal.sim.Audience;
import dev.tidegate.rehearsal.sim.Clientele;
import dev.tidegate.rehearsal.sim.Conduct;
import dev.tidegate.rehearsal.sim.Curves;
import dev.tidegate.rehearsal.sim.Incident;
import dev.tidegate.rehearsal.sim.Noise;
import dev.tidegate.rehearsal.sim.Reporting;
import dev.tidegate.rehearsal.sim.Scenario;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A small world by hand: regions {@code south} and {@code west}, network {@code jio}, CDNs {@code
 * a}, {@code b}, {@code c} of 50, 30 and 20 %, which carry 500, 400 and 350 viewers.
 */
public final class Small {
  private Small() {}

  /** Its scenario, with these incidents and of this length. */
  public static Scenario scenario(Duration length, Incident... incidents) {
    return new Scenario(
        "small",
        "by hand",
        Duration.ZERO,
        length,
        1,
        List.of(new Scenario.Region("south", 40), new Scenario.Region("west", 60)),
        List.of(new Scenario.Network("jio", 1)),
        List.of(
            Scenario.Cdn.of("a", 50, 0.4),
            Scenario.Cdn.of("b", 30, 0.32),
            Scenario.Cdn.of("c", 20, 0.28)),
        new Audience(1_250, Curves.flat(0.5), 5e6),
        Clientele.STANDARD,
        List.of(incidents),
        Reporting.STANDARD,
        Noise.STANDARD,
        Optional.empty(),
        Optional.empty(),
        Conduct.STANDARD,
        List.of(1L));
  }

  /** Its configuration. */
  public static Setup setup() {
    SortedMap<String, Cdn> cdns = new TreeMap<>();
    SortedMap<String, Pool> pools = new TreeMap<>();
    add(cdns, pools, "a", 50, 500);
    add(cdns, pools, "b", 30, 400);
    add(cdns, pools, "c", 20, 350);
    SortedMap<String, Region> regions = new TreeMap<>();
    regions.put("south", new Region("south", Optional.empty()));
    regions.put("west", new Region("west", Optional.empty()));
    SortedMap<String, Service> services = new TreeMap<>();
    services.put(
        Scenario.SERVICE,
        new Service(
            Scenario.SERVICE,
            Duration.ofSeconds(20),
            Duration.ofSeconds(5),
            Duration.ofSeconds(60),
            Duration.ofSeconds(30),
            1,
            5e6,
            Optional.empty(),
            Rollout.FULL,
            cdns,
            new TreeMap<>(),
            Policy.STANDARD));
    return new Setup(regions, new TreeSet<>(List.of("jio")), pools, services);
  }

  private static void add(
      SortedMap<String, Cdn> cdns,
      SortedMap<String, Pool> pools,
      String id,
      double weight,
      double viewers) {
    String pool = Scenario.SERVICE + "/" + id;
    cdns.put(id, new Cdn(id, pool, weight, 0, Access.OPEN, OptionalDouble.empty()));
    pools.put(
        pool,
        new Pool(
            pool,
            Optional.of(new Capacity.Viewers(viewers)),
            new TreeMap<>(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            Optional.empty()));
  }
}
