package dev.tidegate.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.model.Group;
import dev.tidegate.model.Reason;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When slowness alone is damage. */
class LatencyTest {
  private static final double CALM = 90;

  /** Long enough for a sixth of a point of answers 5xx to show. */
  private static final double LONG_CALM = 600;

  /** A world whose CDNs answer in 80, 60 and 70 ms, calm for {@value #CALM} s. */
  private static World calm(long seed) {
    World world = new World(seed, 2, 1);
    world.millis = (r, n, c, t) -> usual(c);
    world.run(CALM);
    assertThat(world.anyLatch()).as("seed %d", seed).isFalse();
    return world;
  }

  private static double usual(String cdn) {
    return switch (cdn) {
      case "a" -> 80;
      case "b" -> 60;
      default -> 70;
    };
  }

  private static void slower(World world, String cdn, double ratio) {
    world.millis = (r, n, c, t) -> usual(c) * (c.equals(cdn) && r.equals("r0") ? ratio : 1);
  }

  private static void quiet(World world, double seconds) {
    for (int i = 0; i < seconds; i++) {
      world.tick();
      assertThat(world.anyLatch()).as("%s s: %s", world.second, world.assessment).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aCdnThatBecomesMuchSlowerIsLeftMildlyAndAfterFifteenSeconds(long seed) {
    World world = calm(seed);
    slower(world, "a", 2);
    quiet(world, 15);
    while (!world.latched("r0", "a") && world.second < CALM + 60) {
      world.tick();
    }
    assertThat(world.second - CALM).as("seed %d", seed).isLessThanOrEqualTo(45);
    CdnHealth a = world.health("r0", "a");
    assertThat(a.reason()).containsInstanceOf(Reason.Latency.class);
    assertThat(a.damage().orElseThrow()).isBetween(0.01, 0.03);
    assertThat(a.sudden()).isFalse();
    assertThat(world.latched("r1", "a") || world.latched("r0", "b")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void itIsTakenBackBelowOneAndAQuarterOnly(long seed) {
    World world = calm(seed);
    slower(world, "a", 2);
    world.run(CALM + 60);
    assertThat(world.latched("r0", "a")).isTrue();
    slower(world, "a", 1.4);
    for (int i = 0; i < 400; i++) {
      world.tick();
      assertThat(world.latched("r0", "a")).as("seed %d at %s", seed, world.second).isTrue();
    }
    slower(world, "a", 1.05);
    double from = world.second;
    while (world.latched("r0", "a") && world.second < from + 300) {
      world.tick();
    }
    assertThat(world.second - from).as("seed %d", seed).isLessThan(200);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void whatIsSlowerByLessThanHalfIsNot(long seed) {
    World world = calm(seed);
    slower(world, "a", 1.38);
    quiet(world, 200);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void whatIsSlowerByLessThanThirtyMillisecondsIsNot(long seed) {
    World world = new World(seed, 2, 1);
    world.millis = (r, n, c, t) -> c.equals("a") && t > CALM ? 34 : 15;
    quiet(world, CALM + 200);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void allSlowerAlikeIsNobodysFault(long seed) {
    World world = calm(seed);
    world.millis = (r, n, c, t) -> 3 * usual(c);
    quiet(world, 200);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void aBusyCdnIsSlowForAnotherReason(long seed) {
    World world = calm(seed);
    TreeMap<String, Double> load = new TreeMap<>();
    load.put("a", 0.85);
    world.utilisation.put(Group.of("live", "r0"), load);
    slower(world, "a", 2);
    quiet(world, 200);
  }

  /** Beacons of one viewer in a hundred: each stands for many, but is one. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aHandfulOfSampledTimesIsNoSlowness(long seed) {
    World world = new World(seed, 2, 1);
    world.viewersPerCell = 2;
    world.weight = 100;
    world.stalls = 0;
    world.faults = (r, n, c, t) -> 0;
    world.millis = (r, n, c, t) -> usual(c);
    quiet(world, 2400);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void slowerByFourTenthsIsEnoughWhereAnswers5xxRise(long seed) {
    World world = new World(seed, 2, 1);
    world.viewersPerCell = 6000;
    world.answering5xx = true;
    world.millis = (r, n, c, t) -> usual(c);
    world.run(LONG_CALM);
    assertThat(world.anyLatch()).as("seed %d", seed).isFalse();
    slower(world, "a", 1.43);
    world.faults =
        (r, n, c, t) -> c.equals("a") && r.equals("r0") && t > LONG_CALM ? 0.0056 : 0.004;
    quiet(world, 15);
    while (!world.latched("r0", "a") && world.second < LONG_CALM + 75) {
      world.tick();
    }
    assertThat(world.health("r0", "a").reason())
        .as("seed %d", seed)
        .containsInstanceOf(Reason.Latency.class);
    assertThat(world.latched("r1", "a") || world.latched("r0", "b")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void slowerByFourTenthsIsNotEnoughWhereOtherFailuresRise(long seed) {
    World world = new World(seed, 2, 1);
    world.viewersPerCell = 6000;
    world.millis = (r, n, c, t) -> usual(c);
    world.run(LONG_CALM);
    slower(world, "a", 1.43);
    world.faults =
        (r, n, c, t) -> c.equals("a") && r.equals("r0") && t > LONG_CALM ? 0.0056 : 0.004;
    quiet(world, 75);
  }
}
