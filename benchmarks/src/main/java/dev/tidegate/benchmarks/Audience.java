package dev.tidegate.benchmarks;

import dev.tidegate.engine.Engine;
import dev.tidegate.engine.Inputs;
import dev.tidegate.engine.Step;
import dev.tidegate.model.Access;
import dev.tidegate.model.Capacity;
import dev.tidegate.model.Cdn;
import dev.tidegate.model.Cell;
import dev.tidegate.model.Policy;
import dev.tidegate.model.Pool;
import dev.tidegate.model.Region;
import dev.tidegate.model.Rollout;
import dev.tidegate.model.Service;
import dev.tidegate.model.Setup;
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
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * An audience of one service: in every region every network watches over every CDN. Each cell's
 * players report every second, with times to first byte; audiences go up and down; the CDNs are at
 * 0.7 of their capacity; two vantages probe each of them. From some second on one CDN fails 6 % of
 * requests in five regions, so that a step has something to do.
 *
 * <p>What is heard is made before it is asked for: making it is no part of a step.
 */
final class Audience {
  private static final int KINDS = 256;
  private static final int PREPARED = 8;

  /** Regions in which one CDN fails. */
  private static final int BAD_REGIONS = 5;

  private static final Counts NOBODY = new Counts();
  private static final double VIEWERS = 600;
  private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");

  private final SplittableRandom random;
  private final Setup setup;
  private final List<Cell> cells = new ArrayList<>();
  private final List<Counts> clean = new ArrayList<>();
  private final List<Counts> failing = new ArrayList<>();
  private final List<LatencyHistogram> firstBytes = new ArrayList<>();
  private final List<String> cdns = new ArrayList<>();

  /** What is heard in a calm second and in one of trouble, over and over. */
  private final List<Heard> calm = new ArrayList<>();

  private final List<Heard> troubled = new ArrayList<>();

  private record Heard(
      List<CellDigest> digests,
      SortedMap<Cell, Long> viewers,
      SortedMap<Cell, Witness> witnesses) {}

  private final int troubleFrom;
  private Step last;
  private int second;

  /**
   * @param troubleFrom the second from which one CDN fails 6 % of requests in five regions
   */
  Audience(long seed, int regions, int networks, int cdnCount, int troubleFrom) {
    random = new SplittableRandom(seed);
    this.troubleFrom = troubleFrom;
    setup = setup(regions, networks, cdnCount);
    for (int i = 0; i < KINDS; i++) {
      clean.add(counts(0.004));
      failing.add(counts(0.06));
      firstBytes.add(histogram());
    }
    for (int i = 0; i < PREPARED; i++) {
      calm.add(prepare(i, false));
      troubled.add(prepare(i, true));
    }
    last = Engine.start(setup, 1, Optional.empty(), START);
  }

  int cells() {
    return cells.size();
  }

  Step last() {
    return last;
  }

  /** What the next second's step is to be given. */
  Inputs next() {
    second++;
    boolean trouble = second >= troubleFrom;
    Heard heard = (trouble ? troubled : calm).get(second % PREPARED);
    return new Inputs(
        setup, heard.digests, probes(), heard.viewers, heard.witnesses, List.of(), true);
  }

  private Heard prepare(int number, boolean trouble) {
    List<CellDigest> digests = new ArrayList<>();
    SortedMap<Cell, Long> viewers = new TreeMap<>();
    SortedMap<Cell, Witness> witnesses = new TreeMap<>();
    for (Cell cell : cells) {
      boolean bad = trouble && cell.cdn().equals(cdns.getFirst()) && rank(cell) < BAD_REGIONS;
      Counts counts = (bad ? failing : clean).get(random.nextInt(KINDS));
      digests.add(new CellDigest(cell, counts, NOBODY, firstBytes.get(random.nextInt(KINDS))));
      double day = 1 + 0.02 * StrictMath.sin(number * 0.8 + rank(cell));
      viewers.put(cell, Math.round(VIEWERS * 1000 * day * (0.98 + 0.04 * random.nextDouble())));
      if (bad) {
        witnesses.put(cell, new Witness(40, 400, 58, 64, false));
      }
    }
    return new Heard(List.copyOf(digests), viewers, witnesses);
  }

  /** The step itself. */
  Step step(Inputs inputs) {
    last = Engine.step(last.state(), inputs, START.plusSeconds(second));
    return last;
  }

  private static int rank(Cell cell) {
    return Integer.parseInt(cell.place().region().substring(1));
  }

  private Setup setup(int regions, int networks, int cdnCount) {
    SortedMap<String, Cdn> routes = new TreeMap<>();
    SortedMap<String, Pool> pools = new TreeMap<>();
    double each = VIEWERS * regions * networks / 0.7;
    for (int i = 0; i < cdnCount; i++) {
      String id = "cdn-" + (char) ('a' + i);
      cdns.add(id);
      routes.put(id, new Cdn(id, id, 100.0 / cdnCount, 0, Access.OPEN, OptionalDouble.empty()));
      pools.put(
          id,
          new Pool(
              id,
              Optional.of(new Capacity.Viewers(each)),
              new TreeMap<>(),
              OptionalDouble.of(each / 20),
              OptionalDouble.empty(),
              OptionalDouble.empty(),
              Optional.empty()));
    }
    SortedMap<String, Region> places = new TreeMap<>();
    TreeSet<String> named = new TreeSet<>();
    for (int n = 0; n < networks; n++) {
      named.add("n" + n);
    }
    for (int r = 0; r < regions; r++) {
      places.put("r" + r, new Region("r" + r, Optional.empty()));
    }
    for (String r : places.keySet()) {
      for (String n : named) {
        cdns.forEach(c -> cells.add(Cell.of("live", r, n, c)));
      }
    }
    SortedMap<String, Service> services = new TreeMap<>();
    services.put("live", service(routes));
    return new Setup(places, named, pools, services);
  }

  private static Service service(SortedMap<String, Cdn> routes) {
    return new Service(
        "live",
        Duration.ofSeconds(10),
        Duration.ofSeconds(5),
        Duration.ofSeconds(60),
        Duration.ofSeconds(5),
        1,
        5e6,
        Optional.empty(),
        Rollout.FULL,
        routes,
        new TreeMap<>(),
        Policy.STANDARD);
  }

  private Counts counts(double fails) {
    long reporting = 100 + random.nextInt(40);
    long requests = 5 * reporting;
    double spread = Math.sqrt(requests * fails * (1 - fails));
    long errors =
        Math.clamp(Math.round(requests * fails + random.nextGaussian() * spread), 0, requests);
    long watched = 5000 * reporting;
    long won = requests - errors;
    return new Counts()
        .add(Count.POLLS, reporting)
        .add(Count.EXPECTED_BEACONS, 1000 * reporting)
        .add(Count.BEACONS, 1000 * reporting)
        .add(Count.RAW_BEACONS, reporting)
        .add(Count.REQUESTS, 1000 * requests)
        .add(Count.REQUESTS_SQ, 1000 * requests)
        .add(Count.ERRORS, 1000 * errors)
        .add(Count.RAW_REQUESTS, requests)
        .add(Count.RAW_ERRORS, errors)
        .add(Count.FAILURE_SPREAD, 200 * errors)
        .add(Count.WATCHED_MS, 1000 * watched)
        .add(Count.WATCHED_SQ, watched)
        .add(Count.RAW_WATCHED_MS, watched)
        .add(Count.STALLED_MS, 2 * watched)
        .add(Count.RAW_STALLED_MS, watched / 500)
        .add(Count.STALL_SPREAD, watched / 1000)
        .add(Count.KBITS, 5000 * watched)
        .add(Count.KBITS_MS, 1000 * watched)
        .add(Count.SUCCESSES, won)
        .add(Count.SUCCESSES_SQ, won * won / reporting + reporting / 2);
  }

  private LatencyHistogram histogram() {
    LatencyHistogram histogram = new LatencyHistogram();
    for (int i = 0; i < 100; i++) {
      histogram.record(60 * StrictMath.exp(0.5 * random.nextGaussian()), 1000);
    }
    return histogram;
  }

  private List<ProbeResult> probes() {
    List<ProbeResult> results = new ArrayList<>();
    Instant started = START.plusSeconds(second - 1L).plusMillis(400);
    for (String cdn : cdns) {
      for (String vantage : List.of("east", "west")) {
        results.add(
            new ProbeResult(
                vantage,
                Optional.empty(),
                "live",
                cdn,
                "manifest",
                ProbeResult.Outcome.OK,
                started,
                started.plusMillis(40 + random.nextInt(20)),
                Optional.empty(),
                ""));
      }
    }
    return results;
  }
}
