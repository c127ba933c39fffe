package dev.tidegate.api.steer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.api.beacon.IntakeStats.Reason;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** CMCD and NEL, which players and browsers send whether they are read or not. */
class ReportsTest {
  private static final String RECORD = "e=t,ts=1764752400000,v=2";
  private static RunningPlane running;

  @BeforeAll
  static void start() {
    running = RunningPlane.start();
  }

  @AfterAll
  static void stop() {
    running.close();
  }

  private static void assertTaken(RawClient.Answer answer) {
    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.body()).isEmpty();
    assertThat(answer.header("access-control-allow-origin")).isEqualTo("*");
    assertThat(answer.header("access-control-expose-headers")).isEqualTo("Retry-After");
    assertThat(answer.headers()).doesNotContainKeys("set-cookie", "server");
  }

  @Test
  void everyReportIsAnswered204AndCounted() throws IOException {
    long before = running.intakeStats.get(Reason.NOT_READ);
    long tooLong = running.intakeStats.get(Reason.TOO_LONG);
    try (RawClient client = running.client()) {
      for (String path : List.of("/v1/cmcd/live", "/v1/nel/live", "/v1/cmcd/unknown")) {
        for (String body : List.of("", RECORD, "[]", "garbage \u0000 %zz")) {
          assertTaken(client.post(path, body));
        }
        assertTaken(client.post(path, "x".repeat(5 << 20)));
      }
      assertTaken(client.get("/v1/cmcd/live?CMCD=bl%3D12300%2Cbr%3D4998"));
      assertTaken(client.get("/v1/cmcd/live"));
      assertThat(client.get("/v1/rank/live").status()).isEqualTo(200);
    }
    assertThat(running.intakeStats.get(Reason.NOT_READ)).isEqualTo(before + 14);
    assertThat(running.intakeStats.get(Reason.TOO_LONG)).isEqualTo(tooLong + 3);
  }

  @Test
  void otherMethodsAreNotAllowed() throws IOException {
    try (RawClient client = running.client()) {
      assertThat(client.get("/v1/nel/live").status()).isEqualTo(405);
      assertThat(client.get("/v1/nel/live").header("allow")).isEqualTo("POST, OPTIONS");
      assertThat(client.ask("PUT", "/v1/cmcd/live", "").status()).isEqualTo(405);
      assertThat(client.ask("DELETE", "/v1/cmcd/live", "").header("allow"))
          .isEqualTo("GET, HEAD, POST, OPTIONS");
    }
  }
}
