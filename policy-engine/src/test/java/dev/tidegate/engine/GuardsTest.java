package dev.tidegate.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tidegate.health.CdnState;
import dev.tidegate.model.Capacity;
import dev.tidegate.model.Group;
import dev.tidegate.model.Mode;
import dev.tidegate.model.OperatorOverride;
import dev.tidegate.model.Policy;
import dev.tidegate.shift.Buckets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What holds moves back, or takes them back, one guard at a time. */
class GuardsTest {
  private static final double VIEWERS = 100_000;
  private static final double EACH_POINT = VIEWERS / 10_000;

  private World world = new World(Map.of("cdn-a", 50.0, "cdn-b", 30.0, "cdn-c", 20.0));

  private void roomy() {
    world.capacity.putAll(Map.of("cdn-a", 200_000.0, "cdn-b", 200_000.0, "cdn-c", 200_000.0));
  }

  @Test
  void whatRisingDemandOverfillsGoesBackToAMildlyDamagedCdn() {
    World rising = new World(Map.of("cdn-a", 40.0, "cdn-b", 30.0, "cdn-c", 20.0, "cdn-d", 10.0));
    rising.capacity.putAll(
        Map.of("cdn-a", 36_800.0, "cdn-b", 25_800.0, "cdn-c", 21_300.0, "cdn-d", 16_100.0));
    rising.viewers.put("west", 76_000.0);
    rising.begin().steps(3).latch("cdn-a", 0.05);
    for (int i = 0; i <= 300; i++) {
      rising.viewers.put("west", 76_000.0 + 20_000.0 / 300 * i);
      rising.step();
      double viewers = rising.viewers.getOrDefault("west", 0.0) / 10_000;
      for (String receiver : List.of("cdn-b", "cdn-c", "cdn-d")) {
        double load =
            rising.weight(receiver) * viewers / rising.capacity.getOrDefault(receiver, 1.0);
        assertThat(load).as("%s after %d s", receiver, i).isLessThanOrEqualTo(0.975);
      }
    }
  }

  private void healthy(String cdn, boolean arrivalsWorse) {
    world.believe(cdn, World.health(new CdnState.Healthy(), 0, false, false, 1, arrivalsWorse));
  }

  @Test
  void joinRateHoldsEvenAgainstADeadCdn() {
    roomy();
    world.joinRate.putAll(Map.of("cdn-b", 500.0, "cdn-c", 300.0));
    world.begin().steps(3).latch("cdn-a", 1);
    List<Integer> b = new ArrayList<>();
    List<Integer> c = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      b.add(world.weight("cdn-b"));
      c.add(world.weight("cdn-c"));
      world.step();
    }
    for (int i = 9; i < 100; i++) {
      // What was moved asks within the TTL of what it was told: 10 s before the fault, then 5 s.
      assertThat((b.get(i) - b.get(i - 9)) * EACH_POINT).as("b at %d", i).isLessThan(5_020);
      assertThat((c.get(i) - c.get(i - 9)) * EACH_POINT).as("c at %d", i).isLessThan(3_020);
    }
    assertThat(b.get(1) - b.get(0)).as("the first TTL's joins go at once").isGreaterThan(400);
    assertThat(world.weight("cdn-a")).as("it does get there").isLessThanOrEqualTo(100);
  }

  /** Answers hold for 5 s in an incident: whoever is moved then begins within these. */
  @Test
  void joinRateHoldsWhileAnswersHoldForLess() {
    roomy();
    world.capacity.put("cdn-d", 200_000.0);
    world.weights.put("cdn-d", 30.0);
    world.joinRate.putAll(Map.of("cdn-c", 1_000.0));
    world.begin().steps(3).latch("cdn-d", 1);
    double[] came = new double[400];
    int before = world.weight("cdn-c");
    for (int i = 0; i < 300; i++) {
      if (i == 150) {
        world.latch("cdn-a", 1);
      }
      int ttl = world.answer(World.WEST).ttlSeconds();
      world.step();
      int sent = Math.max(0, world.weight("cdn-c") - before);
      before = world.weight("cdn-c");
      for (int s = 1; s <= ttl; s++) {
        came[i + s] += sent * EACH_POINT / ttl;
      }
      assertThat(came[i + 1]).as("begin in second %d", i + 1).isLessThan(1_030);
    }
    assertThat(world.weight("cdn-a") + world.weight("cdn-d"))
        .as("they are left")
        .isLessThanOrEqualTo(200);
  }

  @Test
  void blastRadiusBoundsWhatMovesWithoutALatchOrAnOperator() {
    world.capacity.putAll(Map.of("cdn-a", 35_000.0, "cdn-b", 200_000.0, "cdn-c", 200_000.0));
    world.begin();
    for (int i = 0; i < 295; i++) {
      world.step();
      assertThat(world.weight("cdn-a")).as("after %d s", i).isGreaterThanOrEqualTo(3_990);
    }
    assertThat(world.weight("cdn-a")).isLessThan(4_100);
    world.steps(600);
    assertThat(world.weight("cdn-a")).as("it goes on in the next 5 min").isLessThan(3_500);
  }

  @Test
  void aCollapseUnderLoadIsRememberedAndForgottenSlowly() {
    world.capacity.putAll(Map.of("cdn-a", 60_000.0, "cdn-b", 200_000.0, "cdn-c", 200_000.0));
    world.begin().steps(3).latch("cdn-a", 0.3);
    world.step();
    double learned = 50_000 * 0.7 / 60_000;
    assertThat(part("pool-cdn-a")).isCloseTo(learned, within(0.001));
    world.steps(60);
    healthy("cdn-a", false);
    world.steps(59);
    assertThat(part("pool-cdn-a")).as("not within 60 s").isCloseTo(learned, within(0.001));
    world.steps(120);
    assertThat(part("pool-cdn-a"))
        .as("2 points each 30 s")
        .isBetween(learned + 0.059, learned + 0.101);
    world.steps(150);
    double may = part("pool-cdn-a") * 60_000 * 0.97 / EACH_POINT;
    assertThat((double) world.weight("cdn-a")).isBetween(1000.0, may);
  }

  @Test
  void whatAPoolTaughtIsTakenBackThoughItWasTaughtTwice() {
    world.regions.add("east");
    world.viewers.put("east", 50_000.0);
    world.capacity.putAll(Map.of("cdn-a", 100_000.0, "cdn-b", 200_000.0, "cdn-c", 200_000.0));
    world.begin().steps(3).latch("cdn-a", 0.05);
    world.steps(3);
    Group east = Group.of("live", "east");
    world
        .beliefs
        .computeIfAbsent(east, g -> new TreeMap<>())
        .put(
            "cdn-a",
            World.latched(new CdnState.Draining(world.now.plusSeconds(1), 5000, 0), 0.05, true));
    world.step();
    assertThat(part("pool-cdn-a")).isLessThan(0.9);
    world.order(new OperatorOverride.Floor("cdn-a", 2_500));
    world.steps(200);
    assertThat(part("pool-cdn-a")).as("as ill as ever with less than half of it").isEqualTo(1);
  }

  @Test
  void damageThatTheLoadOfABelievedCapacityDoesNotExplainRefutesIt() {
    assertThat(partBelieved(0.05)).as("at 0.93 load explains a seventh of 5 points").isEqualTo(1);
    assertThat(partBelieved(0.01)).as("and 0.7 of one point").isCloseTo(0.75, within(0.001));
  }

  /** The part of its contract that a CDN is believed to carry, held at 0.93 of what it taught. */
  private double partBelieved(double damage) {
    world = new World(Map.of("cdn-a", 50.0, "cdn-b", 30.0, "cdn-c", 20.0));
    world.capacity.putAll(Map.of("cdn-a", 60_000.0, "cdn-b", 200_000.0, "cdn-c", 200_000.0));
    world.begin().steps(3).latch("cdn-a", damage);
    world.step();
    world.order(new OperatorOverride.Floor("cdn-a", 4_185));
    world.steps(300);
    return part("pool-cdn-a");
  }

  @Test
  void anOutageSaysNothingOfCapacity() {
    world.capacity.putAll(Map.of("cdn-a", 60_000.0, "cdn-b", 200_000.0, "cdn-c", 200_000.0));
    world.begin().steps(3).latch("cdn-a", 1);
    world.steps(3);
    assertThat(part("pool-cdn-a")).isEqualTo(1);
  }

  private double part(String pool) {
    Learned learned = world.last.state().learned.get(pool);
    return learned == null ? 1 : learned.part();
  }

  @Test
  void coldCachesNeverTakeTheOriginDown() {
    double carries = 4_000;
    roomy();
    world.origin = Optional.of(new Capacity.Viewers(carries));
    world.begin().steps(3).latch("cdn-a", 1);
    double cold = 0;
    for (int i = 0; i < 400; i++) {
      int before = world.weight("cdn-a");
      world.step();
      cold = cold * StrictMath.pow(0.5, 1 / Origin.WARM_HALF_LIFE);
      cold += Math.max(0, before - world.weight("cdn-a")) * EACH_POINT;
      double asked = VIEWERS * Origin.WARM_MISS + cold * Origin.COLD_MISS;
      assertThat(asked).as("after %d s", i).isLessThan(carries * 1.01);
      assertThat(i > 0 || before - world.weight("cdn-a") > 1000).as("at once what fits").isTrue();
    }
    assertThat(world.weight("cdn-a")).as("it does get there").isLessThanOrEqualTo(100);
  }

  @Test
  void arrivalsThatFareWorseAreTakenBack() {
    roomy();
    world.begin().steps(3).latch("cdn-a", 0.1);
    var before = world.answer(World.WEST).table();
    world.steps(6);
    int received = world.weight("cdn-b");
    assertThat(received).isGreaterThan(4_000);
    healthy("cdn-b", true);
    int last = received;
    for (int i = 0; i < 60; i++) {
      world.step();
      assertThat(world.weight("cdn-b")).as("step %d", i).isLessThanOrEqualTo(last);
      last = world.weight("cdn-b");
    }
    assertThat(last).isBetween(2_980, 3_010);
    assertThat(world.decisions)
        .anyMatch(
            d -> d.rule() == Rule.ARRIVALS_WORSE && d.cdn().equals("cdn-b") && d.to() < d.from());
    assertThat(world.view("cdn-b").health().state().latched()).isFalse();
    var after = world.answer(World.WEST).table();
    int lost = 0;
    for (int bucket = 0; bucket < Buckets.COUNT; bucket++) {
      boolean own = before.owner(bucket).equals("cdn-b");
      lost += own && !after.owner(bucket).equals("cdn-b") ? 1 : 0;
    }
    assertThat(lost).as("those who were there before stay").isLessThan(20);
    healthy("cdn-b", false);
    world.steps(230);
    assertThat(world.weight("cdn-b")).as("nobody more for two arrivals' time").isEqualTo(last);
    world.steps(120);
    assertThat(world.weight("cdn-b")).as("then it is tried again").isGreaterThan(last);
  }

  @Test
  void heldLetsNothingRiseAndRelaxesBetweenFiveAndFifteenMinutes() {
    roomy();
    world.begin().steps(3).latch("cdn-c", 1);
    world.steps(3);
    healthy("cdn-c", false);
    int drained = world.weight("cdn-c");
    world.silent = true;
    world.silentSeconds = 20;
    for (int i = 0; i < 279; i++) {
      quietly();
      assertThat(world.weight("cdn-c")).as("%.0f s silent", world.silentSeconds).isEqualTo(drained);
    }
    assertThat(world.answer(World.WEST).mode()).isEqualTo(Mode.HELD);
    for (int i = 0; i < 301; i++) {
      quietly();
    }
    assertThat(world.weight("cdn-c")).as("half way after 10 min").isBetween(900, 1_150);
    for (int i = 0; i < 320; i++) {
      quietly();
    }
    assertThat(world.weight("cdn-c")).as("back after 15 min").isBetween(1_980, 2_000);
    assertThat(world.decisions).anyMatch(d -> d.rule() == Rule.HELD);
  }

  private void quietly() {
    world.silentSeconds++;
    world.step();
  }

  @Test
  void heldDrainsOnHardEvidenceAndKeepsLatches() {
    roomy();
    world.begin().steps(3).latch("cdn-a", 0.05);
    world.steps(2);
    int at = world.weight("cdn-a");
    world.silent = true;
    world.silentSeconds = 20;
    world.steps(30);
    assertThat(world.weight("cdn-a")).as("mild evidence waits").isEqualTo(at);
    world.latch("cdn-a", 1);
    world.step();
    assertThat(world.weight("cdn-a")).isLessThanOrEqualTo(100);
  }

  @Test
  void panicLetsTheTableStandAndSpillsWhatHasNoRoomToTheLeastDamaged() {
    world.capacity.putAll(Map.of("cdn-a", 30_000.0, "cdn-b", 200_000.0, "cdn-c", 200_000.0));
    world.begin();
    world.latch("cdn-a", 0.2);
    world.latch("cdn-b", 0.3);
    world.latch("cdn-c", 0.1);
    world.steps(90);
    assertThat(world.answer(World.WEST).mode()).isEqualTo(Mode.PANIC);
    assertThat(world.weight("cdn-b")).as("more damaged, has room").isBetween(2_999, 3_001);
    assertThat(world.weight("cdn-a")).as("over its capacity").isBetween(2_890, 2_930);
    assertThat(world.weight("cdn-c")).as("least damaged").isBetween(4_070, 4_110);
    assertThat(world.decisions).allMatch(d -> d.rule() == Rule.OVERLOAD);
  }

  @Test
  void aServicesNumbersAreItsOwn() {
    world.archive =
        Optional.of(
            new Policy(
                Map.of(
                    Policy.Key.UTILISATION, 0.2,
                    Policy.Key.UTILISATION_MAX, 0.3,
                    Policy.Key.RECEIVER_RAMP, 0.0001,
                    Policy.Key.UNKNOWN_RAMP_URGENT, 0.001)));
    world.capacity.put("cdn-b", 100_000.0);
    world.begin().steps(3).latch("cdn-a", 1);
    world.step();
    assertThat(world.weight("cdn-c")).as("unknown capacity: a tenth").isBetween(2_990, 3_010);
    world.steps(5);
    assertThat(world.weight("cdn-a")).isLessThanOrEqualTo(100);
    assertThat(world.weight("cdn-b")).as("above the other's 0.3").isGreaterThan(4_000);
  }

  @Test
  void onASharedPoolTheSmallerNumberHolds() {
    world.vod =
        Optional.of(
            new Policy(Map.of(Policy.Key.UTILISATION, 0.3, Policy.Key.UTILISATION_MAX, 0.4)));
    world.capacity.putAll(Map.of("cdn-a", 200_000.0, "cdn-b", 90_000.0, "cdn-c", 90_000.0));
    world.begin().steps(3).latch("cdn-a", 1);
    for (int i = 0; i < 60; i++) {
      world.step();
      assertThat(world.weight("cdn-b")).isLessThanOrEqualTo(3_605);
      assertThat(world.weight("cdn-c")).isLessThanOrEqualTo(3_605);
    }
    assertThat(world.weight("cdn-b") + world.weight("cdn-c")).isGreaterThan(7_000);
  }
}
