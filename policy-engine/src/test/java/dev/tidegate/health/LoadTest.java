package dev.tidegate.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tidegate.model.Group;
import dev.tidegate.model.Policy;
import dev.tidegate.telemetry.ProbeResult.Outcome;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a CDN's known load explains is not laid to it: not as a flag, not as sudden, not as dead.
 */
class LoadTest {
  /** What fails at 1.2 of capacity: congestion collapse takes 5 % of the goodput. */
  private static final double AT_1_2 = 1 - 0.95 / 1.2 + 0.02;

  private static World full(long seed, double utilisation, double failing) {
    World world = new World(seed, 2, 1);
    world.expecting = true;
    world.run(900);
    load(world, utilisation);
    world.faults = (r, n, c, t) -> c.equals("a") ? failing : 0.004;
    return world;
  }

  private static void load(World world, double utilisation) {
    for (String region : world.regions) {
      TreeMap<String, Double> here = new TreeMap<>();
      here.put("a", utilisation);
      world.utilisation.put(Group.of("live", region), here);
    }
  }

  private static void quiet(World world, double seconds) {
    double until = world.second + seconds;
    while (world.second < until) {
      world.tick();
      assertThat(world.anyLatch()).as("after %f s", world.second).isFalse();
    }
  }

  @Test
  void moreLoadNeverExplainsLess() {
    double before = 0;
    for (double rho = 0; rho < 6; rho += 0.01) {
      double explains = Fullness.explains(Policy.STANDARD, rho);
      assertThat(explains).as("at %f", rho).isBetween(before, 1.0);
      before = explains;
    }
    assertThat(Fullness.explains(Policy.STANDARD, 0.85)).isZero();
    assertThat(Fullness.explains(Policy.STANDARD, 1)).isCloseTo(0.025, within(1e-12));
    assertThat(Fullness.explains(Policy.STANDARD, 1.2)).isGreaterThan(AT_1_2);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void whoIsKnownToBeOverrunIsNotBlamedForIt(long seed) {
    quiet(full(seed, 1.2, AT_1_2), 120);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void norWhenProbesMeetItToo(long seed) {
    World world = full(seed, 1.2, AT_1_2);
    world.prober = (c, t) -> c.equals("a") && t > 920 ? Outcome.TIMEOUT : Outcome.OK;
    quiet(world, 60);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void norOnceItsLoadIsGone(long seed) {
    World world = full(seed, 1.2, AT_1_2);
    quiet(world, 60);
    load(world, 0.8);
    world.faults = (r, n, c, t) -> 0.004;
    quiet(world, 120);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void whatIsBeyondItIsDamageButNotSudden(long seed) {
    World world = full(seed, 1.2, AT_1_2 + 0.15);
    world.run(world.second + 30);
    assertThat(world.latched("r0", "a")).isTrue();
    assertThat(world.health("r0", "a").sudden()).isFalse();
    assertThat(world.health("r0", "a").peakDamage()).isBetween(0.02, 0.18);
    assertThat(world.health("r0", "a").damage().orElse(1)).isLessThan(0.18);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void whoIsDeadIsLeftAtOnceHoweverFull(long seed) {
    World world = full(seed, 1.2, AT_1_2);
    world.run(world.second + 60);
    world.faults = (r, n, c, t) -> c.equals("a") ? 1 : 0.004;
    world.prober = (c, t) -> c.equals("a") && t > 960 ? Outcome.TIMEOUT : Outcome.OK;
    world.run(world.second + 4);
    assertThat(world.latched("r0", "a")).isTrue();
    assertThat(world.health("r0", "a").sudden()).isTrue();
    assertThat(world.health("r0", "a").peakDamage()).isGreaterThan(0.5);
  }
}
