package dev.tidegate.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.telemetry.CellDigest;
import dev.tidegate.telemetry.ProbeResult;
import dev.tidegate.telemetry.ProbeResult.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What must be true of judgement whatever the numbers. */
class LawsTest {
  private static final double PAST = 150;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void scalingAllCdnsInAPlaceOpensNoLatch(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    TreeMap<String, Double> usual = new TreeMap<>();
    TreeMap<String, Double> scale = new TreeMap<>();
    World world = new World(seed, 2, 2);
    world.faults =
        (r, n, c, t) -> {
          double base =
              usual.computeIfAbsent(r + n + c, k -> 0.004 * random.nextDouble(0.75, 1.25));
          double by =
              scale.computeIfAbsent(r + n, k -> StrictMath.pow(10, random.nextDouble(-1, 1)));
          return t > PAST ? base * by : base;
        };
    quiet(world, PAST + 200, seed);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void aFaultOnAllCdnsLatchesNothing(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double rate = random.nextDouble(0.01, 1);
    double from = random.nextDouble(1, 200);
    World world = new World(seed, 2, 2);
    world.faults = (r, n, c, t) -> t > from && t < from + 100 ? rate : 0.004;
    world.prober = (c, t) -> t > from && rate > 0.5 ? Outcome.STATUS : Outcome.OK;
    quiet(world, from + 200, seed);
  }

  private static void quiet(World world, double until, long seed) {
    while (world.second < until) {
      world.tick();
      assertThat(world.anyLatch())
          .as("seed %d: latch at %s: %s", seed, world.second, world.assessment)
          .isFalse();
    }
  }

  private static World faulty(long seed) {
    World world = new World(seed, 2, 2);
    world.viewersPerCell = 120;
    world.expecting = true;
    world.faults = (r, n, c, t) -> c.equals("b") && t > 60 && t < 90 ? 0.3 : 0.004;
    world.prober = (c, t) -> c.equals("c") && t > 100 ? Outcome.TLS : Outcome.OK;
    return world;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void orderAndDivisionOfInputsAreIrrelevant(long seed) {
    Random order = new Random(seed);
    World world = faulty(seed);
    Assessor other = Assessor.fresh();
    Assessor divided = Assessor.fresh();
    boolean latched = false;
    for (int i = 0; i < 250; i++) {
      Assessment first = world.tick();
      Signals given = world.last();
      assertThat(other.assess(shuffled(given, order), world.now()))
          .as("seed %d, second %s", seed, world.second)
          .isEqualTo(first);
      assertThat(divided.assess(doubled(given), world.now()))
          .as("seed %d, second %s", seed, world.second)
          .isEqualTo(first);
      latched |= world.anyLatch();
    }
    assertThat(latched).isTrue();
    assertThat(other.save()).as("seed %d", seed).isEqualTo(world.assessor.save());
    assertThat(divided.save()).as("seed %d", seed).isEqualTo(world.assessor.save());
  }

  private static Signals shuffled(Signals of, Random order) {
    List<CellDigest> digests = new ArrayList<>(of.digests());
    List<ProbeResult> probes = new ArrayList<>(of.probes());
    Collections.shuffle(digests, order);
    Collections.shuffle(probes, order);
    return with(of, digests, probes);
  }

  /** Each digest in two parts, as from two nodes. */
  private static Signals doubled(Signals of) {
    List<CellDigest> parts = new ArrayList<>();
    for (CellDigest digest : of.digests()) {
      parts.add(
          new CellDigest(
              digest.cell(),
              digest.arrivals(),
              digest.arrivals(),
              new dev.tidegate.telemetry.LatencyHistogram()));
      parts.addFirst(digest);
    }
    return with(of, parts, of.probes());
  }

  private static Signals with(Signals of, List<CellDigest> digests, List<ProbeResult> probes) {
    return new Signals(
        of.setup(), digests, probes, of.viewers(), of.witnesses(), of.weights(), of.utilisation());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void whatIsSavedIsRestored(long seed) {
    World world = faulty(seed);
    for (double at : List.of(30.0, 75.0, 140.0, 260.0)) {
      world.run(at);
      byte[] saved = world.assessor.save();
      Assessor restored = Assessor.restore(saved, world.setup, world.now());
      assertThat(restored.save()).as("seed %d at %s", seed, at).isEqualTo(saved);
      Assessment after = restored.assess(empty(world), world.now().plusMillis(10));
      world.assessment.groups().keySet().stream()
          .filter(g -> g.network().isEmpty())
          .forEach(
              g ->
                  World.CDNS.forEach(
                      c -> {
                        CdnState was = state(world.assessment, g, c);
                        boolean suspect = was instanceof CdnState.Suspect;
                        assertThat(state(after, g, c))
                            .as("seed %d at %s, %s in %s", seed, at, c, g)
                            .isEqualTo(suspect ? new CdnState.Healthy() : was);
                      }));
      int cells = 2 * 2 * 3;
      assertThat(saved.length / cells).isLessThan(200);
    }
  }

  private static CdnState state(Assessment of, dev.tidegate.model.Group group, String cdn) {
    GroupHealth health = of.groups().get(group);
    return health == null ? new CdnState.Unknown() : health.of(cdn).state();
  }

  private static Signals empty(World world) {
    Signals last = world.last();
    return with(last, List.of(), List.of());
  }

  @Test
  void garbageRestoresToNothing() {
    World world = faulty(1);
    world.run(80);
    byte[] saved = world.assessor.save();
    byte[] nothing = Assessor.fresh().save();
    Random random = new Random(1);
    assertThat(Assessor.restore(new byte[0], world.setup, world.now()).save()).isEqualTo(nothing);
    for (int i = 0; i < 200; i++) {
      byte[] bad = saved.clone();
      bad[random.nextInt(bad.length)] ^= 0x55;
      assertThat(Assessor.restore(bad, world.setup, world.now()).save()).isEqualTo(nothing);
    }
  }

  @Test
  void whatIsNoLongerConfiguredIsLeftOut() {
    World large = faulty(1);
    large.run(80);
    World small = new World(1, 1, 2);
    Assessor restored = Assessor.restore(large.assessor.save(), small.setup, large.now());
    Assessment after =
        restored.assess(with(large.last(), List.of(), List.of()), large.now().plusMillis(5));
    assertThat(after.groups()).isNotEmpty();
    assertThat(Assessor.restore(restored.save(), small.setup, large.now()).save()).isNotEmpty();
  }

  @Test
  void theLengthOfStepsHardlyMatters() {
    World world = faulty(3);
    Assessor often = Assessor.fresh();
    int differences = 0;
    for (int i = 0; i < 200; i++) {
      Assessment first = world.tick();
      for (int part = 9; part > 0; part--) {
        often.assess(empty(world), world.now().minusMillis(100L * part));
      }
      Assessment second = often.assess(world.last(), world.now());
      for (String c : World.CDNS) {
        dev.tidegate.model.Group group = dev.tidegate.model.Group.of("live", "r0");
        differences += state(first, group, c).wire().equals(state(second, group, c).wire()) ? 0 : 1;
      }
    }
    assertThat(differences).isLessThan(12);
  }
}
