package dev.tidegate.rehearsal.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.rehearsal.model.CdnPhysics;
import dev.tidegate.rehearsal.model.DemandCurve;
import dev.tidegate.rehearsal.model.Fault;
import dev.tidegate.rehearsal.model.FaultBoard;
import dev.tidegate.rehearsal.model.Player;
import dev.tidegate.rehearsal.model.Scope;
import dev.tidegate.rehearsal.model.World;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Viewers on real sockets, against a steering server that says what the test wants. */
class AudienceTest {
  private static final long SEED = 20_261_122;
  private static final int VIEWERS = 60;

  private final SortedMap<String, CdnPhysics> cdns =
      new TreeMap<>(
          Map.of(
              "a", new CdnPhysics(500, 0, Duration.ofMillis(5)),
              "b", new CdnPhysics(500, 0, Duration.ofMillis(5))));
  private final FaultBoard faults = new FaultBoard();
  private final LiveWorld live =
      LiveWorld.start(new World(cdns, faults, 1_000), InstantSource.system(), SEED);

  @Test
  void viewersFollowTheRankingReportAndSurviveAnOutage() {
    try (live;
        StubSteering steering = new StubSteering(live.bases());
        Audience audience = audience(steering)) {
      audience.start();
      await("all report", () -> sessions(steering) == VIEWERS);
      assertThat(steering.beacons).allSatisfy(AudienceTest::assertWholesome);
      assertThat(audience.tally().fetchesFailed.sum()).isZero();

      steering.order("b", "a");
      await("all were told", () -> audience.tally().switches().size() == VIEWERS);
      assertThat(steering.polls).anySatisfy(uri -> assertThat(uri).contains("_HLS_pathway="));
      assertThat(steering.polls).anySatisfy(uri -> assertThat(uri).contains("_DASH_pathway="));
      assertThat(steering.polls)
          .as("the reload URI is followed")
          .anySatisfy(uri -> assertThat(uri).contains("session=reloaded"));

      live.inject(new Fault.Refuse(), Scope.of("b"), Duration.ZERO);
      steering.beacons.clear();
      await("refusals are reported", () -> errors(steering, "b") >= VIEWERS);
      await("viewers play on from a", () -> requests(steering, "a") >= VIEWERS);
      assertThat(audience.tally().answersFailed.sum()).isZero();
      assertThat(audience.tally().beaconsFailed.sum()).isZero();
      long now = InstantSource.system().instant().getEpochSecond();
      assertThat(audience.tally().steered("in-west").between(now - 60, now + 1)).isPositive();
      await(
          "the twins, who stay with a, are spared",
          () -> audience.tally().unsteered("in-west").between(now - 60, now) == 0);
    }
  }

  private Audience audience(StubSteering steering) {
    return new Audience(
        steering.base(),
        "live",
        "/live/x.m3u8",
        new Crowd(
            new TreeMap<>(Map.of("in-west", VIEWERS)),
            new TreeMap<>(Map.of("jio", new Crowd.Network(55_836, 1)))),
        DemandCurve.joiningOver(Duration.ofMillis(500)),
        Player.Settings.live(1_000),
        Optional.of(new World(cdns, faults, 1_000)),
        InstantSource.system(),
        SEED);
  }

  private static void assertWholesome(JsonNode beacon) {
    assertThat(beacon.path("session").asString()).isNotEmpty();
    assertThat(beacon.path("token").asString()).isEqualTo("t");
    for (JsonNode sample : beacon.path("samples")) {
      assertThat(sample.path("requests").asInt()).isPositive();
      assertThat(sample.path("errors").asInt()).isZero();
      assertThat(sample.path("ttfbMs").size()).isEqualTo(sample.path("requests").asInt());
    }
  }

  private static long sessions(StubSteering steering) {
    return steering.beacons.stream().map(b -> b.path("session").asString()).distinct().count();
  }

  private static long errors(StubSteering steering, String cdn) {
    return sum(steering, cdn, "errors");
  }

  private static long requests(StubSteering steering, String cdn) {
    return sum(steering, cdn, "requests");
  }

  private static long sum(StubSteering steering, String cdn, String field) {
    return steering.beacons.stream()
        .flatMap(beacon -> beacon.path("samples").valueStream())
        .filter(sample -> sample.path("cdn").asString().equals(cdn))
        .mapToLong(sample -> sample.path(field).asLong())
        .sum();
  }

  private static void await(String what, BooleanSupplier reached) {
    long deadline = System.nanoTime() + Duration.ofSeconds(15).toNanos();
    while (!reached.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(deadline);
      Thread.onSpinWait();
      try {
        Thread.sleep(20);
      } catch (InterruptedException interrupted) {
        throw new AssertionError(what, interrupted);
      }
    }
  }
}
