package dev.tidegate.engine;

import dev.tidegate.answer.GroupAnswer;
import dev.tidegate.health.Assessment;
import dev.tidegate.health.CdnHealth;
import dev.tidegate.health.CdnState;
import dev.tidegate.health.GroupHealth;
import dev.tidegate.health.Signals;
import dev.tidegate.health.Verdict;
import dev.tidegate.model.Access;
import dev.tidegate.model.Audience;
import dev.tidegate.model.Capacity;
import dev.tidegate.model.Cdn;
import dev.tidegate.model.Cell;
import dev.tidegate.model.Group;
import dev.tidegate.model.OperatorOverride;
import dev.tidegate.model.Policy;
import dev.tidegate.model.Pool;
import dev.tidegate.model.Reason;
import dev.tidegate.model.Region;
import dev.tidegate.model.Rollout;
import dev.tidegate.model.Service;
import dev.tidegate.model.Setup;
import dev.tidegate.model.Weights;
import dev.tidegate.tape.Tape;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One service in a region or two, and a judge who believes what a test tells it: so the engine's
 * own laws are tested apart from the judgement.
 */
final class World {
  static final Instant START = Instant.parse("2026-11-22T12:00:00Z");
  static final Group WEST = Group.of("live", "west");

  final SortedMap<String, Double> weights = new TreeMap<>();
  final SortedMap<String, Double> least = new TreeMap<>();
  final SortedMap<String, Double> capacity = new TreeMap<>();
  final SortedMap<String, Double> joinRate = new TreeMap<>();
  final SortedMap<String, Service.Regional> regional = new TreeMap<>();
  final List<String> regions = new ArrayList<>(List.of("west"));
  final SortedMap<Group, SortedMap<String, CdnHealth>> beliefs = new TreeMap<>();
  final SortedMap<String, Double> viewers = new TreeMap<>();
  final List<OperatorOverride> overrides = new ArrayList<>();
  final List<Decision> decisions = new ArrayList<>();
  boolean silent;
  double silentSeconds;
  boolean storeReachable = true;
  Rollout rollout = Rollout.FULL;
  Optional<Capacity> origin = Optional.empty();
  List<Audience> audiences = List.of();

  /** Numbers of a second service: on pools of its own if its id is before {@code live}'s. */
  Optional<Policy> archive = Optional.empty();

  /** Numbers of a second service that shares all pools. */
  Optional<Policy> vod = Optional.empty();

  Instant now = START;
  Step last;

  World(Map<String, Double> weights) {
    this.weights.putAll(weights);
    viewers.put("west", 100_000.0);
    last = Engine.start(setup(), 7, Optional.empty(), now, (saved, setup, at) -> judge());
  }

  /** Begins again, as after a change of what was set up. */
  World begin() {
    last = Engine.start(setup(), 7, Optional.empty(), now, (saved, setup, at) -> judge());
    return this;
  }

  Judge judge() {
    return new Judge() {
      @Override
      public Assessment assess(Signals signals, Instant at) {
        SortedMap<Group, GroupHealth> groups = new TreeMap<>();
        for (String region : regions) {
          Group group = Group.of("live", region);
          groups.put(group, health(beliefs.getOrDefault(group, new TreeMap<>())));
        }
        beliefs.forEach((group, b) -> groups.put(group, health(b)));
        return new Assessment(groups);
      }

      @Override
      public byte[] save() {
        return new byte[0];
      }

      @Override
      public void carry(Setup same, Tape tape) {}
    };
  }

  private GroupHealth health(SortedMap<String, CdnHealth> cdns) {
    return new GroupHealth(new Verdict.None(), silent, silentSeconds, 0, cdns);
  }

  Setup setup() {
    SortedMap<String, Region> there = new TreeMap<>();
    regions.forEach(r -> there.put(r, new Region(r, Optional.empty())));
    SortedMap<String, Pool> pools = new TreeMap<>();
    SortedMap<String, Cdn> cdns = new TreeMap<>();
    weights.forEach(
        (id, weight) -> {
          Optional<Capacity> total =
              Optional.ofNullable(capacity.get(id)).map(Capacity.Viewers::new);
          Double rate = joinRate.get(id);
          OptionalDouble joins = rate == null ? OptionalDouble.empty() : OptionalDouble.of(rate);
          pools.put("pool-" + id, pool("pool-" + id, total, joins));
          cdns.put(id, cdn(id, weight));
        });
    SortedMap<String, Service> services = new TreeMap<>();
    services.put("live", service("live", cdns, Policy.STANDARD));
    vod.ifPresent(policy -> services.put("vod", service("vod", cdns, policy)));
    archive.ifPresent(
        policy -> {
          Cdn own = new Cdn("own", "pool-own", 1, 0, Access.OPEN, OptionalDouble.empty());
          pools.put("pool-own", pool("pool-own", Optional.empty(), OptionalDouble.empty()));
          services.put("archive", service("archive", new TreeMap<>(Map.of("own", own)), policy));
        });
    return new Setup(there, new TreeSet<>(), pools, services);
  }

  private Cdn cdn(String id, double weight) {
    double atLeast = least.getOrDefault(id, 0.0);
    return new Cdn(id, "pool-" + id, weight, atLeast, Access.OPEN, OptionalDouble.empty());
  }

  private static Pool pool(String id, Optional<Capacity> total, OptionalDouble joins) {
    return new Pool(
        id,
        total,
        new TreeMap<>(),
        joins,
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        Optional.empty());
  }

  private Service service(String id, SortedMap<String, Cdn> cdns, Policy policy) {
    return new Service(
        id,
        Duration.ofSeconds(10),
        Duration.ofSeconds(5),
        Duration.ofSeconds(60),
        Duration.ofSeconds(10),
        1,
        5e6,
        origin,
        rollout,
        cdns,
        regional,
        policy);
  }

  Inputs inputs() {
    SortedMap<Cell, Long> cells = new TreeMap<>();
    viewers.forEach(
        (region, count) -> {
          var answer = last.snapshot().groups().get(Group.of("live", region));
          weights
              .keySet()
              .forEach(
                  cdn -> {
                    double share =
                        answer == null ? 0 : answer.weights().of(cdn) / (double) Weights.TOTAL;
                    cells.put(
                        Cell.of("live", region, "other", cdn), Math.round(count * share * 1000));
                  });
        });
    return new Inputs(
        setup(),
        List.of(),
        List.of(),
        cells,
        new TreeMap<>(),
        overrides,
        storeReachable,
        audiences,
        List.of(),
        List.of());
  }

  World step() {
    return step(1000);
  }

  World step(long millis) {
    now = now.plusMillis(millis);
    last = Engine.step(last.state(), inputs(), now);
    decisions.addAll(last.decisions());
    return this;
  }

  World steps(int count) {
    for (int i = 0; i < count; i++) {
      step();
    }
    return this;
  }

  int weight(String cdn) {
    return weights(WEST).of(cdn);
  }

  Weights weights(Group group) {
    return answer(group).weights();
  }

  Situation.CdnView view(String cdn) {
    var group = Objects.requireNonNull(last.situation().groups().get(WEST));
    return Objects.requireNonNull(group.cdns().get(cdn), cdn);
  }

  GroupAnswer answer(Group group) {
    return Objects.requireNonNull(last.snapshot().groups().get(group), group::toString);
  }

  void believe(String cdn, CdnHealth health) {
    beliefs.computeIfAbsent(WEST, g -> new TreeMap<>()).put(cdn, health);
  }

  /** Latches a CDN with this damage, on the evidence of two sources. */
  void latch(String cdn, double damage) {
    believe(cdn, latched(new CdnState.Draining(now.plusSeconds(1), weight(cdn), 0), damage, true));
  }

  static CdnHealth latched(CdnState state, double damage, boolean corroborated) {
    return health(state, damage, damage >= 0.2, corroborated, 1, false);
  }

  static CdnHealth probation(double slowStart) {
    return health(new CdnState.Probation(START, 0, START, 0), 0, false, true, slowStart, false);
  }

  static CdnHealth health(
      CdnState state,
      double damage,
      boolean sudden,
      boolean corroborated,
      double slowStart,
      boolean arrivalsWorse) {
    return new CdnHealth(
        state,
        OptionalDouble.of(damage),
        damage,
        sudden,
        corroborated,
        slowStart,
        true,
        arrivalsWorse,
        OptionalDouble.of(damage),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.of(1000),
        OptionalDouble.empty(),
        Optional.empty(),
        Optional.of(
            damage >= 0.5
                ? new Reason.Outage(2, "CONNECT", "gone", damage)
                : new Reason.Damage("west", "failure", damage, damage, 9, damage, 0, 1000, 0.01)));
  }

  /** The same while its probes fail. */
  static CdnHealth withoutCanaries(CdnHealth health) {
    return new CdnHealth(
        health.state(),
        health.damage(),
        health.peakDamage(),
        health.sudden(),
        health.corroborated(),
        health.slowStart(),
        false,
        health.arrivalsWorse(),
        health.errorRate(),
        health.stallRatio(),
        health.ttfbP50Millis(),
        health.ttfbP95Millis(),
        health.samples(),
        health.minimumDetectable(),
        health.probe(),
        health.reason());
  }

  OperatorOverride order(OperatorOverride.Action action) {
    OperatorOverride override =
        new OperatorOverride(
            "ovr-" + overrides.size(),
            Optional.of("live"),
            Optional.empty(),
            action,
            now,
            now,
            now.plusSeconds(3600),
            "ann",
            "test");
    overrides.add(override);
    return override;
  }
}
