package dev.tidegate.engine.replay;

import dev.tidegate.engine.Inputs;
import dev.tidegate.model.Cell;
import dev.tidegate.model.Group;
import dev.tidegate.model.Place;
import dev.tidegate.model.Region;
import dev.tidegate.model.Service;
import dev.tidegate.model.Setup;
import dev.tidegate.telemetry.CellDigest;
import dev.tidegate.telemetry.ClientDigest;
import dev.tidegate.telemetry.ProbeResult;
import dev.tidegate.telemetry.Witness;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Recorded inputs as another configuration would have gathered them: viewers of a network or region
 * that it does not name are in {@code other} or {@code default}; what it has no place for at all is
 * left out, and said.
 */
final class Shaping {
  private final Setup setup;
  private final Map<Cell, Optional<Cell>> known = new HashMap<>();
  private final SortedSet<String> left = new TreeSet<>();

  Shaping(Setup setup) {
    this.setup = setup;
  }

  Inputs shape(Inputs recorded) {
    List<CellDigest> digests = new ArrayList<>();
    for (CellDigest digest : recorded.digests()) {
      cell(digest.cell())
          .ifPresent(
              cell ->
                  digests.add(
                      new CellDigest(
                          cell, digest.residents(), digest.arrivals(), digest.firstByte())));
    }
    SortedMap<Cell, Long> viewers = new TreeMap<>();
    recorded
        .viewers()
        .forEach((cell, n) -> cell(cell).ifPresent(to -> viewers.merge(to, n, Long::sum)));
    SortedMap<Cell, Witness> witnesses = new TreeMap<>();
    recorded
        .witnesses()
        .forEach(
            (cell, w) -> cell(cell).ifPresent(to -> witnesses.merge(to, w, Shaping::together)));
    List<ProbeResult> probes = recorded.probes().stream().filter(this::keeps).toList();
    return new Inputs(
        setup,
        digests,
        probes,
        viewers,
        witnesses,
        recorded.overrides(),
        recorded.storeReachable(),
        recorded.audiences(),
        clients(recorded.clients()),
        recorded.trials().stream().filter(t -> has(t.group())).toList());
  }

  private List<ClientDigest> clients(List<ClientDigest> recorded) {
    List<ClientDigest> clients = new ArrayList<>();
    for (ClientDigest digest : recorded) {
      cell(digest.cell())
          .ifPresent(cell -> clients.add(new ClientDigest(cell, digest.client(), digest.counts())));
    }
    return clients;
  }

  private static Witness together(Witness a, Witness b) {
    return new Witness(
        a.sessionsBad() + b.sessionsBad(),
        a.sessions() + b.sessions(),
        a.bucketsBad() + b.bucketsBad(),
        a.bucketsPopulated() + b.bucketsPopulated(),
        a.prefixOverCap() || b.prefixOverCap(),
        Math.min(a.failureKept(), b.failureKept()),
        Math.min(a.stallKept(), b.stallKept()));
  }

  /** Where a recorded cell is in the other configuration. */
  Optional<Cell> cell(Cell cell) {
    return known.computeIfAbsent(cell, this::place);
  }

  private Optional<Cell> place(Cell cell) {
    Place place = cell.place();
    if (!has(place.service(), cell.cdn())) {
      return Optional.empty();
    }
    String region = setup.regions().containsKey(place.region()) ? place.region() : Region.DEFAULT;
    if (!setup.regions().containsKey(region)) {
      left.add("region " + place.region());
      return Optional.empty();
    }
    String network = setup.networks().contains(place.network()) ? place.network() : Place.OTHER;
    return Optional.of(Cell.of(place.service(), region, network, cell.cdn()));
  }

  private boolean has(String service, String cdn) {
    Service there = setup.services().get(service);
    if (there == null) {
      left.add("service " + service);
      return false;
    }
    if (!there.cdns().containsKey(cdn)) {
      left.add("cdn " + cdn + " of " + service);
      return false;
    }
    return true;
  }

  private boolean has(Group group) {
    return setup.services().containsKey(group.service())
        && setup.regions().containsKey(group.region());
  }

  private boolean keeps(ProbeResult probe) {
    return has(probe.service(), probe.cdn())
        && probe.region().map(r -> setup.regions().containsKey(r)).orElse(true);
  }

  /** What was recorded and is not in the other configuration. */
  SortedSet<String> left() {
    return Collections.unmodifiableSortedSet(left);
  }

  /** What the other configuration has and {@code recorded} has not: nothing is known of it. */
  SortedSet<String> added(Setup recorded) {
    SortedSet<String> added = new TreeSet<>();
    for (Service service : setup.services().values()) {
      Service before = recorded.services().get(service.id());
      if (before == null) {
        added.add("service " + service.id());
      } else {
        service.cdns().keySet().stream()
            .filter(cdn -> !before.cdns().containsKey(cdn))
            .forEach(cdn -> added.add("cdn " + cdn + " of " + service.id()));
      }
    }
    return added;
  }
}
