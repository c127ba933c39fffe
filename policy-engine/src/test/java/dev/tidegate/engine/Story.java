package dev.tidegate.engine;

import dev.tidegate.model.Cdn;
import dev.tidegate.model.Cell;
import dev.tidegate.model.OperatorOverride;
import dev.tidegate.model.Pool;
import dev.tidegate.model.Region;
import dev.tidegate.model.Service;
import dev.tidegate.model.Setup;
import dev.tidegate.telemetry.CellDigest;
import dev.tidegate.telemetry.LatencyHistogram;
import dev.tidegate.telemetry.ProbeResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A {@link Loop} to which everything may happen: probes and playlists that stand still, first
 * bytes, operators' words, a store that is gone, a setup that changes, steps between the seconds.
 */
final class Story {
  /** What goes on in a second. */
  interface When {
    boolean at(int second);
  }

  /** How a probe of a CDN ends. */
  interface Prober {
    ProbeResult.Outcome outcome(String cdn, int second);
  }

  /** The median time to first byte in milliseconds; 0: players do not tell it. */
  interface Millis {
    double median(String region, String cdn, int second);
  }

  /** What is set up in a second, out of what was at the beginning. */
  interface Setups {
    Setup at(Setup first, int second);
  }

  final String name;
  final Loop loop;
  Optional<Prober> prober = Optional.empty();
  Millis millis = (r, c, t) -> 0;
  When storeGone = t -> false;
  When silent = t -> false;
  When between = t -> false;
  Setups setups = (first, t) -> first;
  final List<OperatorOverride> overrides = new ArrayList<>();
  private final Random random;
  private Setup known;

  Story(String name, Loop loop, long seed) {
    this.name = name;
    this.loop = loop;
    known = loop.setup;
    random = new Random(seed);
  }

  /** An operator's word from {@code from} to {@code to}, in seconds. */
  Story says(OperatorOverride.Action action, Optional<String> region, int from, int to) {
    overrides.add(
        new OperatorOverride(
            "ovr-" + overrides.size(),
            Optional.of("live"),
            region,
            action,
            Loop.START.plusSeconds(from),
            Loop.START.plusSeconds(from),
            Loop.START.plusSeconds(to),
            "ann",
            "story"));
    return this;
  }

  /** The next second's inputs; the second has begun. */
  Inputs next() {
    loop.second++;
    loop.silent = silent.at(loop.second);
    return told(loop.inputs());
  }

  /** Lets a second pass on what {@link #next} told. */
  void follow(Inputs inputs) {
    loop.follow(inputs);
  }

  /** What comes half a second later: the probes only, judged on arrival. */
  Optional<Inputs> between() {
    if (!between.at(loop.second)) {
      return Optional.empty();
    }
    Inputs last = told(loop.inputs());
    return Optional.of(
        new Inputs(
            last.setup(),
            List.of(),
            last.probes(),
            last.viewers(),
            last.witnesses(),
            last.overrides(),
            last.storeReachable()));
  }

  /** When {@link #between} is judged. */
  Instant half() {
    return Loop.START.plusSeconds(loop.second).plusMillis(500);
  }

  private Inputs told(Inputs plain) {
    Setup setup = setups.at(loop.setup, loop.second);
    known = setup.equals(known) ? known : setup;
    List<CellDigest> digests = new ArrayList<>();
    plain.digests().forEach(d -> digests.add(timed(d)));
    return new Inputs(
        known,
        digests,
        probes(),
        plain.viewers(),
        plain.witnesses(),
        overrides,
        !storeGone.at(loop.second));
  }

  private CellDigest timed(CellDigest digest) {
    Cell cell = digest.cell();
    double median = millis.median(cell.place().region(), cell.cdn(), loop.second);
    LatencyHistogram histogram = new LatencyHistogram();
    for (int i = 0; i < 40 && median > 0; i++) {
      histogram.record(median * StrictMath.exp(0.5 * random.nextGaussian()), 1000);
    }
    return new CellDigest(cell, digest.residents(), digest.arrivals(), histogram);
  }

  private List<ProbeResult> probes() {
    List<ProbeResult> results = new ArrayList<>();
    prober.ifPresent(
        probing -> {
          for (String cdn : loop.capacity.keySet()) {
            results.add(probe("everywhere", Optional.empty(), cdn, probing));
            results.add(probe("west", Optional.of("r0"), cdn, probing));
          }
        });
    return results;
  }

  private ProbeResult probe(String vantage, Optional<String> region, String cdn, Prober probing) {
    ProbeResult.Outcome outcome = probing.outcome(cdn, loop.second);
    boolean stale = outcome == ProbeResult.Outcome.STALE;
    long stood = stale ? 9_000 + random.nextInt(100) : random.nextInt(2_000);
    Instant started = Loop.START.plusSeconds(loop.second - 1L).plusMillis(500);
    return new ProbeResult(
        vantage,
        region,
        "live",
        cdn,
        "manifest",
        outcome,
        started,
        started.plusMillis(20 + random.nextInt(80)),
        Optional.of(
            new ProbeResult.LiveEdge(
                loop.second / 4,
                Duration.ofSeconds(4),
                Duration.ofMillis(stood),
                stale ? 2 : 0,
                stale)),
        "");
  }

  /** The setup with another weight for a CDN, and regions and CDNs added or taken away. */
  static Setup changed(
      Setup first, String cdn, double weight, List<String> added, List<String> removed) {
    Service live = first.services().values().iterator().next();
    SortedMap<String, Cdn> cdns = new TreeMap<>(live.cdns());
    SortedMap<String, Pool> pools = new TreeMap<>(first.pools());
    cdns.put(cdn, new Cdn(cdn, cdn, weight, 0, dev.tidegate.model.Access.OPEN, none()));
    pools.putIfAbsent(
        cdn,
        new Pool(cdn, Optional.empty(), new TreeMap<>(), none(), none(), none(), Optional.empty()));
    removed.forEach(gone -> cdns.remove(gone));
    SortedMap<String, Region> regions = new TreeMap<>(first.regions());
    added.forEach(r -> regions.put(r, new Region(r, Optional.empty())));
    SortedMap<String, Service> services = new TreeMap<>();
    services.put(
        live.id(),
        new Service(
            live.id(),
            live.ttl(),
            live.incidentTtl(),
            live.overloadTtl(),
            live.beaconInterval(),
            live.priority(),
            live.bitsPerViewer(),
            live.origin(),
            live.rollout(),
            cdns,
            live.regional(),
            live.policy()));
    return new Setup(regions, first.networks(), pools, services);
  }

  private static OptionalDouble none() {
    return OptionalDouble.empty();
  }
}
