package dev.tidegate.health;

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
import dev.tidegate.telemetry.ClientDigest;
import dev.tidegate.telemetry.Count;
import dev.tidegate.telemetry.Counts;
import dev.tidegate.telemetry.LatencyHistogram;
import dev.tidegate.telemetry.ProbeResult;
import dev.tidegate.telemetry.Witness;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Viewers, CDNs and probes, so far as judgement sees them: each viewer makes a request a second and
 * reports every 5 s on the last 5 s; a probe a second. Weights follow the assessment crudely, as a
 * real engine's would: out in a tick when sudden, by damage otherwise, back by slow start.
 */
final class World {
  /** How often a request fails. */
  interface Faults {
    double failing(String region, String network, String cdn, double second);
  }

  /** Where a CDN's live playlist stands. */
  interface Edges {
    Optional<ProbeResult.LiveEdge> edge(String cdn, double second);
  }

  /** How a probe ends. */
  interface Prober {
    ProbeResult.Outcome outcome(String cdn, double second);
  }

  static final Instant START = Instant.parse("2026-06-01T12:00:00Z");
  static final List<String> CDNS = List.of("a", "b", "c");

  Setup setup;
  final List<String> regions;
  final List<String> networks;
  final SplittableRandom random;
  final Assessor assessor = Assessor.fresh();
  double viewersPerCell = 400;
  double stalls = 0.004;

  /** How many times {@link #viewersPerCell} watch in a region; 1 where nothing is said. */
  final TreeMap<String, Double> crowd = new TreeMap<>();

  /** How many beacons each that comes stands for. */
  long weight = 1;

  /** Whether failures are answers 5xx. */
  boolean answering5xx;

  /** Whether shares follow the assessment. */
  boolean following = true;

  boolean beacons = true;
  boolean polls = true;
  boolean expecting;
  boolean probes = true;
  double probeTimeout = 0.05;
  Faults faults = (r, n, c, t) -> 0.004;
  Faults vanishing = (r, n, c, t) -> 0;
  Edges edges = (c, t) -> Optional.empty();

  /** Beacons a second from sessions just moved to a CDN, and how many of their requests fail. */
  Faults arriving = (r, n, c, t) -> 0;

  double arrivalsFailing;

  /** Requests, all failed, of one more beacon a second whose weight is capped at 20 of them. */
  Faults boasting = (r, n, c, t) -> 0;

  /** Median time to first byte in ms where beacons tell it; 0: they do not. */
  Faults millis = (r, n, c, t) -> 0;

  /** Load over capacity as the engine would tell it. */
  final TreeMap<Group, TreeMap<String, Double>> utilisation = new TreeMap<>();

  /** What classes of clients tell of what the cells told. */
  Function<CellDigest, List<ClientDigest>> classes = digest -> List.of();

  final TreeMap<Cell, Witness> witnesses = new TreeMap<>();
  Prober prober = (c, t) -> ProbeResult.Outcome.OK;

  /** How many probe each CDN; the first of several is told nothing by those that block it. */
  int vantages = 1;

  Faults blocking = (r, n, c, t) -> 0;
  double second;
  Assessment assessment = new Assessment(new TreeMap<>());
  final TreeMap<Group, TreeMap<String, Double>> shares = new TreeMap<>();
  private final TreeMap<Cell, ArrayDeque<long[]>> history = new TreeMap<>();

  private Signals given;

  World(long seed, int regionCount, int networkCount) {
    random = new SplittableRandom(seed);
    regions = named("r", regionCount);
    networks = named("n", networkCount);
    TreeMap<String, Region> places = new TreeMap<>();
    regions.forEach(r -> places.put(r, new Region(r, Optional.empty())));
    TreeMap<String, Cdn> cdns = new TreeMap<>();
    TreeMap<String, Pool> pools = new TreeMap<>();
    for (String id : CDNS) {
      cdns.put(id, new Cdn(id, id, 1, 0, Access.OPEN, OptionalDouble.empty()));
      pools.put(id, pool(id));
    }
    TreeMap<String, Service> services = new TreeMap<>();
    services.put("live", service(cdns, 5));
    setup = new Setup(places, new TreeSet<>(networks), pools, services);
    given =
        new Signals(
            setup,
            List.of(),
            List.of(),
            new TreeMap<>(),
            new TreeMap<>(),
            new TreeMap<>(),
            new TreeMap<>());
    for (String r : regions) {
      TreeMap<String, Double> share = new TreeMap<>();
      CDNS.forEach(c -> share.put(c, 1.0 / CDNS.size()));
      shares.put(Group.of("live", r), share);
    }
  }

  private static Service service(SortedMap<String, Cdn> cdns, long ttl) {
    return new Service(
        "live",
        Duration.ofSeconds(ttl),
        Duration.ofSeconds(5),
        Duration.ofSeconds(60),
        Duration.ofSeconds(5),
        1,
        5e6,
        Optional.<Capacity>empty(),
        Rollout.FULL,
        cdns,
        new TreeMap<>(),
        Policy.STANDARD);
  }

  /** An operator configures another TTL. */
  void reconfigure(long ttl) {
    TreeMap<String, Service> services = new TreeMap<>();
    services.put("live", service(setup.services().firstEntry().getValue().cdns(), ttl));
    setup = new Setup(setup.regions(), setup.networks(), setup.pools(), services);
  }

  private static Pool pool(String id) {
    return new Pool(
        id,
        Optional.empty(),
        new TreeMap<>(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        Optional.empty());
  }

  private static List<String> named(String prefix, int count) {
    List<String> made = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      made.add(prefix + i);
    }
    return made;
  }

  /** Lets a second pass and assesses at its end. */
  Assessment tick() {
    second++;
    List<CellDigest> digests = new ArrayList<>();
    for (String r : regions) {
      for (String n : crowd.getOrDefault(r, 1.0) == 0 ? List.<String>of() : networks) {
        for (String c : CDNS) {
          digest(Cell.of("live", r, n, c)).ifPresent(digests::add);
        }
      }
    }
    Instant now = now();
    List<ProbeResult> results = probes ? results() : List.of();
    TreeMap<Group, Weights> weights = new TreeMap<>();
    shares.forEach((g, s) -> weights.put(g, Weights.ofProportions(s)));
    given =
        new Signals(
            setup,
            digests,
            results,
            new TreeMap<>(),
            witnesses,
            weights,
            new TreeMap<>(utilisation),
            digests.stream().flatMap(d -> classes.apply(d).stream()).toList(),
            Set.of());
    assessment = assessor.assess(given, now);
    if (following) {
      follow();
    }
    return assessment;
  }

  /** What the last tick was given. */
  Signals last() {
    return given;
  }

  Instant now() {
    return START.plusMillis((long) (second * 1000));
  }

  /** Runs until {@code until}, in seconds. */
  void run(double until) {
    while (second < until) {
      tick();
    }
  }

  CdnHealth health(String region, String cdn) {
    GroupHealth group = assessment.groups().get(Group.of("live", region));
    if (group == null) {
      throw new AssertionError("no group " + region + " in " + assessment.groups().keySet());
    }
    return group.of(cdn);
  }

  Verdict verdict(String region) {
    GroupHealth group = assessment.groups().get(Group.of("live", region));
    return group == null ? new Verdict.None() : group.verdict();
  }

  boolean latched(String region, String cdn) {
    return health(region, cdn).state().latched();
  }

  boolean anyLatch() {
    return assessment.groups().values().stream()
        .flatMap(g -> g.cdns().values().stream())
        .anyMatch(h -> h.state().latched());
  }

  private void follow() {
    shares.forEach(
        (group, share) -> {
          GroupHealth health = assessment.groups().get(group);
          if (health == null) {
            return;
          }
          double wanted = 1.0 / CDNS.size();
          double given = 0;
          double kept = 0;
          for (String c : CDNS) {
            CdnHealth h = health.of(c);
            double goal = h.state().latched() ? 0.01 : wanted * h.slowStart();
            double held = share.getOrDefault(c, 0.0);
            if (h.state().latched()) {
              double damage = h.damage().orElse(0);
              held = h.sudden() || damage >= 0.2 ? goal : Math.max(goal, held - damage * wanted);
              share.put(c, held);
            } else if (held < goal - 1e-9) {
              share.put(c, Math.min(goal, held + 0.004));
            }
            boolean fixed = h.state().latched() || share.getOrDefault(c, 0.0) < wanted - 1e-9;
            given += fixed ? share.getOrDefault(c, 0.0) : 0;
            kept += fixed ? 0 : 1;
          }
          for (String c : CDNS) {
            CdnHealth h = health.of(c);
            if (kept > 0 && !h.state().latched() && share.getOrDefault(c, 0.0) >= wanted - 1e-9) {
              share.put(c, (1 - given) / kept);
            }
          }
        });
  }

  private Optional<CellDigest> digest(Cell cell) {
    String r = cell.place().region();
    String n = cell.place().network();
    double share =
        shares.getOrDefault(Group.of("live", r), new TreeMap<>()).getOrDefault(cell.cdn(), 0.0);
    double watching = viewersPerCell * crowd.getOrDefault(r, 1.0);
    int viewers = (int) Math.round(watching * CDNS.size() * share);
    double p = Math.min(1, faults.failing(r, n, cell.cdn(), second));
    double gone = Math.min(1, vanishing.failing(r, n, cell.cdn(), second));
    ArrayDeque<long[]> past = history.computeIfAbsent(cell, ignored -> new ArrayDeque<>());
    int vanished = binomial(viewers, gone);
    past.addLast(new long[] {viewers - vanished, binomial(viewers - vanished, p)});
    if (past.size() > 5) {
      past.removeFirst();
    }
    Counts counts = new Counts();
    int reporting = viewers / 5 + (random.nextInt(5) < viewers % 5 ? 1 : 0);
    if (expecting) {
      counts.add(Count.EXPECTED_BEACONS, 1000L * reporting);
    }
    if (polls) {
      counts.add(Count.POLLS, reporting);
    }
    if (beacons && reporting > 0) {
      report(counts, past, reporting);
      boast(counts, (long) boasting.failing(r, n, cell.cdn(), second));
    }
    Counts arrivals = arrivals((int) arriving.failing(r, n, cell.cdn(), second));
    return counts.isZero() && arrivals.isZero()
        ? Optional.empty()
        : Optional.of(new CellDigest(cell, counts, arrivals, firstBytes(cell, reporting)));
  }

  /** Log-normal, one a session that reports. */
  private LatencyHistogram firstBytes(Cell cell, int reporting) {
    LatencyHistogram histogram = new LatencyHistogram();
    double median =
        millis.failing(cell.place().region(), cell.place().network(), cell.cdn(), second);
    for (int i = 0; i < reporting && median > 0; i++) {
      histogram.record(median * StrictMath.exp(0.5 * random.nextGaussian()), 1000 * weight);
    }
    return histogram;
  }

  private Counts arrivals(int reporting) {
    long requests = 5L * reporting;
    long errors = binomial((int) requests, arrivalsFailing);
    return new Counts()
        .add(Count.RAW_BEACONS, reporting)
        .add(Count.REQUESTS, 1000 * requests)
        .add(Count.REQUESTS_SQ, 1000 * requests)
        .add(Count.ERRORS, 1000 * errors)
        .add(Count.SUCCESSES, requests - errors);
  }

  /** A fifth of the viewers report; each speaks of its last five seconds. */
  private void report(Counts counts, ArrayDeque<long[]> past, int reporting) {
    long requests = 0;
    long errors = 0;
    for (long[] s : past) {
      double part = s[0] == 0 ? 0 : (double) s[1] / s[0];
      long mine = Math.min(reporting, s[0] / 5);
      requests += mine;
      errors += binomial((int) mine, part);
    }
    long watched = 5000L * reporting;
    long stalled = 0;
    for (int i = 0; i < reporting; i++) {
      stalled += random.nextDouble() < stalls ? 5000 * 2 / 5 : 0;
    }
    long won = requests - errors;
    double each = (double) won / reporting;
    counts
        .add(Count.BEACONS, 1000L * weight * reporting)
        .add(Count.RAW_BEACONS, reporting)
        .add(Count.REQUESTS, 1000 * weight * requests)
        .add(Count.REQUESTS_SQ, 1000 * weight * weight * requests)
        .add(Count.ERRORS, 1000 * weight * errors)
        .add(Count.ERRORS_5XX, answering5xx ? 1000 * weight * errors : 0)
        .add(Count.RAW_REQUESTS, requests)
        .add(Count.RAW_ERRORS, errors)
        .add(Count.FAILURE_SPREAD, 200 * errors)
        .add(Count.WATCHED_MS, 1000 * weight * watched)
        .add(Count.WATCHED_SQ, weight * weight * watched)
        .add(Count.STALLED_MS, 1000 * weight * stalled)
        .add(Count.RAW_WATCHED_MS, watched)
        .add(Count.RAW_STALLED_MS, stalled)
        .add(Count.STALL_SPREAD, stalled * 2 / 5)
        .add(Count.SUCCESSES, won)
        .add(Count.SUCCESSES_SQ, Math.round(reporting * (each * each + 0.5)));
  }

  private static void boast(Counts counts, long claimed) {
    if (claimed > 0) {
      counts
          .add(Count.RAW_BEACONS, 1)
          .add(Count.REQUESTS, 20_000)
          .add(Count.ERRORS, 20_000)
          .add(Count.REQUESTS_SQ, 20_000 * 20 / claimed)
          .add(Count.RAW_REQUESTS, claimed)
          .add(Count.RAW_ERRORS, claimed)
          .add(Count.FAILURE_SPREAD, 1000 * claimed);
    }
  }

  private int binomial(int n, double p) {
    if (p <= 0 || n <= 0) {
      return 0;
    }
    if (n * p * (1 - p) > 50) {
      double drawn = n * p + random.nextGaussian() * Math.sqrt(n * p * (1 - p));
      return Math.clamp(Math.round(drawn), 0, n);
    }
    int count = 0;
    for (int i = 0; i < n; i++) {
      count += random.nextDouble() < p ? 1 : 0;
    }
    return count;
  }

  private List<ProbeResult> results() {
    List<ProbeResult> results = new ArrayList<>();
    for (String c : CDNS) {
      for (int v = 0; v < vantages; v++) {
        double phase = 0.2 + 0.2 * CDNS.indexOf(c);
        double started = second - phase - probeTimeout;
        boolean blocked = v == 0 && blocking.failing("", "", c, started) > 0;
        results.add(
            result(
                vantages == 1 ? "local" : "v" + v,
                c,
                blocked ? ProbeResult.Outcome.CONNECT : prober.outcome(c, started),
                started));
      }
    }
    return results;
  }

  private ProbeResult result(
      String vantage, String cdn, ProbeResult.Outcome outcome, double started) {
    double took = outcome == ProbeResult.Outcome.TIMEOUT ? probeTimeout : 0.02;
    return new ProbeResult(
        vantage,
        Optional.empty(),
        "live",
        cdn,
        "manifest",
        outcome,
        START.plusMillis((long) (started * 1000)),
        START.plusMillis((long) ((started + took) * 1000)),
        edges.edge(cdn, started),
        "");
  }
}
