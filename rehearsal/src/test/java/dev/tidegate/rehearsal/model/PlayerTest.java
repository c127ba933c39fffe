package dev.tidegate.rehearsal.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.rehearsal.model.Player.Wish;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** One player's story, told by a twin in a world without sockets. */
class PlayerTest {
  private static final long BEGIN = 1_800_000_000_000L;
  private static final Player.Settings SETTINGS = Player.Settings.live(2_000);
  private static final Caller WEST = new Caller.Viewer("in-west", "jio");

  private final FaultBoard faults = new FaultBoard();
  private final World world =
      new World(
          new TreeMap<>(
              Map.of(
                  "a", new CdnPhysics(1_000, 0, Duration.ofMillis(20)),
                  "b", new CdnPhysics(1_000, 0, Duration.ofMillis(20)))),
          faults,
          2_000);
  private final List<Long> bad = new ArrayList<>();
  private final Player player =
      new Player(SETTINGS, List.of("a", "b"), 7, BEGIN, second -> bad.add(second));
  private final Twin life = new Twin(player, SETTINGS, WEST, world, BEGIN);

  @Test
  void aCalmHourHasNoBadSecond() {
    life.liveUntil(BEGIN + 3_600_000);
    assertThat(bad).isEmpty();
    assertThat(player.current()).isEqualTo("a");
  }

  @Test
  void itAsksOncePerSecondOfTwoSecondSegments() {
    Player alone = new Player(SETTINGS, List.of("a"), 7, BEGIN, _ -> {});
    long now = BEGIN;
    int asked = 0;
    while (now < BEGIN + 60_000) {
      switch (alone.next(now)) {
        case Wish.Pause(long until) -> now = until;
        case Wish.Playlist _ -> {
          asked++;
          alone.finished(now, new Result.Playlist(now / 2_000, new Result.Transfer(10, 5, 300)));
        }
        case Wish.Segment _ -> {
          asked++;
          alone.finished(now, new Result.Segment(new Result.Transfer(10, 5, 1_250_000)));
        }
      }
    }
    assertThat(asked).isBetween(58, 66);
    Sample sample = alone.report(now).getFirst();
    assertThat(sample.playedMillis() + sample.stalledMillis()).isBetween(59_000L, 61_000L);
    assertThat(sample.requests()).isEqualTo(asked);
    assertThat(sample.startupMillis()).isPresent();
  }

  @Test
  void anOutageCostsThreeAttemptsAndThenTheOtherCdnServes() {
    life.liveUntil(BEGIN + 20_000);
    inject(new Fault.Refuse(), 20_000);
    life.liveUntil(BEGIN + 60_000);
    assertThat(player.current()).isEqualTo("b");
    assertThat(bad).hasSizeBetween(1, 3);
  }

  @Test
  void aBlackHoleStallsPlayback() {
    life.liveUntil(BEGIN + 20_000);
    inject(new Fault.BlackHole(), 20_000);
    life.liveUntil(BEGIN + 60_000);
    assertThat(bad).as("three timeouts of 3 s with 6 s of buffer").hasSizeBetween(4, 12);
  }

  @Test
  void aFrozenPlaylistStallsThoughEveryStatusIs200() {
    life.liveUntil(BEGIN + 20_000);
    inject(new Fault.FrozenPlaylist(), 20_000);
    life.liveUntil(BEGIN + 60_000);
    assertThat(bad).hasSizeBetween(30, 40);
  }

  @Test
  void steeringIsFollowedButNoPenaltyIsLiftedByIt() {
    inject(new Fault.Refuse(), 0);
    life.liveUntil(BEGIN + 10_000);
    player.steer(List.of("a", "b"));
    life.liveUntil(BEGIN + 20_000);
    assertThat(player.current()).isEqualTo("b");
  }

  @Test
  void twinsWithOneSeedLiveTheSameLife() {
    inject(new Fault.Brownout(0.2, 0), 5_000);
    List<Long> others = new ArrayList<>();
    Player second = new Player(SETTINGS, List.of("a", "b"), 7, BEGIN, others::add);
    Twin twin = new Twin(second, SETTINGS, WEST, world, BEGIN);
    for (long at = BEGIN; at < BEGIN + 300_000; at += 700) {
      life.liveUntil(at);
    }
    twin.liveUntil(BEGIN + 299_600);
    assertThat(bad).isNotEmpty();
    assertThat(others).startsWith(bad.subList(0, bad.size() - 2).toArray(new Long[0]));
  }

  @Test
  void harmIsGoneWhenATenthIsLeft() {
    Harm steered = new Harm(0, 100);
    Harm unsteered = new Harm(0, 100);
    for (int second = 30; second < 90; second++) {
      for (int i = 0; i < 20; i++) {
        unsteered.bad(second);
        if (second < 45) {
          steered.bad(second);
        }
      }
    }
    assertThat(Harm.ninetyPercentGone(steered, unsteered, 30, 90, 10, 20)).hasValue(14);
    assertThat(Harm.savedShare(steered, unsteered, 30, 90, 20)).hasValue(0.75);
    assertThat(Harm.ninetyPercentGone(unsteered, unsteered, 30, 90, 10, 20)).isEmpty();
  }

  private void inject(Fault fault, long afterMillis) {
    Instant from = Instant.ofEpochMilli(BEGIN + afterMillis);
    faults.inject(new Injection(fault, Scope.of("a"), from, Instant.MAX, Duration.ZERO), from);
  }
}
