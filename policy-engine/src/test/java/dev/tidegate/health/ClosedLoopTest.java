package dev.tidegate.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.model.Group;
import dev.tidegate.model.Reason;
import dev.tidegate.telemetry.ProbeResult.Outcome;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Judgement in a loop with imitation viewers: how soon, how wide, and when not at all. */
class ClosedLoopTest {
  private static final double CALM = 120;

  private static World calm(long seed, int regions, int networks) {
    World world = new World(seed, regions, networks);
    world.run(CALM);
    assertThat(world.anyLatch()).as("seed %d: latch in calm", seed).isFalse();
    return world;
  }

  /** Seconds until {@code done}; fails after {@code most}. */
  private static double await(World world, double most, BooleanSupplier done) {
    double from = world.second;
    while (!done.getAsBoolean()) {
      assertThat(world.second - from).as("seconds waited %s", world.assessment).isLessThan(most);
      world.tick();
    }
    return world.second - from;
  }

  private static World.Faults bad(String cdn, double rate) {
    return (r, n, c, t) -> c.equals(cdn) && t > CALM ? rate : 0.004;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void hardOutageIsLeftWithinTwoSeconds(long seed) {
    World world = calm(seed, 3, 1);
    world.faults = bad("a", 1);
    world.prober = (c, t) -> c.equals("a") && t >= CALM ? Outcome.CONNECT : Outcome.OK;
    assertThat(await(world, 4, () -> world.latched("r0", "a"))).isLessThanOrEqualTo(3);
    CdnHealth a = world.health("r0", "a");
    assertThat(a.sudden()).isTrue();
    assertThat(a.damage().orElseThrow()).isEqualTo(1);
    assertThat(a.reason().orElseThrow()).isInstanceOf(Reason.Outage.class);
    assertThat(a.corroborated()).isTrue();
    assertThat(a.canariesAllowed()).isFalse();
    assertThat(world.latched("r0", "b") || world.latched("r0", "c")).isFalse();
  }

  /** Players leave a CDN that refuses them by themselves: of a small audience few tell of it. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void hardOutageOfASmallAudienceWhichFleesIsLeftWithinFiveSeconds(long seed) {
    World world = new World(seed, 1, 1);
    world.viewersPerCell = 66;
    world.run(CALM);
    assertThat(world.anyLatch()).as("seed %d: latch in calm", seed).isFalse();
    world.faults = bad("a", 1);
    world.prober = (c, t) -> c.equals("a") && t >= CALM ? Outcome.CONNECT : Outcome.OK;
    world.run(CALM + 3);
    world.shares.firstEntry().getValue().put("a", 0.02);
    await(world, 2, () -> world.latched("r0", "a"));
    assertThat(world.health("r0", "a").sudden()).isTrue();
    assertThat(world.latched("r0", "b") || world.latched("r0", "c")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void blackHoleIsLeftWithinTimeoutAndThreeSeconds(long seed) {
    World world = calm(seed, 3, 1);
    world.probeTimeout = 0.8;
    world.vanishing = (r, n, c, t) -> c.equals("a") && t > CALM ? 1 : 0;
    world.prober = (c, t) -> c.equals("a") && t >= CALM ? Outcome.TIMEOUT : Outcome.OK;
    assertThat(await(world, 6, () -> world.latched("r0", "a"))).isLessThanOrEqualTo(4);
  }

  /**
   * One of five probers has been blocked by it for minutes: what players said then is long past.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void blackHoleIsLeftAsSoonWhereOneVantageFailsAllTheTime(long seed) {
    World world = new World(seed, 3, 1);
    world.vantages = 5;
    world.blocking = (r, n, c, t) -> c.equals("a") && t > 60 ? 1 : 0;
    world.run(CALM + 200);
    assertThat(world.anyLatch()).as("seed %d: latch in calm", seed).isFalse();
    world.probeTimeout = 0.8;
    double from = world.second;
    world.vanishing = (r, n, c, t) -> c.equals("a") && t > from ? 1 : 0;
    world.prober = (c, t) -> c.equals("a") && t >= from ? Outcome.TIMEOUT : Outcome.OK;
    assertThat(await(world, 6, () -> world.latched("r0", "a"))).isLessThanOrEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void returnsThoughOneVantageFailsAllTheTime(long seed) {
    World world = new World(seed, 2, 1);
    world.vantages = 5;
    world.blocking = (r, n, c, t) -> c.equals("a") && t > 60 ? 1 : 0;
    world.run(CALM);
    double end = CALM + 90;
    world.faults = (r, n, c, t) -> c.equals("a") && t > CALM && t < end ? 0.4 : 0.004;
    await(world, 18, () -> world.latched("r0", "a"));
    await(world, 200, () -> !world.anyLatch());
    assertThat(world.second).isGreaterThan(end - 1);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void brownoutEverywhereIsLeftWithinEighteenSeconds(long seed) {
    World world = calm(seed, 3, 2);
    world.faults = bad("a", 0.054);
    await(world, 18, () -> world.latched("r0", "a") && world.latched("r2", "a"));
    assertThat(world.verdict("r0")).isInstanceOf(Verdict.Cdn.class);
    assertThat(world.latched("r1", "b") || world.latched("r1", "c")).isFalse();
  }

  /** By its own scatter it would make everybody's rates look as uncertain as its own. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void oneSessionThatClaimsTenThousandFailuresHidesNoBrownout(long seed) {
    World world = new World(seed, 3, 2);
    world.boasting =
        (r, n, c, t) -> r.equals("r2") && n.equals("n1") && c.equals("b") && t > 60 ? 10_000 : 0;
    world.run(CALM);
    assertThat(world.anyLatch()).as("seed %d: latch in calm", seed).isFalse();
    world.faults = bad("a", 0.054);
    await(world, 30, () -> world.latched("r0", "a") && world.latched("r2", "a"));
    assertThat(world.latched("r0", "b") || world.latched("r0", "c")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void regionalFaultStaysRegional(long seed) {
    World world = calm(seed, 3, 2);
    world.faults = (r, n, c, t) -> r.equals("r1") && c.equals("a") && t > CALM ? 0.8 : 0.004;
    await(world, 10, () -> world.latched("r1", "a"));
    assertThat(world.verdict("r1")).isEqualTo(new Verdict.Cdn("a", "r1"));
    for (int i = 0; i < 120; i++) {
      world.tick();
      assertThat(world.latched("r0", "a") || world.latched("r2", "a")).isFalse();
    }
  }

  /** Younger than any certainty about the quiet region's own past, and where nobody watches too. */
  @Test
  void regionalFaultOfTheCrowdedRegionStaysThereBeforePastsAreOld() {
    for (long seed = 1; seed <= 30; seed++) {
      for (int calm : new int[] {25, 36, 50}) {
        World world = new World(seed, 3, 1);
        world.viewersPerCell = 133;
        world.crowd.put("r1", 0.25);
        world.crowd.put("r2", 0.0);
        world.run(calm);
        world.faults = (r, n, c, t) -> r.equals("r0") && c.equals("a") && t > calm ? 0.3 : 0.004;
        await(world, 15, () -> world.latched("r0", "a"));
        for (int i = 0; i < 30; i++) {
          world.tick();
          assertThat(world.latched("r1", "a") || world.latched("r2", "a"))
              .as("seed %d, %d s of calm, %s s into the fault", seed, calm, world.second - calm)
              .isFalse();
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void networkFaultStaysInTheNetwork(long seed) {
    World world = calm(seed, 2, 3);
    world.faults =
        (r, n, c, t) -> r.equals("r1") && n.equals("n2") && c.equals("a") && t > CALM ? 0.2 : 0.004;
    Group group = Group.of("live", "r1", "n2");
    await(
        world,
        20,
        () -> {
          GroupHealth there = world.assessment.groups().get(group);
          return there != null && there.of("a").state().latched();
        });
    assertThat(world.verdict("r1")).isEqualTo(new Verdict.Cdn("a", "r1~n2"));
    for (int i = 0; i < 60; i++) {
      world.tick();
      assertThat(world.latched("r0", "a") || world.latched("r1", "a")).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void networkWideFaultMovesNothing(long seed) {
    World world = calm(seed, 3, 2);
    world.faults = (r, n, c, t) -> n.equals("n1") && t > CALM ? 0.154 : 0.004;
    quiet(world, 300);
    assertThat(world.verdict("r0")).isEqualTo(new Verdict.Isp("n1"));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void originFailureMovesNothing(long seed) {
    World world = calm(seed, 3, 2);
    world.faults = (r, n, c, t) -> t > CALM && t < CALM + 300 ? 0.304 : 0.004;
    quiet(world, 60);
    assertThat(world.verdict("r0")).isEqualTo(new Verdict.Origin());
    quiet(world, 600);
    assertThat(world.verdict("r0")).isEqualTo(new Verdict.None());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void originFailureMovesNothingWhereNobodyWatches(long seed) {
    World world = new World(seed, 3, 1);
    world.crowd.put("r2", 0.0);
    world.run(CALM);
    SplittableRandom luck = new SplittableRandom(seed);
    world.faults = (r, n, c, t) -> t > CALM ? 0.304 : 0.004;
    world.prober = (c, t) -> t > CALM && luck.nextDouble() < 0.3 ? Outcome.STATUS : Outcome.OK;
    quiet(world, 300);
  }

  @Test
  void lyingProberMovesNothing() {
    World world = calm(7, 3, 1);
    world.prober = (c, t) -> c.equals("a") && t >= CALM ? Outcome.STATUS : Outcome.OK;
    quiet(world, 300);
    assertThat(world.verdict("r0")).isInstanceOf(Verdict.Telemetry.class);
  }

  @Test
  void allProbesFailingMoveNothing() {
    World world = calm(8, 3, 1);
    world.prober = (c, t) -> t >= CALM ? Outcome.CONNECT : Outcome.OK;
    quiet(world, 120);
    World silent = new World(9, 2, 1);
    silent.beacons = false;
    silent.prober = (c, t) -> t >= 30 ? Outcome.CONNECT : Outcome.OK;
    quiet(silent, 120);
  }

  @Test
  void probesAloneDecideWhereThereAreNoBeacons() {
    World world = new World(10, 2, 1);
    world.beacons = false;
    world.polls = false;
    world.run(30);
    world.prober = (c, t) -> c.equals("b") && t >= 30 ? Outcome.CONNECT : Outcome.OK;
    assertThat(await(world, 6, () -> world.latched("r0", "b"))).isBetween(2.0, 4.0);
    world.prober = (c, t) -> Outcome.OK;
    await(world, 100, () -> !world.latched("r0", "b"));
  }

  @Test
  void probesThatFailWhileAllBeaconsAreLateMoveNobody() {
    World world = new World(12, 3, 1);
    world.expecting = true;
    world.crowd.put("r2", 0.0);
    world.run(CALM);
    world.beacons = false;
    world.prober = (c, t) -> c.equals("b") && t < CALM + 8 ? Outcome.TIMEOUT : Outcome.OK;
    quiet(world, 8);
    world.beacons = true;
    quiet(world, 120);
  }

  @Test
  void probesDecideAgainWhereBeaconsStayAway() {
    World world = new World(13, 3, 1);
    world.expecting = true;
    world.crowd.put("r2", 0.0);
    world.run(CALM);
    world.beacons = false;
    world.prober = (c, t) -> c.equals("b") && t > CALM ? Outcome.TIMEOUT : Outcome.OK;
    await(world, 30, () -> world.latched("r0", "b") && world.latched("r2", "b"));
    assertThat(world.latched("r0", "a") || world.latched("r0", "c")).isFalse();
  }

  @Test
  void nothingHeardIsUnknown() {
    World world = new World(11, 1, 1);
    world.beacons = false;
    world.polls = false;
    world.probes = false;
    world.run(5);
    assertThat(world.health("r0", "a").state()).isEqualTo(new CdnState.Unknown());
    assertThat(world.health("r0", "a").damage()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void returnsAfterAFaultAndStays(long seed) {
    World world = calm(seed, 2, 1);
    double end = CALM + 90;
    world.faults = (r, n, c, t) -> c.equals("a") && t > CALM && t < end ? 0.4 : 0.004;
    await(world, 18, () -> world.latched("r0", "a"));
    await(world, 200, () -> !world.anyLatch());
    assertThat(world.second).isGreaterThan(end - 1);
    for (int i = 0; i < 500; i++) {
      world.tick();
      assertThat(world.anyLatch())
          .as("latched again at %s %s", world.second, world.assessment)
          .isFalse();
    }
    assertThat(world.health("r0", "a").state()).isEqualTo(new CdnState.Healthy());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void chronicDifferencesAndTheDayMoveNothing(long seed) {
    World world = new World(seed, 3, 2);
    world.faults =
        (r, n, c, t) -> {
          double day = 0.004 * (1.5 + Math.sin(t / 600));
          double worse = c.equals("a") && n.equals("n1") ? 0.015 : 0;
          double prime = t > 1800 && t < 3000 ? 2 * worse : worse;
          return day * (c.equals("b") ? 1.25 : 1) + prime;
        };
    quiet(world, 3600);
  }

  /** While a CDN is the last one there is nobody to be worse than, and nothing to unlearn. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void whoIsKnownToBeWorseIsNoFaultWhenThePeersReturn(long seed) {
    World world = new World(seed, 1, 1);
    world.faults = (r, n, c, t) -> usuallyWorse(c, t > 900 && t < 2700);
    world.run(900);
    assertThat(world.anyLatch()).as("seed %d: latch in calm", seed).isFalse();
    world.run(2700);
    assertThat(world.latched("r0", "b") && world.latched("r0", "c")).isTrue();
    assertThat(world.latched("r0", "a")).isFalse();
    for (int i = 0; i < 1800; i++) {
      world.tick();
      assertThat(world.latched("r0", "a")).as("%s %s", world.second, world.assessment).isFalse();
    }
    assertThat(world.anyLatch()).isFalse();
  }

  private static double usuallyWorse(String cdn, boolean others) {
    return cdn.equals("a") ? 0.016 : others ? 0.4 : 0.004;
  }

  /** What the others did a quarter of an hour ago says nothing of now. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void whoHasBeenAloneForLongIsNotJudgedByWhatOthersDidBefore(long seed) {
    World world = new World(seed, 1, 1);
    world.viewersPerCell = 1200;
    world.run(CALM);
    world.following = false;
    world.shares.firstEntry().getValue().putAll(Map.of("a", 1.0, "b", 0.0, "c", 0.0));
    world.run(CALM + 1200);
    assertThat(world.health("r0", "b").samples().orElse(0)).isLessThan(1);
    world.faults = (r, n, c, t) -> 0.007;
    quiet(world, 45);
  }

  private static void quiet(World world, double seconds) {
    double until = world.second + seconds;
    while (world.second < until) {
      world.tick();
      assertThat(world.anyLatch()).as("latch at %s: %s", world.second, world.assessment).isFalse();
    }
  }
}
