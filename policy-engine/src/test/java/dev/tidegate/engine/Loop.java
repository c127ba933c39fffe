package dev.tidegate.engine;

import dev.tidegate.model.Access;
import dev.tidegate.model.Capacity;
import dev.tidegate.model.Cdn;
import dev.tidegate.model.Cell;
import dev.tidegate.model.Group;
import dev.tidegate.model.Policy;
import dev.tidegate.model.Pool;
import dev.tidegate.model.Region;
import dev.tidegate.model.Rollout;
import dev.tidegate.model.Service;
import dev.tidegate.model.Setup;
import dev.tidegate.model.Weights;
import dev.tidegate.telemetry.CellDigest;
import dev.tidegate.telemetry.Count;
import dev.tidegate.telemetry.Counts;
import dev.tidegate.telemetry.LatencyHistogram;
import dev.tidegate.telemetry.Witness;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The engine with its real judge and viewers who follow its answers within a TTL, report a second's
 * requests each second, and fail more where a CDN is full.
 */
final class Loop {
  /** How often a request fails on a CDN that is not full. */
  interface Faults {
    double failing(String region, String network, String cdn, int second);
  }

  static final Instant START = Instant.parse("2026-11-22T12:00:00Z");

  final Random random;
  Setup setup;
  final SortedMap<String, Double> capacity = new TreeMap<>();
  final List<String> regions = new ArrayList<>();
  final List<String> networks = List.of("n0", "n1");
  final SortedMap<Cell, Double> viewers = new TreeMap<>();
  final List<Decision> decisions = new ArrayList<>();
  Faults faults = (r, n, c, t) -> 0.004;

  /**
   * How often requests of sessions fail that were moved less than 120 s ago, where that differs.
   */
  Optional<Faults> moved = Optional.empty();

  /** Whether the beacons due are counted as expected. */
  boolean expecting;

  private boolean told;

  /** The part of viewers who go by DNS and whose resolvers never ask again, 0..1. */
  double pinned;

  /** Whether beacons stay away though players go on asking where to go. */
  boolean silent;

  private final SortedMap<Cell, Double> pinnedAt = new TreeMap<>();
  private final SortedMap<Cell, ArrayDeque<Double>> arrived = new TreeMap<>();
  Step last;
  int second;

  Loop(long seed, int regionCount, double viewersPerRegion, boolean capacities) {
    random = new Random(seed);
    SortedMap<String, Region> places = new TreeMap<>();
    for (int i = 0; i < regionCount; i++) {
      regions.add("r" + i);
      places.put("r" + i, new Region("r" + i, Optional.empty()));
    }
    SortedMap<String, Cdn> cdns = new TreeMap<>();
    SortedMap<String, Pool> pools = new TreeMap<>();
    double[] weights = {50, 30, 20};
    double[] room = {0.9, 0.8, 0.6};
    for (int i = 0; i < 3; i++) {
      String id = "cdn-" + (char) ('a' + i);
      double carries = room[i] * viewersPerRegion * regionCount;
      capacity.put(id, carries);
      cdns.put(id, new Cdn(id, id, weights[i], 0, Access.OPEN, OptionalDouble.empty()));
      pools.put(
          id,
          new Pool(
              id,
              capacities ? Optional.of(new Capacity.Viewers(carries)) : Optional.empty(),
              new TreeMap<>(),
              OptionalDouble.empty(),
              OptionalDouble.empty(),
              OptionalDouble.empty(),
              Optional.empty()));
    }
    Service service =
        new Service(
            "live",
            Duration.ofSeconds(10),
            Duration.ofSeconds(5),
            Duration.ofSeconds(60),
            Duration.ofSeconds(5),
            1,
            5e6,
            Optional.empty(),
            Rollout.FULL,
            cdns,
            new TreeMap<>(),
            Policy.STANDARD);
    SortedMap<String, Service> services = new TreeMap<>();
    services.put("live", service);
    setup = new Setup(places, new TreeSet<>(networks), pools, services);
    last = Engine.start(setup, 1, Optional.empty(), START);
    Weights first = service.staticWeights("r0");
    for (String r : regions) {
      for (String n : networks) {
        for (String c : cdns.keySet()) {
          double share = first.of(c) / (double) Weights.TOTAL;
          viewers.put(Cell.of("live", r, n, c), viewersPerRegion / networks.size() * share);
        }
      }
    }
  }

  /** Has the service in DNS, by answers that hold so long. */
  Loop tellResolvers(Duration ttl) {
    SortedMap<String, Service> services = new TreeMap<>(setup.services());
    services.replaceAll(
        (id, s) -> s.named(new Service.Names(ttl, new TreeSet<>(s.cdns().keySet()))));
    setup = new Setup(setup.regions(), setup.networks(), setup.pools(), services);
    told = true;
    return this;
  }

  /** What this second's viewers report. */
  Inputs inputs() {
    SortedMap<String, Double> load = load();
    List<CellDigest> digests = new ArrayList<>();
    SortedMap<Cell, Long> counted = new TreeMap<>();
    SortedMap<Cell, Witness> witnesses = new TreeMap<>();
    viewers.forEach(
        (cell, count) -> {
          counted.put(cell, Math.round(count * 1000));
          double fault =
              faults.failing(cell.place().region(), cell.place().network(), cell.cdn(), second);
          boolean bad = fault > 0.02;
          witnesses.put(cell, new Witness(bad ? 40 : 1, 400, bad ? 58 : 6, 64, false));
          double full = Math.max(0, load.getOrDefault(cell.cdn(), 0.0) - 1);
          double failing = Math.min(1, fault + full);
          double fresh = moved.isPresent() ? Math.min(count, arrivals(cell)) : 0;
          CellDigest stayed = digest(cell, (int) Math.round(count - fresh), failing);
          digests.add(stayed);
          moved
              .filter(m -> fresh >= 1)
              .map(
                  m -> m.failing(cell.place().region(), cell.place().network(), cell.cdn(), second))
              .map(f -> digest(cell, (int) Math.round(fresh), f).residents())
              .ifPresent(
                  counts ->
                      digests.add(
                          new CellDigest(cell, new Counts(), counts, new LatencyHistogram())));
        });
    return new Inputs(setup, digests, List.of(), counted, witnesses, List.of(), true);
  }

  /** Lets a second pass. */
  Loop tick() {
    second++;
    follow(inputs());
    return this;
  }

  /** Steps on these inputs at the present second, and lets viewers follow the answer. */
  void follow(Inputs inputs) {
    last = Engine.step(last.state(), inputs, START.plusSeconds(second));
    decisions.addAll(last.decisions());
    for (String r : regions) {
      for (String n : networks) {
        follow(r, n);
      }
    }
  }

  Loop run(int until) {
    while (second < until) {
      tick();
    }
    return this;
  }

  Weights weights(String region) {
    return Objects.requireNonNull(last.snapshot().groups().get(Group.of("live", region))).weights();
  }

  /** Viewers over capacity, by CDN. */
  SortedMap<String, Double> load() {
    SortedMap<String, Double> load = new TreeMap<>();
    viewers.forEach(
        (cell, count) ->
            load.merge(cell.cdn(), count / capacity.getOrDefault(cell.cdn(), 1.0), Double::sum));
    return load;
  }

  private void follow(String region, String network) {
    var answer = last.snapshot().find("live", region, Optional.of(network)).orElseThrow();
    double all = 0;
    for (String c : capacity.keySet()) {
      all += viewers.getOrDefault(Cell.of("live", region, network, c), 0.0);
    }
    for (String c : capacity.keySet()) {
      Cell cell = Cell.of("live", region, network, c);
      double now = viewers.getOrDefault(cell, 0.0);
      double stay = pinned == 0 ? 0 : pinnedAt.computeIfAbsent(cell, x -> pinned * now);
      double wanted = stay + (1 - pinned) * all * answer.weights().of(c) / Weights.TOTAL;
      viewers.put(cell, now + (wanted - now) / answer.ttlSeconds());
      ArrayDeque<Double> came = arrived.computeIfAbsent(cell, x -> new ArrayDeque<>());
      came.addLast(Math.max(0, (wanted - now) / answer.ttlSeconds()));
      if (came.size() > 120) {
        came.removeFirst();
      }
    }
  }

  private double arrivals(Cell cell) {
    return arrived.getOrDefault(cell, new ArrayDeque<>()).stream().mapToDouble(x -> x).sum();
  }

  private int ttl(Cell cell) {
    String network = cell.place().network();
    return last.snapshot()
        .find("live", cell.place().region(), Optional.of(network))
        .orElseThrow()
        .ttlSeconds();
  }

  private CellDigest digest(Cell cell, int watching, double failing) {
    int reporting = watching / 5 + (random.nextInt(5) < watching % 5 ? 1 : 0);
    // Once a TTL; where nothing hangs on it, as often as it reports.
    long asks = told ? Math.round(watching * (1 - pinned) / ttl(cell)) : reporting;
    Counts due = new Counts().add(Count.POLLS, asks);
    if (expecting) {
      due.add(Count.EXPECTED_BEACONS, 1000L * reporting);
    }
    if (silent) {
      return new CellDigest(cell, due, new Counts(), new LatencyHistogram());
    }
    long requests = 5L * reporting;
    double spread = Math.sqrt(Math.max(0, requests * failing * (1 - failing)));
    long errors =
        Math.clamp(Math.round(requests * failing + random.nextGaussian() * spread), 0, requests);
    long watched = 5000L * reporting;
    Counts counts =
        due.add(Count.BEACONS, 1000L * reporting)
            .add(Count.RAW_BEACONS, reporting)
            .add(Count.REQUESTS, 1000 * requests)
            .add(Count.REQUESTS_SQ, 1000 * requests)
            .add(Count.ERRORS, 1000 * errors)
            .add(Count.RAW_REQUESTS, requests)
            .add(Count.RAW_ERRORS, errors)
            .add(Count.FAILURE_SPREAD, 200 * errors)
            .add(Count.WATCHED_MS, 1000 * watched)
            .add(Count.WATCHED_SQ, watched)
            .add(Count.RAW_WATCHED_MS, watched);
    return new CellDigest(cell, counts, new Counts(), new LatencyHistogram());
  }
}
