package dev.tidegate.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.model.Group;
import dev.tidegate.telemetry.ProbeResult.Outcome;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * Laws of chronic differences:
 *
 * <ol>
 *   <li>Who is worse than its peers by 2.5 points on one network gives up its share there, by and
 *       by, down to a hundredth; nothing is latched, and nothing is given up elsewhere.
 *   <li>Less than that moves nobody, however long it lasts.
 *   <li>Where all are bad together nobody is worse.
 *   <li>Who is level again gets its share back at the same pace; the network has a table of its own
 *       until then.
 *   <li>What was given up is known again from a save.
 *   <li>While another CDN is latched nothing changes.
 * </ol>
 */
class PreferenceTest {
  private static final Group NETWORK = Group.of("live", "r0", "n1");
  private static final Group REGION = Group.of("live", "r0");

  private static World worse(long seed, double by) {
    World world = new World(seed, 1, 2);
    world.faults = (r, n, c, t) -> 0.004 + (n.equals("n1") && c.equals("a") ? by : 0);
    return world;
  }

  private static Map<String, Double> keeps(World world, Group group) {
    GroupHealth there = world.assessment.groups().get(group);
    return there == null ? Map.of() : there.keeps();
  }

  private static void assertNobodyGivesUp(World world, double until) {
    while (world.second < until) {
      world.tick();
      assertThat(world.assessment.groups().get(NETWORK)).as("at %s", world.second).isNull();
    }
  }

  @Test
  void _1_whoIsChronicallyWorseGivesUpItsShareByAndBy() {
    for (long seed = 1; seed <= 4; seed++) {
      World world = worse(seed, 0.025);
      double before = 1;
      while (world.second < 1_000) {
        world.tick();
        double now = keeps(world, NETWORK).getOrDefault("a", 1.0);
        assertThat(now).as("seed %d at %s", seed, world.second).isBetween(before / 2, before);
        assertThat(world.anyLatch()).as("seed %d at %s", seed, world.second).isFalse();
        before = now;
        if (world.second < 300) {
          assertThat(now).as("seed %d at %s: too early to say", seed, world.second).isEqualTo(1);
        }
      }
      assertThat(keeps(world, NETWORK)).as("seed %d", seed).isEqualTo(Map.of("a", 0.01));
      assertThat(keeps(world, REGION)).as("seed %d", seed).isEmpty();
      assertThat(world.assessment.groups().get(Group.of("live", "r0", "n0"))).isNull();
    }
  }

  @Test
  void _2_lessMovesNobody() {
    World world = worse(5, 0.012);
    assertNobodyGivesUp(world, 3_600);
  }

  @Test
  void _3_whereAllAreBadTogetherNobodyIsWorse() {
    World world = worse(6, 0);
    world.run(400);
    world.faults = (r, n, c, t) -> n.equals("n1") ? 0.15 : 0.004;
    assertNobodyGivesUp(world, 1_300);
  }

  @Test
  void _4_whoIsLevelAgainGetsItsShareBack() {
    World world = worse(8, 0.025);
    world.run(1_000);
    assertThat(keeps(world, NETWORK)).isEqualTo(Map.of("a", 0.01));
    world.faults = (r, n, c, t) -> 0.004;
    double before = 0.01;
    while (world.assessment.groups().containsKey(NETWORK) && world.second < 9_000) {
      world.tick();
      double now = keeps(world, NETWORK).getOrDefault("a", 1.0);
      assertThat(now).as("at %s", world.second).isBetween(before, Math.min(1, 2 * before));
      before = now;
    }
    assertThat(before).as("at %s", world.second).isEqualTo(1);
    assertThat(world.second).isBetween(1_600.0, 8_999.0);
  }

  @Test
  void _5_whatWasGivenUpIsKnownAgain() {
    World world = worse(9, 0.025);
    world.run(400);
    Assessor again = Assessor.restore(world.assessor.save(), world.setup, world.now());
    GroupHealth known =
        Objects.requireNonNull(again.assess(world.last(), world.now()).groups().get(NETWORK));
    assertThat(known.keeps()).isNotEmpty().isEqualTo(keeps(world, NETWORK));
  }

  @Test
  void _6_whileAnotherIsLatchedNothingChanges() {
    World world = worse(10, 0.025);
    world.run(430);
    World.Faults before = world.faults;
    world.faults = (r, n, c, t) -> c.equals("b") ? 1 : before.failing(r, n, c, t);
    world.prober = (c, t) -> c.equals("b") ? Outcome.CONNECT : Outcome.OK;
    while (!world.latched("r0", "b")) {
      world.tick();
      assertThat(world.second).isLessThan(440);
    }
    Map<String, Double> then = keeps(world, NETWORK);
    assertThat(then).containsKey("a");
    while (world.second < 700) {
      world.tick();
      assertThat(keeps(world, NETWORK)).as("at %s", world.second).isEqualTo(then);
    }
  }
}
