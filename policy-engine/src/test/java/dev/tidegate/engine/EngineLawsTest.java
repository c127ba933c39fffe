package dev.tidegate.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tidegate.answer.Ttl;
import dev.tidegate.health.CdnState;
import dev.tidegate.model.Cell;
import dev.tidegate.model.Group;
import dev.tidegate.model.OperatorOverride;
import dev.tidegate.model.Policy;
import dev.tidegate.model.Weights;
import dev.tidegate.shift.BucketTable;
import dev.tidegate.shift.Buckets;
import dev.tidegate.telemetry.CellDigest;
import dev.tidegate.telemetry.ClientDigest;
import dev.tidegate.telemetry.Count;
import dev.tidegate.telemetry.Counts;
import dev.tidegate.telemetry.LatencyHistogram;
import dev.tidegate.telemetry.TrialDigest;
import dev.tidegate.weigh.Worth;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The laws of the engine, in the order in which the design states them. */
class EngineLawsTest {
  private static final int SEEDS = 25;

  @Test
  void sumIsTenThousand() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      World world = anything(seed);
      Random random = new Random(seed);
      for (int i = 0; i < 60; i++) {
        disturb(world, random);
        world.step(50 + random.nextInt(4_950));
        for (var answer : world.last.snapshot().groups().values()) {
          int sum = answer.weights().shares().values().stream().mapToInt(x -> x).sum();
          assertThat(sum).as("seed %d", seed).isEqualTo(10_000);
          assertThat(answer.weights()).as("seed %d", seed).isEqualTo(answer.table().shares());
        }
      }
    }
  }

  @Test
  void targetsAreNeverBelowTheFloorNorAboveABound() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      Random random = new Random(seed);
      World world = new World(weights(random));
      String bad = "cdn-" + random.nextInt(2);
      String capped = bad.equals("cdn-0") ? "cdn-1" : "cdn-0";
      int cap = 500 + random.nextInt(4_000);
      world.steps(2).latch(bad, 0.05 + random.nextDouble() * 0.95);
      world.order(new OperatorOverride.Cap(capped, cap));
      for (int i = 0; i < 40; i++) {
        world.step();
        var view = world.view(bad);
        assertThat(view.floor()).as("seed %d", seed).isPositive();
        assertThat(view.target()).as("seed %d", seed).isGreaterThanOrEqualTo(view.floor());
        assertThat(world.view(capped).target()).as("seed %d", seed).isLessThanOrEqualTo(cap);
      }
      assertThat(world.weight(bad))
          .as("seed %d", seed)
          .isGreaterThanOrEqualTo(world.view(bad).floor());
      assertThat(world.weight(capped)).as("seed %d", seed).isLessThanOrEqualTo(cap);
    }
  }

  @Test
  void forecastLoadStaysWithinCapacityWhereverItSuffices() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      Random random = new Random(seed);
      World world = new World(weights(random));
      // The others together can carry everyone, whoever is lost.
      double each = 105_000.0 / (world.weights.size() - 1);
      world.weights.keySet().forEach(c -> world.capacity.put(c, each));
      world.begin().steps(1_500); // overload is left within the blast radius
      String bad = "cdn-" + random.nextInt(world.weights.size());
      double damage = 0.02 + random.nextDouble() * 0.98;
      world.latch(bad, damage);
      for (int i = 0; i < 120; i++) {
        world.step();
        for (String cdn : world.weights.keySet()) {
          if (!cdn.equals(bad)) {
            double load = world.weight(cdn) * 10.0 / each;
            assertThat(load).as("seed %d %s step %d", seed, cdn, i).isLessThanOrEqualTo(0.9705);
          }
        }
      }
      // Left whole, or the others are as full as it is worth to fill them for this damage (Worth).
      double worth = Worth.level(Policy.STANDARD, damage, 0.85, 0.97);
      double full = (Weights.TOTAL - world.weight(bad)) * 10.0 / each / (world.weights.size() - 1);
      boolean asFull = full >= worth - 0.005;
      assertThat(world.weight(bad))
          .as("seed %d: damage %.3f, worth %.3f, others %.3f", seed, damage, worth, full)
          .isLessThanOrEqualTo(asFull ? Weights.TOTAL : 400);
    }
  }

  @Test
  void scalingAllRatesInAPlaceOpensNoLatchOnceABaselineExists() {
    for (long seed = 1; seed <= 6; seed++) {
      double scale = StrictMath.exp((new Random(seed).nextDouble() * 2 - 1) * StrictMath.log(10));
      Loop loop = new Loop(seed, 1, 3_000, true);
      loop.faults = (r, n, c, t) -> t < 120 ? 0.01 : Math.min(1, 0.01 * scale);
      loop.run(240);
      assertThat(loop.decisions).as("seed %d, scale %.2f", seed, scale).isEmpty();
    }
  }

  @Test
  void aFaultOnAllCdnsMovesNothing() {
    for (long seed = 1; seed <= 4; seed++) {
      Loop loop = new Loop(seed, 2, 3_000, true);
      loop.faults = (r, n, c, t) -> t < 120 ? 0.004 : 0.3;
      loop.run(240);
      assertThat(loop.decisions).as("seed %d", seed).isEmpty();
    }
  }

  @Test
  void moreDamageNeverRaisesAWeight() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      Random random = new Random(seed);
      double less = random.nextDouble() * 0.5;
      double more = less + random.nextDouble() * 0.5;
      Map<String, Double> weights = weights(random);
      World mild = new World(weights);
      World grave = new World(weights);
      mild.steps(2).latch("cdn-0", less);
      grave.steps(2).latch("cdn-0", more);
      for (int i = 0; i < 40; i++) {
        mild.step();
        grave.step();
        assertThat(grave.weight("cdn-0"))
            .as("seed %d", seed)
            .isLessThanOrEqualTo(mild.weight("cdn-0"));
      }
    }
  }

  @Test
  void aHardFreezeWithoutAnExcludeChangesNothing() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      Random random = new Random(seed);
      World world = anything(seed);
      world.steps(3);
      world.order(new OperatorOverride.Freeze(true));
      world.order(new OperatorOverride.Pin("cdn-1"));
      Weights before = world.weights(World.WEST);
      for (int i = 0; i < 30; i++) {
        world.latch("cdn-" + random.nextInt(3), random.nextDouble());
        world.viewers.put("west", random.nextDouble() * 300_000);
        world.step(50 + random.nextInt(3_000));
        assertThat(world.weights(World.WEST)).as("seed %d", seed).isEqualTo(before);
      }
    }
  }

  @Test
  void movedBucketsEqualTotalVariation() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      Random random = new Random(seed);
      World world = anything(seed);
      for (int i = 0; i < 40; i++) {
        BucketTable before = world.answer(World.WEST).table();
        disturb(world, random);
        world.step();
        BucketTable after = world.answer(World.WEST).table();
        if (world.last.decisions().stream().noneMatch(d -> d.rule() == Rule.CANARY)) {
          assertThat(moved(before, after))
              .as("seed %d", seed)
              .isEqualTo(before.shares().distance(after.shares()));
        }
      }
    }
  }

  @Test
  void orderOfInputsIsIrrelevant() {
    for (long seed = 1; seed <= 3; seed++) {
      Random random = new Random(seed);
      Loop one = new Loop(seed, 2, 2_000, true);
      Loop two = new Loop(seed, 2, 2_000, true);
      one.faults = (r, n, c, t) -> c.equals("cdn-b") && t > 40 ? 0.3 : 0.004;
      two.faults = one.faults;
      for (int i = 0; i < 80; i++) {
        one.tick();
        two.second++;
        Inputs in = two.inputs();
        two.follow(
            new Inputs(
                in.setup(),
                shuffled(in.digests(), random),
                in.probes(),
                in.viewers(),
                in.witnesses(),
                in.overrides(),
                true));
        assertThat(Engine.save(two.last.state()))
            .as("seed %d", seed)
            .isEqualTo(Engine.save(one.last.state()));
      }
      assertThat(one.decisions).as("seed %d: the fault was seen", seed).isNotEmpty();
    }
  }

  private static <T> List<T> shuffled(List<T> inputs, Random random) {
    List<T> shuffled = new ArrayList<>(inputs);
    Collections.shuffle(shuffled, random);
    return shuffled;
  }

  /** More classes than are told apart, each told of by two nodes with weights that round. */
  @Test
  void orderOfClientsAndTrialsIsIrrelevant() {
    for (long seed = 1; seed <= 3; seed++) {
      Random random = new Random(seed);
      Loop one = new Loop(seed, 2, 200, true);
      Loop two = new Loop(seed, 2, 200, true);
      for (int i = 0; i < 20; i++) {
        List<ClientDigest> clients = clients(random);
        List<TrialDigest> trials = trials(random);
        one.second++;
        one.follow(with(one.inputs(), clients, trials));
        two.second++;
        two.follow(with(two.inputs(), shuffled(clients, random), shuffled(trials, random)));
        assertThat(Engine.dump(two.last.state()))
            .as("seed %d", seed)
            .isEqualTo(Engine.dump(one.last.state()));
      }
    }
  }

  private static List<ClientDigest> clients(Random random) {
    List<ClientDigest> clients = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      String client = "device:" + i % 100;
      Cell cell = Cell.of("live", "r" + i % 2, "n", "cdn-a");
      clients.add(new ClientDigest(cell, client, oddly(random)));
    }
    return clients;
  }

  private static List<TrialDigest> trials(Random random) {
    List<TrialDigest> trials = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      trials.add(new TrialDigest(Group.of("live", "r" + i % 2), i % 4 < 2, oddly(random)));
    }
    return trials;
  }

  private static Counts oddly(Random random) {
    long requests = random.nextInt(100_000);
    return new Counts()
        .add(Count.REQUESTS, requests)
        .add(Count.ERRORS, requests / 7)
        .add(Count.REQUESTS_SQ, requests + random.nextInt(1000));
  }

  private static Inputs with(Inputs in, List<ClientDigest> clients, List<TrialDigest> trials) {
    return new Inputs(
        in.setup(),
        in.digests(),
        in.probes(),
        in.viewers(),
        in.witnesses(),
        in.overrides(),
        true,
        in.audiences(),
        clients,
        trials);
  }

  @Test
  void mergingInAnyOrderIsAsAllAtOnce() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      Random random = new Random(seed);
      CellDigest a = digest(random);
      CellDigest b = digest(random);
      CellDigest c = digest(random);
      assertThat(a.merge(b)).as("seed %d", seed).isEqualTo(b.merge(a));
      assertThat(a.merge(b).merge(c)).as("seed %d", seed).isEqualTo(c.merge(b).merge(a));
    }
  }

  @Test
  void sameInputsSameBytesInTwoProcesses()
      throws IOException, InterruptedException, NoSuchAlgorithmException {
    String here = TwoProcesses.digest(11, 150);
    Process other =
        new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.tidegate.engine.TwoProcesses",
                "11",
                "150")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String there = new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(other.waitFor()).isZero();
    assertThat(there.strip()).isEqualTo(here);
    assertThat(here).as("something was decided").doesNotStartWith("0 ");
  }

  @Test
  void sharesOfRandomSessionsFollowTheWeights() {
    World world = new World(Map.of("cdn-0", 47.0, "cdn-1", 33.0, "cdn-2", 20.0));
    world.steps(2).latch("cdn-0", 0.05);
    world.steps(6);
    var answer = world.answer(World.WEST);
    Map<String, Integer> count = new TreeMap<>();
    Random random = new Random(99);
    int sessions = 100_000;
    for (int i = 0; i < sessions; i++) {
      String session = Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong());
      count.merge(answer.table().order(Buckets.of(session)).getFirst(), 1, Integer::sum);
    }
    answer
        .weights()
        .shares()
        .forEach(
            (cdn, share) -> {
              double p = share / 10_000.0;
              double error = 4 * Math.sqrt(p * (1 - p) / sessions);
              assertThat(count.getOrDefault(cdn, 0) / (double) sessions)
                  .as(cdn)
                  .isCloseTo(p, within(error));
            });
  }

  @Test
  void frozenTtlRule() {
    long sum = 0;
    for (int ttl = 1; ttl <= 3600; ttl++) {
      for (int hash : new int[] {0, 1, -1, 123_456_789}) {
        int told = Ttl.jittered(ttl, hash);
        assertThat(told).isBetween(ttl < 10 ? ttl : (9 * ttl + 9) / 10, ttl);
        sum = sum * 31 + told;
      }
    }
    assertThat(Long.toHexString(sum)).isEqualTo("4622e27d7a3e7f7a");
  }

  @Test
  void frozenPolicyNumbers() {
    StringBuilder all = new StringBuilder();
    for (Policy.Key key : Policy.Key.values()) {
      all.append(key.wire()).append('=').append(Policy.STANDARD.get(key)).append(';');
    }
    assertThat(Integer.toHexString(all.toString().hashCode()))
        .as(all.toString())
        .isEqualTo("dc894d9a");
  }

  private static int moved(BucketTable before, BucketTable after) {
    int moved = 0;
    for (int b = 0; b < Buckets.COUNT; b++) {
      moved += before.owner(b).equals(after.owner(b)) ? 0 : 1;
    }
    return moved;
  }

  private static CellDigest digest(Random random) {
    Counts residents = new Counts();
    Counts arrivals = new Counts();
    for (Count count : Count.values()) {
      residents.add(count, random.nextInt(1_000_000));
      arrivals.add(count, random.nextInt(1_000));
    }
    LatencyHistogram latency = new LatencyHistogram();
    for (int i = 0; i < 50; i++) {
      latency.record(random.nextDouble() * 5_000, 1_000);
    }
    return new CellDigest(Cell.of("live", "west", "other", "cdn-0"), residents, arrivals, latency);
  }

  private static Map<String, Double> weights(Random random) {
    Map<String, Double> weights = new TreeMap<>();
    int size = 3 + random.nextInt(3);
    for (int i = 0; i < size; i++) {
      weights.put("cdn-" + i, 1 + random.nextDouble() * 9);
    }
    return weights;
  }

  private static World anything(long seed) {
    Random random = new Random(seed);
    World world = new World(weights(random));
    if (random.nextBoolean()) {
      for (String cdn : world.weights.keySet()) {
        world.capacity.put(cdn, 10_000 + random.nextDouble() * 100_000);
      }
    }
    world.joinRate.put("cdn-1", 2_000.0);
    world.regions.add("east");
    world.viewers.put("east", 20_000.0);
    return world.begin();
  }

  /** Anything that may happen, happens. */
  private static void disturb(World world, Random random) {
    String cdn = "cdn-" + random.nextInt(3);
    switch (random.nextInt(14)) {
      case 0 -> world.latch(cdn, random.nextDouble());
      case 1 -> world.believe(cdn, World.latched(new CdnState.Drained(world.now, 1), 0.3, true));
      case 2 -> world.believe(cdn, World.probation(random.nextDouble()));
      case 3 -> world.beliefs.clear();
      case 4 -> world.order(new OperatorOverride.Drain(cdn));
      case 5 -> world.order(new OperatorOverride.Exclude(cdn));
      case 6 -> world.order(new OperatorOverride.Cap(cdn, random.nextInt(10_000)));
      case 7 -> world.order(new OperatorOverride.Floor(cdn, random.nextInt(10_000)));
      case 8 -> world.order(new OperatorOverride.Share(cdn, random.nextInt(10_000)));
      case 9 -> world.overrides.clear();
      case 10 -> world.silent = !world.silent;
      case 11 -> world.viewers.put("west", random.nextDouble() * 200_000);
      case 12 -> world.storeReachable = !world.storeReachable;
      default ->
          world
              .beliefs
              .computeIfAbsent(Group.of("live", "west", "jio"), g -> new TreeMap<>())
              .put(cdn, World.latched(new CdnState.Draining(world.now, 5000, 0), 0.3, true));
    }
  }
}
