package dev.tidegate.rehearsal.sim;

import dev.tidegate.engine.Inputs;
import dev.tidegate.model.Cell;
import dev.tidegate.model.OperatorOverride;
import dev.tidegate.model.Setup;
import dev.tidegate.telemetry.CellDigest;
import dev.tidegate.telemetry.ClientDigest;
import dev.tidegate.telemetry.ProbeResult;
import dev.tidegate.telemetry.Witness;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/** All that is heard of the world in a second: beacons, witnesses, classes, probes, operators. */
final class Hearing {
  private final Scenario scenario;
  private final Setup setup;
  private final Weather weather;
  private final Viewership viewership;
  private final Beacons beacons;
  private final Testimony testimony;
  private final Prober prober;
  private final List<OperatorOverride> overrides;

  Hearing(Scenario scenario, Setup setup, Luck luck, Weather weather, Cell[] cells) {
    this.scenario = scenario;
    this.setup = setup;
    this.weather = weather;
    viewership = new Viewership(scenario, luck, cells);
    beacons = new Beacons(scenario, luck, cells);
    testimony = new Testimony(scenario, luck, cells);
    prober = new Prober(scenario, luck, weather);
    overrides = Orders.of(scenario);
  }

  /** Notes how a cell fares. */
  void note(long second, int cell, Fares fares) {
    beacons.note(second, cell, fares);
  }

  /**
   * What is heard at the end of a second.
   *
   * @param polls steering requests, by cell
   * @param joins sessions newly assigned, by cell
   * @param overload chance of a request to fail by load, by region and CDN
   */
  Observation observe(
      long second,
      Watching watching,
      double[] polls,
      double[] joins,
      double[] overload,
      Truth truth) {
    int nodes = scenario.conduct().nodes();
    List<List<CellDigest>> digests = beacons.digests(second, polls, joins, nodes);
    viewership.note(second, watching.viewers());
    SortedMap<Cell, Long> counted =
        viewership.counted(second, watching.asked(), watching.ttlSeconds());
    beacons.tell(second, testimony);
    Told told = new Told(prober.results(second, overload), counted, testimony.witnesses(second));
    List<CellDigest> all = digests.getFirst();
    List<ClientDigest> clients = beacons.clients(0);
    List<Inputs> own = new ArrayList<>();
    if (nodes > 1) {
      all = new ArrayList<>();
      clients = new ArrayList<>();
      for (int node = 0; node < nodes; node++) {
        all.addAll(digests.get(node));
        clients.addAll(beacons.clients(node));
        own.add(inputs(digests.get(node), beacons.clients(node), told));
      }
    }
    Inputs whole = inputs(all, clients, told);
    return new Observation(
        Scenario.START.plusSeconds(second), second, whole, nodes > 1 ? own : List.of(whole), truth);
  }

  /**
   * Who watches.
   *
   * @param viewers by cell, wherever they were sent
   * @param asked those who ask the steering itself, by the cell it sent them to
   * @param ttlSeconds of answers, {@code [region][network]}
   */
  @SuppressWarnings("ArrayRecordComponent") // handed over within a second; never compared
  record Watching(double[] viewers, double[] asked, int[][] ttlSeconds) {}

  /** What every node knows. */
  private record Told(
      List<ProbeResult> probes,
      SortedMap<Cell, Long> viewers,
      SortedMap<Cell, Witness> witnesses) {}

  private Inputs inputs(List<CellDigest> digests, List<ClientDigest> clients, Told told) {
    return new Inputs(
        setup,
        digests,
        told.probes(),
        told.viewers(),
        told.witnesses(),
        overrides,
        !weather.storeGone,
        List.of(),
        clients,
        List.of());
  }
}
