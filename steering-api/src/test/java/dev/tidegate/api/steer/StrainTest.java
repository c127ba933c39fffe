package dev.tidegate.api.steer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.api.beacon.IntakeStats.Reason;
import dev.tidegate.telemetry.Count;
import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is given up when event loops are late, and what is not. */
class StrainTest {
  private static final String RANK = "/v1/rank/live?session=a%20session";
  private static final String BEACON =
      "{\"session\":\"s\",\"samples\":[{\"cdn\":\"cdn-a\",\"requests\":5,\"x\":\"%s\"}]}";

  private final RunningPlane running = RunningPlane.start();

  @AfterEach
  void stop() {
    running.close();
  }

  private long drained(Count count) {
    return running.intake.drain(Instant.now()).stream()
        .mapToLong(digest -> digest.residents().get(count))
        .sum();
  }

  @Test
  void beaconsGoUnreadAtTheStrongestLevelOnlyAndAreReadAgainAfterIt() throws IOException {
    try (RawClient client = running.client()) {
      for (Strain strain : new Strain[] {Strain.NONE, Strain.LATE}) {
        running.strain = strain;
        assertThat(client.post("/v1/beacons/live", BEACON.formatted("")).status()).isEqualTo(204);
        assertThat(drained(Count.RAW_BEACONS)).as("%s", strain).isEqualTo(1);
      }
      running.strain = Strain.VERY_LATE;
      assertThat(client.post("/v1/beacons/live", BEACON.formatted("")).status()).isEqualTo(204);
      String longer = BEACON.formatted("x".repeat(30_000));
      assertThat(client.post("/v1/beacons/live", longer).status()).isEqualTo(204);
      assertThat(drained(Count.RAW_BEACONS)).isZero();
      assertThat(running.intakeStats.get(Reason.NO_TIME)).isEqualTo(2);
      assertThat(client.post("/v1/cmcd/live", "e=t").status()).isEqualTo(204);
      assertThat(running.intakeStats.get(Reason.NO_TIME)).as("nobody waits for CMCD").isEqualTo(2);
      running.strain = Strain.NONE;
      assertThat(client.post("/v1/beacons/live", longer).status()).isEqualTo(204);
      assertThat(drained(Count.RAW_BEACONS)).isEqualTo(1);
      assertThat(running.intakeStats.get(Reason.NO_TIME)).isEqualTo(2);
    }
  }

  /** The TTL is longer, by which every byte of an answer but these is as ever. */
  @Test
  void answersCarryTheLongerTtlAndTheirTokensAndAreCounted() throws IOException {
    try (RawClient client = running.client()) {
      String calm = client.get(RANK).body();
      for (Strain strain : new Strain[] {Strain.LATE, Strain.VERY_LATE}) {
        running.strain = strain;
        String late = client.get(RANK).body();
        assertThat(ttl(calm)).isLessThanOrEqualTo(10);
        assertThat(ttl(late)).isGreaterThanOrEqualTo(54);
        assertThat(late).containsPattern("\"token\":\"[^\"]{40,}\"");
        assertThat(unstamped(late)).isEqualTo(unstamped(calm));
      }
      assertThat(running.stats.get(PublicStats.Answer.SHED)).isEqualTo(2);
      assertThat(running.plane.shedding()).isTrue();
      assertThat(drained(Count.POLLS)).as("every poll is counted").isEqualTo(3);
    }
  }

  /** Without its TTL and its token, which names a second. */
  private static String unstamped(String ranking) {
    return ranking
        .replaceAll("\"ttl\":\\d+", "\"ttl\":0")
        .replaceAll("\"token\":\"[^\"]+\"", "\"token\":\"\"");
  }

  private static int ttl(String ranking) {
    int at = ranking.indexOf("\"ttl\":") + 6;
    return Integer.parseInt(ranking.substring(at, ranking.indexOf(',', at)));
  }
}
