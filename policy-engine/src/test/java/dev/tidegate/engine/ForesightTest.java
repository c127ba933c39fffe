package dev.tidegate.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tidegate.model.Audience;
import dev.tidegate.model.Group;
import dev.tidegate.model.Policy;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Announced audiences, and what is given up when there is no room. */
class ForesightTest {
  private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");
  private static final Group WEST = Group.of("live", "west");
  private static final Group EAST = Group.of("live", "east");

  @Test
  void anAudienceGoesInStraightLinesBetweenItsPoints() {
    Audience audience = audience(Optional.of("west"), 100, 300);
    assertThat(audience.expected(START.minusSeconds(1))).isEmpty();
    assertThat(audience.expected(START)).hasValue(100);
    assertThat(audience.expected(START.plusSeconds(30))).hasValue(200);
    assertThat(audience.expected(START.plusSeconds(99))).hasValue(300);
    assertThat(audience.expected(START.plusSeconds(600))).isEmpty();
    assertThat(audience.most(START.minusSeconds(50), START.plusSeconds(15))).hasValue(150);
    assertThat(audience.most(START.minusSeconds(50), START.minusSeconds(15))).isEmpty();
  }

  @Test
  void anAudienceOfAllRegionsIsTheirsInProportion() {
    Map<Group, Double> watching = new TreeMap<>(Map.of(WEST, 300.0, EAST, 100.0));
    Audience all = audience(Optional.empty(), 800, 800);
    var groups = new TreeSet<>(watching.keySet());
    assertThat(
            Scheduled.viewers(
                List.of(all),
                WEST,
                groups,
                g -> watching.getOrDefault(g, 0.0),
                START,
                START.plusSeconds(30)))
        .hasValue(600);
    assertThat(
            Scheduled.viewers(
                List.of(audience(Optional.of("east"), 900, 900)),
                WEST,
                groups,
                g -> watching.getOrDefault(g, 0.0),
                START,
                START.plusSeconds(30)))
        .isEmpty();
  }

  @Test
  void roomIsMadeBeforeAnAnnouncedAudienceComes() {
    World world = new World(Map.of("cdn-a", 60.0, "cdn-b", 40.0));
    world.capacity.putAll(Map.of("cdn-a", 90_000.0, "cdn-b", 200_000.0));
    world.audiences =
        List.of(
            new Audience(
                Optional.of("live"),
                Optional.empty(),
                World.START,
                World.START.plusSeconds(3600),
                List.of(new Audience.Point(World.START, 180_000))));
    world.begin().steps(90);
    assertThat(world.weight("cdn-a")).isLessThan(5450);
  }

  /** Of a ramp that lasts, what comes until a move takes effect is reserved, not three quarters. */
  @Test
  void theForecastOfARampIsWhatWillBeThere() {
    World world = new World(Map.of("cdn-a", 60.0, "cdn-b", 40.0));
    world.begin();
    double each = 500;
    for (int i = 1; i <= 400; i++) {
      world.viewers.put("west", 100_000 + each * i);
      world.step();
    }
    double seen = world.viewers.getOrDefault("west", 0.0);
    Census census = Census.of(world.last.state().grid(), world.inputs().viewers());
    GroupState group = world.last.state().groups.get(WEST);
    assertThat(group).isNotNull();
    double asked =
        census
            .demand(group, world.setup().services().values().iterator().next(), 30, none())
            .viewers();
    assertThat(asked).isCloseTo(seen + 30 * each, within(each * 2));
  }

  private static OptionalDouble none() {
    return OptionalDouble.empty();
  }

  @Test
  void rungsArePulledOneByOneAndTakenBackWhenThereIsRoomWithout() {
    World world = new World(Map.of("cdn-a", 1.0));
    GroupState group = world.last.state().groups.get(World.WEST);
    assertThat(group).isNotNull();
    int pulled = 0;
    for (int second = 0; second < 200; second++) {
      pulled = step(group, second, 0.2, 0.97, 5e6);
      assertThat(pulled).as("second %d", second).isEqualTo(second < 3 ? 0 : second < 48 ? 1 : 2);
    }
    for (int second = 200; second < 600; second++) {
      pulled = step(group, second, 0, 0.8, 3e6);
      assertThat(pulled).as("no room at full bit rates").isEqualTo(2);
    }
    for (int second = 600; second < 1000; second++) {
      pulled = step(group, second, 0, 0.4, 3e6);
    }
    assertThat(pulled).isZero();
  }

  private static int step(
      GroupState group, int second, double shortage, double fullness, double bits) {
    group.givenUp =
        Ladder.step(group, Policy.STANDARD, 2, shortage, fullness, bits, START.plusSeconds(second));
    return group.givenUp;
  }

  private static Audience audience(Optional<String> region, double from, double to) {
    return new Audience(
        Optional.of("live"),
        region,
        START,
        START.plusSeconds(600),
        List.of(new Audience.Point(START, from), new Audience.Point(START.plusSeconds(60), to)));
  }
}
