package dev.tidegate.api.loop;

import dev.tidegate.answer.GroupAnswer;
import dev.tidegate.answer.SteeringSnapshot;
import dev.tidegate.api.beacon.Intake;
import dev.tidegate.model.Cell;
import dev.tidegate.model.Weights;
import dev.tidegate.telemetry.CellDigest;
import dev.tidegate.telemetry.Count;
import dev.tidegate.telemetry.Counts;
import dev.tidegate.telemetry.LatencyHistogram;
import dev.tidegate.telemetry.ProbeResult;
import dev.tidegate.telemetry.Witness;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Viewers who follow the answers within a TTL and report what a second brought, by a seed. */
public final class SeededAudience implements Intake {
  private static final List<String> CDNS = List.of("cdn-a", "cdn-b", "cdn-c");

  /** Requests of one beacon. */
  private static final int REQUESTS = 5;

  private final Random random;
  private final Supplier<SteeringSnapshot> answers;
  private final double perPlace;
  private final SortedMap<Cell, Double> viewers = new TreeMap<>();

  /** How often a request to {@code cdn-a} fails. */
  public double fault = 0.003;

  /**
   * @param perPlace viewers in each of four places
   * @param answers what they follow
   */
  public SeededAudience(long seed, double perPlace, Supplier<SteeringSnapshot> answers) {
    this.random = new Random(seed);
    this.perPlace = perPlace;
    this.answers = answers;
  }

  private void follow() {
    for (String region : List.of("in-west", "in-south")) {
      for (String network : List.of("jio", "other")) {
        GroupAnswer answer = answers.get().find("live", region, Optional.of(network)).orElseThrow();
        for (String cdn : CDNS) {
          Cell cell = Cell.of("live", region, network, cdn);
          double wanted = perPlace * answer.weights().of(cdn) / Weights.TOTAL;
          double now = viewers.getOrDefault(cell, wanted);
          viewers.put(cell, now + (wanted - now) / answer.ttlSeconds());
        }
      }
    }
  }

  @Override
  public List<CellDigest> drain(Instant now) {
    follow();
    List<CellDigest> digests = new ArrayList<>();
    viewers.forEach(
        (cell, count) -> {
          Counts residents = new Counts();
          LatencyHistogram firstByte = new LatencyHistogram();
          double failing = cell.cdn().equals("cdn-a") ? fault : 0.003;
          long beacons = Math.round(count / 10 * (0.8 + 0.4 * random.nextDouble()));
          residents.add(Count.EXPECTED_BEACONS, Math.round(count * 100)).add(Count.POLLS, beacons);
          for (long i = 0; i < beacons; i++) {
            report(failing, residents, firstByte);
          }
          digests.add(new CellDigest(cell, residents, new Counts(), firstByte));
        });
    return digests;
  }

  private void report(double failing, Counts to, LatencyHistogram firstByte) {
    int errors = 0;
    for (int i = 0; i < REQUESTS; i++) {
      errors += random.nextDouble() < failing ? 1 : 0;
    }
    firstByte.record(Math.exp(3.2 + 0.3 * random.nextGaussian()), 1000);
    firstByte.record(Math.exp(3.2 + 0.3 * random.nextGaussian()), 1000);
    long watched = 10_000;
    long stalled = errors * 400L;
    to.add(Count.RAW_BEACONS, 1).add(Count.BEACONS, 1000);
    to.add(Count.REQUESTS, 1000 * REQUESTS).add(Count.REQUESTS_SQ, 1000 * REQUESTS);
    to.add(Count.RAW_REQUESTS, REQUESTS).add(Count.RAW_ERRORS, errors);
    to.add(Count.ERRORS, 1000L * errors).add(Count.SUCCESSES, REQUESTS - errors);
    to.add(Count.SUCCESSES_SQ, (long) (REQUESTS - errors) * (REQUESTS - errors));
    to.add(Count.FAILURE_SPREAD, 1000L * errors * errors / REQUESTS);
    to.add(Count.WATCHED_MS, 1000 * watched).add(Count.WATCHED_SQ, watched);
    to.add(Count.RAW_WATCHED_MS, watched).add(Count.RAW_STALLED_MS, stalled);
    to.add(Count.STALLED_MS, 1000 * stalled).add(Count.STALL_SPREAD, stalled * stalled / watched);
    long kbps = 3_000 + random.nextInt(4) * 1_000L;
    to.add(Count.KBITS, kbps * (watched - stalled)).add(Count.KBITS_MS, 1000 * (watched - stalled));
  }

  @Override
  public SortedMap<Cell, Long> viewers(Instant now) {
    SortedMap<Cell, Long> counted = new TreeMap<>();
    viewers.forEach((cell, count) -> counted.put(cell, Math.round(count * 1000)));
    return counted;
  }

  @Override
  public SortedMap<Cell, Witness> witnesses(Instant now) {
    SortedMap<Cell, Witness> witnesses = new TreeMap<>();
    viewers.forEach(
        (cell, count) -> {
          boolean bad = cell.cdn().equals("cdn-a") && fault > 0.02;
          int sessions = (int) Math.round(count);
          int some = random.nextInt(2);
          witnesses.put(
              cell, new Witness(bad ? sessions / 4 : some, sessions, bad ? 58 : 5, 64, false));
        });
    return witnesses;
  }

  /** A round of probes, one a CDN. */
  public List<ProbeResult> probes(Instant now) {
    List<ProbeResult> probes = new ArrayList<>();
    for (String cdn : CDNS) {
      boolean ok = random.nextDouble() >= (cdn.equals("cdn-a") ? fault : 0.003);
      probes.add(
          new ProbeResult(
              "local",
              Optional.empty(),
              "live",
              cdn,
              "manifest",
              ok ? ProbeResult.Outcome.OK : ProbeResult.Outcome.STATUS,
              now.minusMillis(30 + random.nextInt(20)),
              now,
              Optional.of(
                  new ProbeResult.LiveEdge(
                      now.getEpochSecond() / 2, Duration.ofSeconds(2), Duration.ZERO, 0, false)),
              ok ? "" : "status 503"));
    }
    return probes;
  }
}
