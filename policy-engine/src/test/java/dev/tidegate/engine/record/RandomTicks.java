package dev.tidegate.engine.record;

import dev.tidegate.answer.Version;
import dev.tidegate.engine.Inputs;
import dev.tidegate.engine.record.Entry.Outcome;
import dev.tidegate.engine.record.Entry.Tick;
import dev.tidegate.model.Access;
import dev.tidegate.model.Audience;
import dev.tidegate.model.Capacity;
import dev.tidegate.model.Cdn;
import dev.tidegate.model.Cell;
import dev.tidegate.model.Group;
import dev.tidegate.model.OperatorOverride;
import dev.tidegate.model.Policy;
import dev.tidegate.model.Pool;
import dev.tidegate.model.Region;
import dev.tidegate.model.Rollout;
import dev.tidegate.model.Service;
import dev.tidegate.model.Setup;
import dev.tidegate.telemetry.CellDigest;
import dev.tidegate.telemetry.ClientDigest;
import dev.tidegate.telemetry.Count;
import dev.tidegate.telemetry.Counts;
import dev.tidegate.telemetry.LatencyHistogram;
import dev.tidegate.telemetry.ProbeResult;
import dev.tidegate.telemetry.TrialDigest;
import dev.tidegate.telemetry.Witness;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Ticks with anything in them that a tick can hold, by a seed. */
final class RandomTicks {
  private static final List<ProbeResult.Outcome> OUTCOMES = List.of(ProbeResult.Outcome.values());

  private final Random random;
  private final List<Cell> cells = new ArrayList<>();
  private final SortedMap<Cell, Long> viewers = new TreeMap<>();
  private final SortedMap<Cell, Witness> witnesses = new TreeMap<>();
  private List<OperatorOverride> overrides = List.of();
  private Version version = new Version(1, 0, "00000000");
  private Instant at = Instant.parse("2026-11-22T10:00:00.123456789Z");
  final Setup setup;

  RandomTicks(long seed) {
    random = new Random(seed);
    for (String region : List.of("in-west", "in-south", "default")) {
      for (String network : List.of("jio", "other")) {
        for (String cdn : List.of("cdn-a", "cdn-b", "cdn-c")) {
          cells.add(Cell.of("live", region, network, cdn));
        }
      }
    }
    setup = setup();
  }

  private Setup setup() {
    SortedMap<String, Region> regions = new TreeMap<>();
    regions.put("in", new Region("in", Optional.empty()));
    regions.put("in-west", new Region("in-west", Optional.of("in")));
    SortedMap<String, Pool> pools = new TreeMap<>();
    SortedMap<String, Cdn> cdns = new TreeMap<>();
    for (String id : List.of("cdn-a", "cdn-b", "cdn-c")) {
      pools.put(
          id,
          new Pool(
              id,
              random.nextBoolean()
                  ? Optional.of(new Capacity.BitRate(random.nextDouble() * 1e12 + 1))
                  : Optional.empty(),
              new TreeMap<>(Map.of("in", new Capacity.Viewers(1 + random.nextDouble()))),
              OptionalDouble.of(random.nextDouble()),
              OptionalDouble.empty(),
              OptionalDouble.of(0.1),
              Optional.of(new Pool.Commit("volume", 4e16, "month"))));
      Access.Rule rule = new Access.Rule(Set.of("jio", "airtel", "x"), Set.of("old-tv"));
      Access access = new Access(rule, Access.Rule.OPEN, rule);
      cdns.put(id, new Cdn(id, id, random.nextInt(90), 0.1, access, OptionalDouble.of(1.1)));
    }
    Service.Regional regional =
        new Service.Regional(
            new TreeMap<>(Map.of("cdn-a", 20.0, "cdn-b", 0.1)),
            new TreeMap<>(Map.of("cdn-b", new Capacity.Viewers(900_000))),
            new TreeMap<>(Map.of("jio", new TreeMap<>(Map.of("cdn-a", new Capacity.Viewers(9))))));
    Policy policy = new Policy(Map.of(Policy.Key.DWELL, 7.0, Policy.Key.BLAST_RADIUS, 0.3));
    Service live =
        new Service(
            "live",
            Duration.ofSeconds(10),
            Duration.ofSeconds(5),
            Duration.ofSeconds(60),
            Duration.ofMillis(2500),
            1,
            5e6,
            Optional.of(new Capacity.BitRate(6e10)),
            new Rollout(Rollout.Mode.LIVE, 9000, 100),
            cdns,
            new TreeMap<>(Map.of("in-west", regional)),
            policy);
    return new Setup(
        regions, new TreeSet<>(Set.of("jio")), pools, new TreeMap<>(Map.of("live", live)));
  }

  /** The next tick, a second or less after the last, and now and then an hour before it. */
  Tick next() {
    at =
        random.nextInt(50) == 0
            ? at.minusSeconds(3600)
            : at.plusNanos(random.nextLong(1_000_000_000L));
    for (Cell cell : cells) {
      change(cell);
    }
    if (random.nextInt(10) == 0) {
      overrides = overrides();
    }
    Inputs inputs =
        new Inputs(
            setup,
            digests(),
            probes(),
            new TreeMap<>(viewers),
            new TreeMap<>(witnesses),
            overrides,
            random.nextInt(20) > 0,
            audiences(),
            List.of(
                new ClientDigest(
                    cells.get(random.nextInt(cells.size())), "app:" + text(), counts())),
            List.of(new TrialDigest(Group.of("live", "in-west"), random.nextBoolean(), counts())));
    return new Tick(at, inputs, outcome());
  }

  private void change(Cell cell) {
    switch (random.nextInt(12)) {
      case 0 -> viewers.remove(cell);
      case 1, 2, 3 -> viewers.put(cell, number());
      case 4 -> witnesses.remove(cell);
      case 5, 6, 7 ->
          witnesses.put(
              cell,
              new Witness(
                  random.nextInt(),
                  random.nextInt(500),
                  random.nextInt(65),
                  random.nextInt(65),
                  random.nextBoolean(),
                  random.nextDouble(),
                  random.nextInt(2)));
      default -> {}
    }
  }

  private long number() {
    return switch (random.nextInt(5)) {
      case 0 -> 0;
      case 1 -> random.nextLong();
      case 2 -> random.nextBoolean() ? Long.MIN_VALUE : Long.MAX_VALUE;
      default -> random.nextInt(100_000);
    };
  }

  private Outcome outcome() {
    if (random.nextInt(40) == 0) {
      return new Outcome.Failed("java.lang.IllegalStateException: " + text());
    }
    if (random.nextInt(4) == 0) {
      version =
          new Version(version.epoch(), version.seq() + 1, String.format("%08x", random.nextInt()));
    }
    return new Outcome.Stepped(version, random.nextInt(3) == 0 ? List.of(text(), "") : List.of());
  }

  private String text() {
    return random
        .ints(random.nextInt(30), 32, 0x3000)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private List<Audience> audiences() {
    Audience.Point point = new Audience.Point(at, random.nextInt(5));
    return List.of(
        new Audience(Optional.of("live"), Optional.empty(), at, at.plusSeconds(9), List.of(point)));
  }

  private List<CellDigest> digests() {
    List<CellDigest> digests = new ArrayList<>();
    for (Cell cell : cells) {
      if (random.nextBoolean()) {
        digests.add(new CellDigest(cell, counts(), counts(), histogram()));
      }
    }
    return digests;
  }

  private Counts counts() {
    Counts counts = new Counts();
    int some = random.nextInt(4);
    for (Count count : Count.values()) {
      if (random.nextInt(4) < some) {
        counts.add(count, number());
      }
    }
    return counts;
  }

  private LatencyHistogram histogram() {
    LatencyHistogram histogram = new LatencyHistogram();
    for (int i = random.nextInt(4) * random.nextInt(30); i > 0; i--) {
      histogram.addToBin(random.nextInt(LatencyHistogram.BINS), number());
    }
    return histogram;
  }

  private List<ProbeResult> probes() {
    List<ProbeResult> probes = new ArrayList<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      Instant ended = at.minusMillis(random.nextInt(3000));
      probes.add(
          new ProbeResult(
              "local",
              random.nextBoolean() ? Optional.of("in-west") : Optional.empty(),
              "live",
              "cdn-" + random.nextInt(4),
              "manifest",
              OUTCOMES.get(random.nextInt(OUTCOMES.size())),
              ended.minusNanos(random.nextInt(999_999_999)),
              ended,
              random.nextInt(3) == 0
                  ? Optional.of(
                      new ProbeResult.LiveEdge(
                          random.nextLong(),
                          Duration.ofSeconds(2),
                          Duration.ofMillis(random.nextInt(9000)),
                          random.nextInt(5),
                          random.nextBoolean()))
                  : Optional.empty(),
              text()));
    }
    return probes;
  }

  private List<OperatorOverride> overrides() {
    List<OperatorOverride.Action> actions =
        List.of(
            new OperatorOverride.Drain("cdn-a"),
            new OperatorOverride.Share("cdn-b", 2500),
            new OperatorOverride.Limit("cdn-c", new Capacity.Viewers(random.nextInt(9) + 1)),
            new OperatorOverride.Freeze(random.nextBoolean()));
    List<OperatorOverride> made = new ArrayList<>();
    for (OperatorOverride.Action action : actions.subList(0, random.nextInt(5))) {
      made.add(
          new OperatorOverride(
              "ovr-" + random.nextInt(100),
              random.nextBoolean() ? Optional.of("live") : Optional.empty(),
              Optional.empty(),
              action,
              at,
              at.minusSeconds(5),
              at.plusSeconds(600),
              "ann",
              text()));
    }
    return made;
  }
}
