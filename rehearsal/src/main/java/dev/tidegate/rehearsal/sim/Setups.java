package dev.tidegate.rehearsal.sim;

import dev.tidegate.model.Access;
import dev.tidegate.model.Capacity;
import dev.tidegate.model.Pool;
import dev.tidegate.model.Region;
import dev.tidegate.model.Service;
import dev.tidegate.model.Setup;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The configuration that a scenario amounts to: what its operator would have written. */
public final class Setups {
  private static final Duration OVERLOAD_TTL = Duration.ofSeconds(60);

  private Setups() {}

  /** As the engine knows it. */
  public static Setup of(Scenario scenario) {
    SortedMap<String, Region> regions = new TreeMap<>();
    scenario.regions().forEach(r -> regions.put(r.id(), new Region(r.id(), Optional.empty())));
    SortedSet<String> networks = new TreeSet<>();
    scenario.networks().forEach(n -> networks.add(n.id()));
    SortedMap<String, Pool> pools = new TreeMap<>();
    SortedMap<String, dev.tidegate.model.Cdn> cdns = new TreeMap<>();
    for (Scenario.Cdn cdn : scenario.cdns()) {
      pools.put(cdn.id(), pool(scenario, cdn));
      cdns.put(
          cdn.id(),
          new dev.tidegate.model.Cdn(
              cdn.id(), cdn.id(), cdn.weight(), 0, Access.OPEN, cdn.price()));
    }
    SortedMap<String, Service> services = new TreeMap<>();
    services.put(Scenario.SERVICE, service(scenario, cdns));
    return new Setup(regions, networks, pools, services);
  }

  private static Pool pool(Scenario scenario, Scenario.Cdn cdn) {
    double all = scenario.capacityViewers();
    SortedMap<String, Capacity> regional = new TreeMap<>();
    if (cdn.known()) {
      cdn.regional().forEach((id, part) -> regional.put(id, capacity(scenario, part)));
    }
    return new Pool(
        cdn.id(),
        cdn.known() ? Optional.of(capacity(scenario, cdn.capacity())) : Optional.empty(),
        regional,
        cdn.joinRate().isPresent()
            ? OptionalDouble.of(cdn.joinRate().getAsDouble() * cdn.capacity() * all)
            : OptionalDouble.empty(),
        cdn.price(),
        cdn.overage(),
        cdn.commit());
  }

  /** In viewers; in bits a second where a cap on the bit rate may be pulled, so that it counts. */
  private static Capacity capacity(Scenario scenario, double part) {
    double viewers = part * scenario.capacityViewers();
    return scenario.conduct().ladder().isEmpty()
        ? new Capacity.Viewers(viewers)
        : new Capacity.BitRate(viewers * scenario.audience().bitsPerViewer());
  }

  private static Service service(
      Scenario scenario, SortedMap<String, dev.tidegate.model.Cdn> cdns) {
    Clientele clientele = scenario.clientele();
    Optional<Capacity> origin =
        scenario
            .origin()
            .filter(Origin::known)
            .map(
                o ->
                    new Capacity.BitRate(
                        o.capacity()
                            * scenario.capacityViewers()
                            * scenario.audience().bitsPerViewer()));
    return new Service(
        Scenario.SERVICE,
        clientele.ttl(),
        clientele.incidentTtl(),
        OVERLOAD_TTL,
        scenario.reporting().interval(),
        1,
        scenario.audience().bitsPerViewer(),
        origin,
        scenario.conduct().rollout(),
        cdns,
        new TreeMap<>(),
        scenario.conduct().policy(),
        scenario.conduct().ladder());
  }
}
