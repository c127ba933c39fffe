package dev.tidegate.api.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.api.loop.SteeringLoop;
import dev.tidegate.telemetry.ProbeResult;
import dev.tidegate.telemetry.ProbeResult.Outcome;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What a remote vantage is handed, and what it hands in. */
class VantagesTest {
  private static final String OWN = "/ops/v1/vantages/" + Plane.AGENTS_OWN;
  private static final List<ProbeResult> HEARD = new CopyOnWriteArrayList<>();

  @TempDir private static Path directory;
  private static Plane plane;

  @BeforeAll
  static void start() throws StartException {
    plane =
        Plane.start(
            directory,
            Plane.yaml()
                + """
                    probes:
                      - {name: manifest, path: /live/final.m3u8, interval: 1h, timeout: 800ms, headers: {X-Probe: p}, expect: {status: 200, contains: "#EXTM3U"}}
                      - {name: edge, kind: hls-live, path: /live/final.m3u8, interval: 1h}
                """);
    ((SteeringLoop) plane.application.steering())
        .listen(
            step ->
                step.inputs().probes().stream()
                    .filter(p -> p.vantage().equals(Plane.AGENTS_OWN))
                    .forEach(HEARD::add));
  }

  @AfterAll
  static void stop() {
    plane.close();
  }

  private static HttpResponse<String> hand(String body) throws Exception {
    return plane.send("POST", OWN + "/results", Plane.AGENT, body);
  }

  private static String result(String cdn, String outcome, Instant ended, String more) {
    return """
        {"service":"live","cdn":"%s","probe":"manifest","outcome":"%s",
         "started":%d,"ended":%d,"detail":"from there"%s}"""
        .formatted(cdn, outcome, ended.toEpochMilli() - 40, ended.toEpochMilli(), more);
  }

  @Test
  void thePlanHoldsEveryProbeOfEveryCdn() throws Exception {
    HttpResponse<String> answer = plane.get(OWN + "/plan", Plane.AGENT);
    JsonNode plan = Plane.json(answer);
    assertThat(plan.get("vantage").asString()).isEqualTo(Plane.AGENTS_OWN);
    assertThat(plan.get("targets")).hasSize(6);
    JsonNode first = plan.at("/targets/0");
    assertThat(first.toString())
        .isEqualTo(
            """
            {"service":"live","cdn":"cdn-a","baseUrl":"https://a.example.com","name":"manifest",\
            "kind":"http","path":"/live/final.m3u8","intervalMs":3600000,"timeoutMs":800,\
            "headers":{"X-Probe":"p"},"expect":{"status":200,"contains":"#EXTM3U","minBytes":null}}""");
    String tag = answer.headers().firstValue("etag").orElseThrow();
    assertThat(plane.send("GET", OWN + "/plan", Plane.AGENT, "", "If-None-Match", tag).statusCode())
        .isEqualTo(304);
  }

  @Test
  void anAgentHasOnlyItsVantage() throws Exception {
    for (String path : List.of("/ops/v1/vantages/delhi/plan", "/ops/v1/state", "/metrics")) {
      assertThat(plane.get(path, Plane.AGENT).statusCode()).as(path).isEqualTo(403);
    }
    String other = "/ops/v1/vantages/delhi/results";
    assertThat(plane.send("POST", other, Plane.AGENT, "{\"results\":[]}").statusCode())
        .isEqualTo(403);
    assertThat(plane.send("POST", OWN + "/results", Plane.ADMIN, "{\"results\":[]}").statusCode())
        .isEqualTo(403);
    assertThat(plane.send("POST", OWN + "/results", "", "{\"results\":[]}").statusCode())
        .isEqualTo(401);
  }

  @Test
  void resultsReachTheNextStepInOurTime() throws Exception {
    Duration wrong = Duration.ofMinutes(7);
    Instant began = Instant.now();
    Instant theirs = began.minus(wrong);
    String live =
        ",\"live\":{\"sequence\":7,\"targetMs\":2000,\"stoodStillMs\":9000,\"lag\":3,\"othersAdvance\":true}";
    HttpResponse<String> taken =
        hand(
            "{\"region\":\"in-west\",\"sent\":%d,\"results\":[%s,%s,%s,%s]}"
                .formatted(
                    theirs.toEpochMilli(),
                    result("cdn-a", "timeout", theirs.minusSeconds(1), ""),
                    result("cdn-b", "stale", theirs.minusSeconds(2), live),
                    result("cdn-x", "ok", theirs, ""),
                    result("cdn-c", "ok", theirs.minusSeconds(70), "")));
    assertThat(taken.body()).isEqualTo("{\"accepted\":2,\"dropped\":2}");
    Await.until(Duration.ofSeconds(5), () -> HEARD.size() == 2);
    ProbeResult stale =
        HEARD.stream().filter(p -> p.outcome() == Outcome.STALE).findFirst().orElseThrow();
    assertThat(stale.region()).isEqualTo(Optional.of("in-west"));
    assertThat(stale.live().orElseThrow().stoodStill()).isEqualTo(Duration.ofSeconds(9));
    assertThat(stale.ended()).isBetween(began.minusMillis(2500), Instant.now());
    assertThat(plane.get("/metrics", Plane.VIEWER).body())
        .contains("tidegate_vantage_results_total 2.0", "tidegate_vantage_results_dropped_total 2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {}                                   | 400 | results
          {"results":{}}                       | 400 | results
          {"results":[],"region":"nowhere"}    | 422 |
          {"results":[],"bogus":1}             | 400 | bogus
          {"results":[{}]}                     | 400 | results[0].ended
          [1                                   | 400 |
          """)
  void whatCannotBeReadIsRefusedWithItsPlace(String body, int status, String field)
      throws Exception {
    HttpResponse<String> refused = hand(body);
    assertThat(refused.statusCode()).isEqualTo(status);
    if (field != null) {
      assertThat(Plane.json(refused).get("field").asString()).isEqualTo(field);
    }
  }

  @Test
  void batchesAreBounded() throws Exception {
    String one = result("cdn-a", "ok", Instant.now(), "");
    assertThat(hand("{\"results\":[" + (one + ",").repeat(2000) + one + "]}").statusCode())
        .isEqualTo(400);
    assertThat(hand("{\"results\":[\"" + "x".repeat(2 << 20) + "\"]}").statusCode()).isEqualTo(413);
    for (String bad : List.of("started", "outcome", "othersAdvance")) {
      String twisted =
          result(
                  "cdn-a",
                  "ok",
                  Instant.now(),
                  ",\"live\":{\"sequence\":1,\"targetMs\":1,\"stoodStillMs\":0,\"lag\":0,\"othersAdvance\":true}")
              .replaceAll(
                  "\"" + bad + "\":(\"[a-z]+\"|[a-z0-9]+)",
                  "\"" + bad + "\":\"2100-01-01T00:00:00Z\"");
      assertThat(hand("{\"results\":[" + twisted + "]}").statusCode()).as(bad).isEqualTo(400);
    }
  }
}
