package dev.tidegate.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.model.Group;
import dev.tidegate.model.Mode;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Viewers leave a degrading CDN, gently, by themselves, and come back. */
class ClosedLoopTest {
  @Test
  void aBrownoutIsLeftGentlyAndReturnedToWithoutOscillation() {
    for (long seed = 1; seed <= 2; seed++) {
      Loop loop = new Loop(seed, 2, 6_000, true);
      loop.faults = (r, n, c, t) -> c.equals("cdn-a") && t >= 120 && t < 300 ? 0.054 : 0.004;
      double peak = 0;
      int seen = -1;
      int least = 10_000;
      int reversals = 0;
      int turnedAt = 5000;
      int direction = 0;
      while (loop.second < 1_500) {
        loop.tick();
        int share = loop.weights("r0").of("cdn-a");
        seen = seen < 0 && share <= 4_900 ? loop.second : seen;
        least = Math.min(least, share);
        peak = Math.max(peak, Math.max(load(loop, "cdn-b"), load(loop, "cdn-c")));
        if (direction >= 0 && turnedAt - share >= 200) {
          reversals += direction > 0 ? 1 : 0;
          direction = -1;
          turnedAt = share;
        } else if (direction <= 0 && share - turnedAt >= 200) {
          reversals += direction < 0 ? 1 : 0;
          direction = 1;
          turnedAt = share;
        }
        turnedAt =
            direction < 0
                ? Math.min(turnedAt, share)
                : direction > 0 ? Math.max(turnedAt, share) : turnedAt;
      }
      String figures =
          "seed %d: first point after %d s, least share %d, peak load of others %.3f, reversals %d, share at the end %d"
              .formatted(seed, seen - 120, least, peak, reversals, loop.weights("r0").of("cdn-a"));
      System.out.println("[FIG] " + figures);
      assertThat(seen).as(figures).isBetween(121, 145);
      assertThat(least).as(figures).isLessThanOrEqualTo(400);
      assertThat(peak).as(figures).isLessThanOrEqualTo(0.97);
      assertThat(reversals).as(figures).isLessThanOrEqualTo(4);
      assertThat(loop.weights("r0").of("cdn-a")).as(figures).isGreaterThan(4_000);
    }
  }

  @Test
  void aMoveWhoseArrivalsFareWorseIsTakenBackAndItsReceiverIsNotLatched() {
    for (long seed = 1; seed <= 2; seed++) {
      Loop loop = new Loop(seed, 2, 6_000, true);
      loop.faults = (r, n, c, t) -> c.equals("cdn-a") && t >= 60 ? 0.1 : 0.004;
      loop.moved = Optional.of((r, n, c, t) -> c.equals("cdn-b") ? 0.5 : 0.004);
      int most = 0;
      while (loop.second < 200) {
        loop.tick();
        most = Math.max(most, loop.weights("r0").of("cdn-b"));
        for (var group : loop.last.situation().groups().values()) {
          assertThat(latched(group, "cdn-b") || latched(group, "cdn-c"))
              .as("seed %d at %d", seed, loop.second)
              .isFalse();
        }
      }
      assertThat(most).as("seed %d: it did receive", seed).isGreaterThan(3_200);
      assertThat(loop.weights("r0").of("cdn-b")).as("seed %d", seed).isLessThanOrEqualTo(3_010);
      assertThat(loop.decisions)
          .as("seed %d", seed)
          .anyMatch(d -> d.rule() == Rule.ARRIVALS_WORSE && d.cdn().equals("cdn-b"));
      assertThat(loop.weights("r0").of("cdn-c")).as("seed %d", seed).isGreaterThan(4_000);
    }
  }

  @Test
  void silentBeaconsHoldEverythingUntilThreeFreshSeconds() {
    Loop loop = new Loop(4, 2, 6_000, true);
    loop.expecting = true;
    loop.faults = (r, n, c, t) -> c.equals("cdn-a") && t >= 60 && t < 90 ? 0.1 : 0.004;
    loop.run(100);
    loop.silent = true;
    loop.run(117);
    assertThat(mode(loop)).as("17 s of silence").isEqualTo(Mode.AUTOMATIC);
    while (mode(loop) != Mode.HELD && loop.second < 130) {
      loop.tick();
    }
    assertThat(loop.second).as("held after 20 s of silence").isBetween(118, 124);
    var before = loop.weights("r0");
    loop.run(240);
    assertThat(loop.weights("r0")).as("the latch stands, nothing rises").isEqualTo(before);
    assertThat(before.of("cdn-a")).isLessThanOrEqualTo(400);
    loop.silent = false;
    loop.run(242);
    assertThat(mode(loop)).as("two fresh seconds").isEqualTo(Mode.HELD);
    loop.run(245);
    assertThat(mode(loop)).as("three and more").isEqualTo(Mode.AUTOMATIC);
    loop.run(900);
    assertThat(loop.weights("r0").of("cdn-a")).as("and it comes back").isGreaterThan(4_000);
  }

  /** No latch, no hurry, one network: and all of it comes back when the difference has gone. */
  @Test
  void whoIsChronicallyWorseOnANetworkIsLeftThereSlowly() {
    Loop loop = new Loop(5, 1, 6_000, true);
    loop.faults = (r, n, c, t) -> c.equals("cdn-a") && n.equals("n1") && t < 1_200 ? 0.03 : 0.004;
    int before = 5_000;
    while (loop.second < 1_200) {
      loop.tick();
      int now = share(loop, "n1");
      assertThat(Math.abs(now - before)).as("at %d", loop.second).isLessThanOrEqualTo(50);
      assertThat(share(loop, "n0")).as("at %d", loop.second).isEqualTo(5_000);
      before = now;
    }
    assertThat(before).isLessThanOrEqualTo(500);
    assertThat(loop.decisions)
        .allMatch(d -> d.rule() == Rule.PREFERENCE)
        .anyMatch(d -> d.cdn().equals("cdn-a") && d.reason().toString().contains("chronically"));
    while (loop.second < 9_000 && share(loop, "n1") < 5_000) {
      loop.tick();
      int now = share(loop, "n1");
      assertThat(Math.abs(now - before)).as("at %d", loop.second).isLessThanOrEqualTo(100);
      before = now;
    }
    assertThat(before).as("at %d", loop.second).isEqualTo(5_000);
  }

  private static int share(Loop loop, String network) {
    return loop.last
        .snapshot()
        .find("live", "r0", Optional.of(network))
        .orElseThrow()
        .weights()
        .of("cdn-a");
  }

  private static Mode mode(Loop loop) {
    return Objects.requireNonNull(loop.last.situation().groups().get(Group.of("live", "r0")))
        .mode();
  }

  private static boolean latched(Situation.GroupView group, String cdn) {
    return Objects.requireNonNull(group.cdns().get(cdn)).health().state().latched();
  }

  @Test
  void onlyTheRegionWithTheFaultMoves() {
    Loop loop = new Loop(3, 2, 6_000, true);
    loop.faults = (r, n, c, t) -> c.equals("cdn-a") && r.equals("r0") && t >= 120 ? 0.3 : 0.004;
    loop.run(200);
    assertThat(loop.weights("r0").of("cdn-a")).isLessThanOrEqualTo(400);
    assertThat(loop.decisions).allMatch(d -> d.group().region().equals("r0"));
  }

  private static double load(Loop loop, String cdn) {
    return loop.load().getOrDefault(cdn, 0.0);
  }

  /**
   * Without the store latches stand and slow start does not pass: it comes after, on cold caches.
   */
  @Test
  void whoWasLatchedWhileTheStoreWasAwayReturnsSlowlyAfterwards() {
    Loop loop = new Loop(21, 1, 12_000, true);
    loop.faults = (r, n, c, t) -> c.equals("cdn-a") && t >= 60 && t < 90 ? 0.6 : 0.004;
    Story story = new Story("store", loop, 21);
    story.storeGone = t -> t >= 100 && t < 900;
    while (loop.second < 899) {
      story.follow(story.next());
    }
    assertThat(loop.weights("r0").of("cdn-a")).isLessThan(200);
    while (loop.second < 960) {
      story.follow(story.next());
    }
    assertThat(loop.weights("r0").of("cdn-a")).as("a minute later").isLessThan(1_000);
    while (loop.second < 1_500) {
      story.follow(story.next());
    }
    assertThat(loop.weights("r0").of("cdn-a")).as("it does come back").isGreaterThan(3_000);
  }
}
