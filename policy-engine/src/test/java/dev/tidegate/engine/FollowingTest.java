package dev.tidegate.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tidegate.engine.Situation.Follow;
import dev.tidegate.model.Group;
import dev.tidegate.model.Service;
import dev.tidegate.model.Weights;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Viewers who follow with the lag of DNS are no alarm; those who stay are, and move nobody. */
class FollowingTest {
  private static final Weights ALL_ON_A = weights(10_000);
  private static final Weights ALL_ON_B = weights(0);

  /** Its answers hold 20 s, and connections as long again: 60 s in all, 30 in the mean. */
  private final Service service =
      Objects.requireNonNull(new Loop(1, 1, 1_000, true).setup.services().get("live"))
          .named(
              new Service.Names(Duration.ofSeconds(20), new TreeSet<>(Set.of("cdn-a", "cdn-b"))));

  private final Following following = new Following();
  private Instant now = Loop.START;

  private static Weights weights(int a) {
    return new Weights(new TreeMap<>(Map.of("cdn-a", a, "cdn-b", 10_000 - a)));
  }

  private Follow see(Weights shown, double asking, double a, double b) {
    return see(shown, asking, a, b, false);
  }

  private Follow see(Weights shown, double asking, double a, double b, boolean leaving) {
    now = now.plusSeconds(1);
    var seen = new TreeMap<>(Map.of("cdn-a", a, "cdn-b", b));
    return following.see(now, 1, service, new Following.Seen(shown, asking, seen, a + b, leaving));
  }

  private void settled(double asking) {
    for (int i = 0; i < 10; i++) {
      assertThat(see(ALL_ON_A, asking, 5_000, 0).offSince()).isEmpty();
    }
  }

  private Optional<Integer> alarmed(double asking, double a, int within) {
    for (int i = 1; i <= within; i++) {
      if (see(ALL_ON_B, asking, a, 5_000 - a).alarm()) {
        return Optional.of(i);
      }
    }
    return Optional.empty();
  }

  @Test
  void viewersWhoFollowWithTheLagOfDnsAreNoAlarm() {
    settled(0);
    for (int i = 1; i <= 600; i++) {
      double left = 5_000 * Math.exp(-i / 30.0);
      assertThat(see(ALL_ON_B, 0, left, 5_000 - left).offSince()).as("second " + i).isEmpty();
    }
  }

  @Test
  void viewersWhoStayAreAnAlarmAfterThreeTimesTheLagAndNoneOnceTheyCome() {
    settled(0);
    // 10 points are reached after 30 s * -ln(0.9) = 3.2 s; then 180 s
    assertThat(alarmed(0, 5_000, 400).orElseThrow()).isBetween(183, 185);
    Follow after = see(ALL_ON_B, 0, 0, 5_000);
    for (int i = 0; i < 60; i++) {
      after = see(ALL_ON_B, 0, 0, 5_000);
    }
    assertThat(after.alarm()).isFalse();
    assertThat(after.achieved().orElseThrow()).containsEntry("cdn-b", 10_000);
  }

  /** Measured against all viewers, a tenth that stays would look like a difference of devices. */
  @Test
  void fewWhoGoByDnsAndStayAreSeenAmongThoseWhoAsk() {
    settled(0.9);
    for (int i = 1; i <= 100; i++) {
      double asked = 4_500 * Math.exp(-i / 7.5);
      see(ALL_ON_B, 0.9, asked + 500, 4_500 - asked);
    }
    assertThat(alarmed(0.9, 500, 300)).as("a tenth of all stays").isPresent();
    assertThat(alarmed(0.9, 0, 5)).as("they came").isEmpty();
    assertThat(alarmed(0.9, 50, 300)).as("of ten who go by DNS one stays").isEmpty();
  }

  @Test
  void whereNearlyAllAskNothingIsSaidOfDns() {
    settled(0.97);
    assertThat(alarmed(0.97, 5_000, 400)).isEmpty();
  }

  /** 1 % of beacons are sent: 100 sessions tell of 10 000 viewers, and chance of 20 points. */
  @Test
  void fewSessionsThatStandForManySayNoMoreThanTheyAre() {
    for (int i = 1; i <= 400; i++) {
      now = now.plusSeconds(1);
      var seen = new TreeMap<>(Map.of("cdn-a", 6_300.0, "cdn-b", 3_700.0));
      var step = new Following.Seen(weights(5_000), 0, seen, 100, false);
      assertThat(following.see(now, 1, service, step).offSince()).isEmpty();
    }
  }

  @Test
  void whatCannotBeJudgedCountsNeitherWay() {
    settled(0);
    assertThat(alarmed(0, 5_000, 100)).isEmpty();
    for (int i = 0; i < 1_000; i++) {
      assertThat(see(ALL_ON_B, 0, 5_000, 0, true).alarm()).isFalse();
    }
    assertThat(alarmed(0, 5_000, 120).orElseThrow()).as("180 s in all").isBetween(83, 86);
    assertThat(see(ALL_ON_B, 0, 5_000, 0, true).alarm()).as("nobody knows better").isTrue();
  }

  @Test
  void fewViewersAndPlayersThatLeaveByThemselvesSayNothing() {
    settled(0);
    for (int i = 1; i <= 400; i++) {
      assertThat(see(ALL_ON_B, 0, 50, 0).achieved()).isEmpty();
      assertThat(see(ALL_ON_B, 0, 5_000, 0, true).offSince()).isEmpty();
    }
  }

  @Test
  void aCdnWithoutANameInDnsIsNotExpectedToGetItsViewers() {
    Service onlyB =
        service.named(new Service.Names(Duration.ofSeconds(20), new TreeSet<>(Set.of("cdn-b"))));
    var seen = new TreeMap<>(Map.of("cdn-b", 5_000.0));
    Follow follow =
        following.see(now, 1, onlyB, new Following.Seen(weights(4_000), 0, seen, 5_000, false));
    assertThat(follow.expected()).containsEntry("cdn-a", 0).containsEntry("cdn-b", 10_000);
    assertThat(follow.offSince()).isEmpty();
  }

  /** Eight of ten stay where an exclusion once sent them, whatever they are told since. */
  @Test
  void whomNoShareSendsAwayTakesRoomFromThoseWhomSharesSend() {
    Loop loop = new Loop(8, 1, 40_000, true).tellResolvers(Duration.ofSeconds(20));
    loop.run(60);
    loop.viewers.replaceAll(
        (cell, count) ->
            48_000
                / 2.0
                * (cell.cdn().equals("cdn-a") ? 0 : cell.cdn().equals("cdn-b") ? 0.7 : 0.3));
    loop.pinned = 0.8;
    loop.run(100);
    assertThat(load(loop)).as("at its configured share").isGreaterThan(0.92);
    loop.run(2_500);
    int turns = 0;
    int before = loop.weights("r0").of("cdn-b");
    int way = 0;
    while (loop.second < 3_000) {
      loop.tick();
      int now = loop.weights("r0").of("cdn-b");
      turns += Integer.signum(now - before) * way < 0 ? 1 : 0;
      way = now == before ? way : Integer.signum(now - before);
      before = now;
      assertThat(load(loop)).as("at %d", loop.second).isLessThan(0.875);
    }
    assertThat(turns).as("it does not swing").isLessThanOrEqualTo(2);
    loop.pinned = 0;
    loop.run(4_500);
    assertThat(loop.weights("r0").of("cdn-b"))
        .as("who follows again is sent again")
        .isEqualTo(3_000);
  }

  private static double load(Loop loop) {
    return loop.load().getOrDefault("cdn-b", 0.0);
  }

  /** The engine itself, with four of ten viewers behind resolvers that never ask again. */
  @Test
  void resolversThatDoNotFollowAreAnAlarmAndNoReceiverIsFilledBeyondItsRoom() {
    assertThat(played(0.4)).isTrue();
    assertThat(played(0)).as("all follow").isFalse();
  }

  private boolean played(double pinned) {
    Loop loop = new Loop(7, 1, 40_000, true).tellResolvers(Duration.ofSeconds(20));
    loop.run(60);
    loop.pinned = pinned;
    loop.run(120);
    loop.faults = (region, network, cdn, second) -> cdn.equals("cdn-a") ? 0.1 : 0.004;
    boolean alarm = false;
    while (loop.second < 480) {
      loop.tick();
      alarm |= follow(loop).alarm();
      loop.load()
          .forEach(
              (cdn, load) ->
                  assertThat(load).as("%s at %d", cdn, loop.second).isLessThanOrEqualTo(0.97));
    }
    assertThat(follow(loop).asking()).isCloseTo(1 - pinned, within(0.1));
    return alarm;
  }

  private static Follow follow(Loop loop) {
    var groups = loop.last.situation().groups();
    return Objects.requireNonNull(groups.get(Group.of("live", "r0"))).follow().orElseThrow();
  }
}
