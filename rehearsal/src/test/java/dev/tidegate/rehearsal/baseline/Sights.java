package dev.tidegate.rehearsal.baseline;

import dev.tidegate.engine.Inputs;
import dev.tidegate.model.Cell;
import dev.tidegate.model.Setup;
import dev.tidegate.rehearsal.Small;
import dev.tidegate.rehearsal.sim.Scenario;
import dev.tidegate.telemetry.CellDigest;
import dev.tidegate.telemetry.Count;
import dev.tidegate.telemetry.Counts;
import dev.tidegate.telemetry.LatencyHistogram;
import dev.tidegate.telemetry.ProbeResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What is seen in one second of {@link Small}'s world, written down by hand. */
final class Sights {
  static final Instant START = Scenario.START;
  private final Setup setup = Small.setup();
  private final List<CellDigest> digests = new ArrayList<>();
  private final List<ProbeResult> probes = new ArrayList<>();
  private final SortedMap<Cell, Long> viewers = new TreeMap<>();

  static Roster roster() {
    return Roster.of(Small.setup(), Scenario.SERVICE);
  }

  /** Requests of which some failed, all with the same first byte; a beacon for every 15. */
  Sights cell(String region, String cdn, long requests, long errors, double millis) {
    Counts counts =
        new Counts()
            .add(Count.RAW_BEACONS, Math.max(1, requests / 15))
            .add(Count.REQUESTS, requests * 1_000)
            .add(Count.ERRORS, errors * 1_000);
    LatencyHistogram times = new LatencyHistogram();
    times.record(millis, requests * 1_000);
    digests.add(
        new CellDigest(Cell.of(Scenario.SERVICE, region, "jio", cdn), counts, new Counts(), times));
    return this;
  }

  /** The same in both regions. */
  Sights cdn(String cdn, long requests, long errors, double millis) {
    return cell("south", cdn, requests, errors, millis).cell("west", cdn, requests, errors, millis);
  }

  Sights viewers(String region, String cdn, long number) {
    viewers.put(Cell.of(Scenario.SERVICE, region, "jio", cdn), number * 1_000);
    return this;
  }

  Sights probe(String vantage, String region, String cdn, boolean ok, Instant ended) {
    return probe(
        vantage, region, cdn, ok ? ProbeResult.Outcome.OK : ProbeResult.Outcome.TIMEOUT, ended);
  }

  Sights probe(
      String vantage, String region, String cdn, ProbeResult.Outcome outcome, Instant ended) {
    probes.add(
        new ProbeResult(
            vantage,
            Optional.of(region),
            Scenario.SERVICE,
            cdn,
            "object",
            outcome,
            ended.minusMillis(50),
            ended,
            Optional.empty(),
            ""));
    return this;
  }

  Inputs inputs() {
    return new Inputs(setup, digests, probes, viewers, new TreeMap<>(), List.of(), true);
  }
}
