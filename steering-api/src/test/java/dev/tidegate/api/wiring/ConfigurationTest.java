package dev.tidegate.api.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Configuration versions and the event stream, on real sockets. */
class ConfigurationTest extends OnAPlane {
  private static final String CONFIG = "/ops/v1/config";

  private static HttpResponse<String> put(String yaml, String... headers) throws Exception {
    String[] all = java.util.Arrays.copyOf(headers, headers.length + 2);
    all[headers.length] = "Content-Type";
    all[headers.length + 1] = "application/yaml";
    return plane.send("PUT", CONFIG + "?reason=test", Plane.ADMIN, yaml, all);
  }

  @Test
  void whatIsPutComesBackByteForByteAndIsInForceAtOnce() throws Exception {
    HttpResponse<String> before = plane.get(CONFIG, Plane.OPERATOR);
    String tag = before.headers().firstValue("etag").orElseThrow();
    assertThat(tag).matches("\"[0-9a-f]{64}\"");
    String yaml = Plane.yaml("60") + "# the end, without a newline: ü";
    HttpResponse<String> done = put(yaml, "If-Match", tag);
    assertThat(done.statusCode()).as(done.body()).isEqualTo(200);
    HttpResponse<String> after = plane.get(CONFIG, Plane.OPERATOR);
    assertThat(after.body()).isEqualTo(yaml);
    assertThat(after.headers().firstValue("content-type").orElse(""))
        .startsWith("application/yaml");
    assertThat(plane.application.steering().config().setup().services())
        .extractingByKey("live")
        .satisfies(live -> assertThat(live.staticWeights("default").of("cdn-a")).isEqualTo(5455));
    assertThat(put(Plane.yaml("70"), "If-Match", tag).statusCode()).isEqualTo(412);
    assertThat(plane.get(CONFIG, Plane.OPERATOR).body()).isEqualTo(yaml);
    JsonNode versions = Plane.json(plane.get(CONFIG + "/versions", Plane.OPERATOR)).get("items");
    long first = versions.get(versions.size() - 1).get("version").longValue();
    HttpResponse<String> restored =
        plane.send(
            "POST", CONFIG + "/versions/" + first + "/restore", Plane.ADMIN, "{\"reason\":\"no\"}");
    assertThat(restored.statusCode()).as(restored.body()).isEqualTo(200);
    assertThat(plane.get(CONFIG, Plane.OPERATOR).body()).isEqualTo(Plane.yaml());
  }

  @Test
  void faultsAreAllNamedAndNothingIsStored() throws Exception {
    String before = plane.get(CONFIG, Plane.OPERATOR).body();
    HttpResponse<String> response =
        put(before.replace("weight: 30", "weight: -3").replace("cdn-c:", "cdn-c: {}\n      x y:"));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(422);
    JsonNode faults = Plane.json(response).get("faults");
    assertThat(faults.size()).isGreaterThanOrEqualTo(1);
    assertThat(faults.get(0).propertyNames()).contains("place", "line", "path", "message");
    assertThat(plane.get(CONFIG, Plane.OPERATOR).body()).isEqualTo(before);
    assertThat(plane.send("PUT", CONFIG, Plane.ADMIN, before).statusCode()).isEqualTo(400);
    assertThat(
            plane
                .send("PUT", CONFIG + "?reason=x", Plane.ADMIN, before, "Content-Type", "image/png")
                .statusCode())
        .isEqualTo(415);
  }

  @Test
  void whatNeedsARestartIsNamed() throws Exception {
    String yaml = plane.get(CONFIG, Plane.OPERATOR).body();
    JsonNode dry =
        dryRun(
            yaml.replace(
                "shutdown-grace", "node: other\nvantage: {id: v}\ntick: 2s\nshutdown-grace"));
    assertThat(dry.get("needsRestart").toString())
        .as("probes speak for another vantage, and steps have another pace, at once")
        .isEqualTo("[\"node\"]");
  }

  @Test
  void aDryRunCountsWithTheCapacitiesThatItIsGiven() throws Exception {
    for (int i = 0; i < 40; i++) {
      plane.player("/v1/rank/live?session=viewer-" + i);
    }
    String yaml = plane.get(CONFIG, Plane.OPERATOR).body();
    String small = yaml.replace("cdn-a: {", "cdn-a: {capacity: 4 viewers, ");
    Await.until(
        Duration.ofSeconds(5),
        () -> {
          JsonNode then = dryRun(small);
          return then.at("/weights/live/default/cdn-a").intValue() < 1000
              && then.get("peakUtilisation").doubleValue() > 0.5;
        });
    JsonNode now = dryRun(yaml);
    assertThat(now.at("/weights/live/default/cdn-a").intValue()).isGreaterThan(4000);
    assertThat(now.get("peakUtilisation").isNull()).as("nothing is known to bind").isTrue();
  }

  private static JsonNode dryRun(String yaml) throws Exception {
    return Plane.json(
        plane.send(
            "PUT",
            CONFIG + "?dryRun=true&reason=x",
            Plane.ADMIN,
            yaml,
            "Content-Type",
            "application/yaml"));
  }

  @Test
  void whatIsAsItWasAtTheStartNeedsNone() throws Exception {
    String yaml = plane.get(CONFIG, Plane.OPERATOR).body();
    String renamed = yaml.replace("shutdown-grace", "node: other\nshutdown-grace");
    String[] type = {"Content-Type", "application/yaml"};
    plane.send("PUT", CONFIG + "?reason=renamed", Plane.ADMIN, renamed, type);
    HttpResponse<String> back = plane.send("PUT", CONFIG + "?reason=back", Plane.ADMIN, yaml, type);
    assertThat(Plane.json(back).get("needsRestart").toString()).isEqualTo("[]");
  }

  @Test
  void askingForTheHeadOfTheStreamTakesNoPlace() throws Exception {
    for (int i = 0; i < 70; i++) {
      assertThat(plane.send("HEAD", "/ops/v1/stream", Plane.VIEWER, "").statusCode())
          .isEqualTo(200);
    }
    try (var lines = plane.stream(Plane.VIEWER).body()) {
      assertThat(lines.findFirst()).contains("retry: 2000");
    }
  }

  @Test
  void streamTellsAndResumes() throws Exception {
    long last;
    HttpResponse<java.util.stream.Stream<String>> open = plane.stream(Plane.OPERATOR);
    try (var lines = open.body()) {
      List<String> state = lines.limit(4).toList();
      assertThat(state.get(0)).isEqualTo("retry: 2000");
      assertThat(state.get(2)).matches("id: \\d+");
      assertThat(state.get(3)).isEqualTo("event: state");
      last = Long.parseLong(state.get(2).substring(4));
    }
    HttpResponse<String> made =
        plane.send(
            "POST",
            "/ops/v1/events",
            Plane.OPERATOR,
            """
            {"service":"live","region":"*","starts":"1h","ends":"2h","viewers":5,"reason":"r"}""");
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    String from = Long.toString(last);
    try (var lines = plane.stream(Plane.OPERATOR, "Last-Event-ID", from).body()) {
      assertThat(lines.limit(200).anyMatch(l -> l.equals("event: audit"))).isTrue();
    }
    try (var lines = plane.stream(Plane.VIEWER, "Last-Event-ID", from).body()) {
      assertThat(lines.limit(12).noneMatch(l -> l.equals("event: audit"))).isTrue();
    }
  }
}
