package dev.tidegate.api.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tidegate.api.control.Need;
import dev.tidegate.api.control.Route;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The operator plane on real sockets, endpoint by endpoint. */
class OperatorPlaneTest extends OnAPlane {
  private static final String OVERRIDES = "/ops/v1/overrides";

  private static String order(String action, String cdn, String value) {
    return """
        {"service":"live","region":"in-west","cdn":%s,"action":"%s","value":%s,"starts":null,
         "expires":"30m","reason":"maintenance CHG-112"}"""
        .formatted(cdn, action, value);
  }

  private static String drain() {
    return order("drain", "\"cdn-a\"", "null");
  }

  private static void assertProblem(HttpResponse<String> response, int status) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("content-type").orElse(""))
        .startsWith("application/problem+json");
    assertThat(Plane.json(response).get("status").intValue()).isEqualTo(status);
    assertThat(response.body()).doesNotContain("Exception", "at dev.tidegate");
    assertThat(response.headers().firstValue("server")).isEmpty();
  }

  private static void endAllOverrides() throws Exception {
    for (JsonNode o : Plane.json(plane.get(OVERRIDES, Plane.VIEWER)).get("items")) {
      plane.send(
          "DELETE", OVERRIDES + "/" + o.get("id").asString() + "?reason=tidy", Plane.OPERATOR, "");
    }
  }

  // --- who may do what ---

  @Test
  void everyRouteWantsTheRoleOfTheTable() throws Exception {
    Map<String, Set<Need>> granted =
        Map.of(
            "",
            Set.of(Need.NOTHING),
            Plane.AGENT,
            Set.of(Need.NOTHING, Need.VANTAGE),
            Plane.VIEWER,
            Set.of(Need.NOTHING, Need.METRICS, Need.VIEWER),
            Plane.OPERATOR,
            Set.of(Need.NOTHING, Need.METRICS, Need.VIEWER, Need.OPERATOR),
            Plane.ADMIN,
            Set.of(Need.NOTHING, Need.METRICS, Need.VIEWER, Need.OPERATOR, Need.ADMIN));
    for (Route route : plane.application.routes()) {
      if (route.path().endsWith("/stream")) {
        continue; // an answer without end; its own tests follow
      }
      String vantages = route.path().replace("/vantages/{id}", "/vantages/" + Plane.AGENTS_OWN);
      String path = vantages.replaceAll("\\{[a-z]+\\}", "none");
      for (Map.Entry<String, Set<Need>> who : granted.entrySet()) {
        int status = plane.send(route.method().name(), path, who.getKey(), "").statusCode();
        String what = who.getKey() + " " + route.method() + " " + path;
        if (who.getValue().contains(route.need())) {
          assertThat(status).as(what).isNotIn(401, 403);
        } else {
          assertThat(status).as(what).isEqualTo(who.getKey().isEmpty() ? 401 : 403);
        }
      }
    }
  }

  @Test
  void contractNamesWhoMayReadWhat() throws Exception {
    assertThat(plane.get("/ops/v1/audit", Plane.VIEWER).statusCode()).isEqualTo(403);
    assertThat(plane.get("/ops/v1/config", Plane.VIEWER).statusCode()).isEqualTo(403);
    assertThat(plane.get("/ops/v1/config", Plane.OPERATOR).statusCode()).isEqualTo(200);
    assertThat(plane.send("PUT", "/ops/v1/config?reason=x", Plane.OPERATOR, "a").statusCode())
        .isEqualTo(403);
    assertThat(plane.send("POST", OVERRIDES, Plane.VIEWER, drain()).statusCode()).isEqualTo(403);
    assertThat(plane.get("/metrics", "").statusCode()).isEqualTo(401);
    assertThat(plane.get("/", "").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"wrong", "viewer-token2", "%00", "Bearer viewer-token"})
  void badTokensAreRefusedWhereOneIsWanted(String token) throws Exception {
    for (String path : List.of("/ops/v1/state", "/metrics", "/ops/v1/nothing")) {
      HttpResponse<String> response = plane.get(path, token);
      assertProblem(response, 401);
      assertThat(response.headers().firstValue("www-authenticate").orElse("")).startsWith("Bearer");
    }
    for (String path : List.of("/", "/app.js", "/healthz", "/readyz")) {
      assertThat(plane.get(path, token).statusCode()).as(path).isEqualTo(200);
    }
  }

  @Test
  void aProxysOwnAuthorizationClosesNothingThatIsOpen() throws Exception {
    for (String path : List.of("/", "/healthz")) {
      HttpResponse<String> response =
          plane.send("GET", path, "", "", "Authorization", "Basic b3R0bzpzZWNyZXQ=");
      assertThat(response.statusCode()).as(path).isEqualTo(200);
    }
  }

  @Test
  void tokensAreTakenFromTheHeaderOnly() throws Exception {
    assertProblem(plane.get("/ops/v1/state?token=" + Plane.ADMIN, ""), 401);
    assertProblem(
        plane.send("GET", "/ops/v1/state", "", "", "Authorization", "Basic " + Plane.ADMIN), 401);
  }

  @Test
  void whatIsNotThereIsAProblem() throws Exception {
    assertProblem(plane.get("/nothing", ""), 404);
    assertProblem(plane.get("/ops/v1/nothing", ""), 401);
    assertProblem(plane.get("/ops/v1/nothing", Plane.VIEWER), 404);
    assertProblem(plane.send("PATCH", "/ops/v1/state", Plane.ADMIN, ""), 405);
    assertProblem(plane.get("/..%2f..%2fetc/passwd", ""), 400);
    assertThat(plane.get("/actuator/env", Plane.ADMIN).statusCode()).isEqualTo(404);
  }

  // --- reading ---

  @Test
  void stateNamesEveryRegionAndCdn() throws Exception {
    HttpResponse<String> response = plane.get("/ops/v1/state", Plane.VIEWER);
    JsonNode state = Plane.json(response);
    assertThat(state.propertyNames())
        .contains("version", "at", "mode", "leader", "node", "services");
    assertThat(state.get("at").asString())
        .as("digits that every reader of ISO-8601 takes")
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{3})?Z");
    JsonNode cdn = state.at("/services/live/regions/in-west/cdns/cdn-a");
    assertThat(cdn.propertyNames())
        .contains(
            "weight",
            "target",
            "floor",
            "state",
            "damage",
            "errorRate",
            "stallRatio",
            "ttfbP50Ms",
            "ttfbP95Ms",
            "samples",
            "viewers",
            "utilisation",
            "probe",
            "override",
            "reason");
    assertThat(cdn.get("damage").isNull()).isTrue();
    int sum = 0;
    for (JsonNode one : state.at("/services/live/regions/in-west/cdns")) {
      sum += one.get("weight").intValue();
    }
    assertThat(sum).isEqualTo(10_000);
  }

  @Test
  void explainNamesGroupAndBucket() throws Exception {
    String path = "/ops/v1/explain?service=live&region=in-west&session=7f3a";
    JsonNode why = Plane.json(plane.get(path, Plane.VIEWER));
    assertThat(why.get("group").asString()).isEqualTo("live/in-west");
    assertThat(why.get("bucket").intValue()).isEqualTo(dev.tidegate.shift.Buckets.of("7f3a"));
    assertThat(why.get("ranking")).hasSize(3);
    for (String region : java.util.List.of("in-west~jio", "no%20such~", "~")) {
      assertThat(
              plane
                  .get("/ops/v1/explain?service=live&session=s&region=" + region, Plane.VIEWER)
                  .statusCode())
          .as(region)
          .isEqualTo(200);
    }
    assertProblem(plane.get("/ops/v1/explain?service=live", Plane.VIEWER), 400);
    assertProblem(plane.get("/ops/v1/explain?service=x&session=s", Plane.VIEWER), 404);
  }

  @Test
  void metricsComeInBothForms() throws Exception {
    String text = plane.get("/metrics", Plane.VIEWER).body();
    assertThat(text)
        .contains("tidegate_cdn_weight{", "tidegate_loop_steps_total", "tidegate_answers_total{")
        .contains("tidegate_store_seconds", "tidegate_beacons_dropped_total{", "jvm_memory_used")
        .contains("tidegate_probe_results_total{", "tidegate_group_mode{")
        .doesNotContain("tidegate_cdn_damage{");
    HttpResponse<String> open =
        plane.send("GET", "/metrics", Plane.VIEWER, "", "Accept", "application/openmetrics-text");
    assertThat(open.headers().firstValue("content-type").orElse(""))
        .startsWith("application/openmetrics-text");
    assertThat(open.body()).endsWith("# EOF\n");
  }

  @Test
  void openApiListsExactlyTheRoutes() throws Exception {
    JsonNode api = Plane.json(plane.get("/ops/v1/openapi.json", Plane.VIEWER));
    Set<String> described = new TreeSet<>();
    api.get("paths")
        .properties()
        .forEach(
            path ->
                path.getValue().propertyNames().stream()
                    .filter(name -> !name.equals("parameters"))
                    .forEach(
                        method ->
                            described.add(
                                method.toUpperCase(java.util.Locale.ROOT)
                                    + " "
                                    + path.getKey()
                                    + " "
                                    + path.getValue().get(method).get("x-role").asString())));
    Set<String> routed = new TreeSet<>();
    for (Route route : plane.application.routes()) {
      String role = route.need() == Need.METRICS ? "viewer" : word(route.need());
      routed.add(route.method() + " " + route.path() + " " + role);
    }
    assertThat(described).isEqualTo(routed);
  }

  private static String word(Need need) {
    return need == Need.VANTAGE ? "agent" : need.name().toLowerCase(java.util.Locale.ROOT);
  }

  @Test
  void pageIsOpenAndGuarded() throws Exception {
    HttpResponse<String> page = plane.get("/", "");
    assertThat(page.body()).contains("<title>Tidegate</title>");
    assertThat(page.headers().firstValue("content-security-policy").orElse(""))
        .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'");
    assertThat(page.headers().firstValue("cache-control").orElse("")).isEqualTo("no-cache");
    assertThat(plane.get("/app.js", "").headers().firstValue("content-type").orElse(""))
        .contains("javascript");
  }

  // --- overrides ---

  @Test
  void drainReachesTheWeightsWithinTwoSecondsAndIsTakenBack() throws Exception {
    HttpResponse<String> made = plane.send("POST", OVERRIDES, Plane.OPERATOR, drain());
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    JsonNode stored = Plane.json(made);
    String at = made.headers().firstValue("location").orElseThrow();
    assertThat(at).isEqualTo(OVERRIDES + "/" + stored.get("id").asString());
    assertThat(stored.get("author").asString()).isEqualTo("otto");
    assertThat(Instant.parse(stored.get("expires").asString()))
        .isCloseTo(Instant.now().plus(Duration.ofMinutes(30)), within(10, ChronoUnit.SECONDS));
    Await.until(Duration.ofSeconds(2), () -> weightOf("cdn-a") < 5000);
    assertThat(plane.get(at, Plane.VIEWER).statusCode()).isEqualTo(200);
    assertProblem(plane.send("DELETE", at, Plane.OPERATOR, ""), 400);
    assertThat(plane.send("DELETE", at + "?reason=done", Plane.OPERATOR, "").statusCode())
        .isEqualTo(204);
    assertProblem(plane.send("DELETE", at + "?reason=done", Plane.OPERATOR, ""), 404);
  }

  private static int weightOf(String cdn) throws Exception {
    return Plane.json(plane.get("/ops/v1/state", Plane.VIEWER))
        .at("/services/live/regions/in-west/cdns/" + cdn + "/weight")
        .intValue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "drain    | \"cdn-b\" | null",
        "exclude  | \"cdn-b\" | null",
        "pin      | \"cdn-b\" | null",
        "weight   | \"cdn-b\" | 2500",
        "cap      | \"cdn-b\" | 9000",
        "floor    | \"cdn-b\" | 100",
        "capacity | \"cdn-b\" | \"6 Tbps\"",
        "freeze   | null      | null"
      })
  void everyActionIsTakenAndShownAsGiven(String action, String cdn, String value) throws Exception {
    HttpResponse<String> made =
        plane.send("POST", OVERRIDES, Plane.OPERATOR, order(action, cdn, value));
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    JsonNode stored = Plane.json(made);
    assertThat(stored.get("action").asString()).isEqualTo(action);
    assertThat(stored.get("cdn")).isEqualTo(Plane.JSON.readTree(cdn));
    assertThat(stored.get("value")).isEqualTo(Plane.JSON.readTree(value));
    endAllOverrides();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"service\":\"live\"                         | 400 | region",
        "not json                                      | 400 | ",
        "[]                                            | 400 | ",
        "{\"a\":1,\"a\":2}                             | 400 | ",
        "{} {}                                         | 400 | ",
        "{\"servise\":\"live\"}                        | 400 | servise",
        "{\"service\":5}                               | 400 | service",
        "{\"service\":\"live\",\"region\":\"*\",\"action\":\"melt\"} | 400 | action",
      })
  void unreadableOrdersNameTheField(String body, int status, String field) throws Exception {
    HttpResponse<String> response = plane.send("POST", OVERRIDES, Plane.OPERATOR, body);
    assertProblem(response, status);
    if (field != null && body.endsWith("}")) {
      assertThat(Plane.json(response).path("field").asString("")).isEqualTo(field);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'\"service\":\"live\"', '\"service\":\"nope\"', 422, known-service",
    "'\"region\":\"in-west\"', '\"region\":\"nope\"', 422, known-region",
    "'\"cdn\":\"cdn-a\"', '\"cdn\":\"nope\"', 422, known-cdn",
    "'\"expires\":\"30m\"', '\"expires\":\"31d\"', 422, expires-within-30-days",
    "'\"expires\":\"30m\"', '\"expires\":\"2020-01-01T00:00:00Z\"', 422, expires-in-future",
    "'\"expires\":\"30m\"', '\"expires\":null', 400, ''",
    "'\"expires\":\"30m\"', '\"expires\":\"soon\"', 400, ''",
    "'\"reason\":\"maintenance CHG-112\"', '\"reason\":\"  \"', 400, ''",
    "'\"value\":null', '\"value\":5', 400, ''",
    "'\"value\":null', '\"strength\":\"hard\"', 400, ''",
    "'\"action\":\"drain\"', '\"action\":\"weight\"', 400, ''",
    "'\"action\":\"drain\"', '\"action\":\"freeze\"', 400, ''"
  })
  void ordersThatMayNotBeAreRefusedWithTheRule(String from, String to, int status, String rule)
      throws Exception {
    String before = plane.get(OVERRIDES, Plane.VIEWER).body();
    HttpResponse<String> response =
        plane.send("POST", OVERRIDES, Plane.OPERATOR, drain().replace(from, to));
    assertProblem(response, status);
    assertThat(Plane.json(response).path("rule").asString("")).isEqualTo(rule);
    assertThat(plane.get(OVERRIDES, Plane.VIEWER).body()).isEqualTo(before);
  }

  @Test
  void infeasibleSumsAreRefused() throws Exception {
    String first = order("weight", "\"cdn-a\"", "8000");
    assertThat(plane.send("POST", OVERRIDES, Plane.OPERATOR, first).statusCode()).isEqualTo(201);
    HttpResponse<String> second =
        plane.send("POST", OVERRIDES, Plane.OPERATOR, order("floor", "\"cdn-b\"", "3000"));
    assertProblem(second, 422);
    assertThat(Plane.json(second).get("rule").asString()).isEqualTo("infeasible-sum");
    HttpResponse<String> dry =
        plane.send(
            "POST",
            OVERRIDES + "?dryRun=true",
            Plane.OPERATOR,
            order("floor", "\"cdn-b\"", "3000"));
    assertThat(dry.statusCode()).isEqualTo(200);
    assertThat(Plane.json(dry).get("refusedBy").asString()).startsWith("infeasible-sum");
    endAllOverrides();
  }

  @Test
  void dryRunsChangeNothing() throws Exception {
    String overrides = plane.get(OVERRIDES, Plane.VIEWER).body();
    String config = plane.get("/ops/v1/config/versions", Plane.ADMIN).body();
    String audit = plane.get("/ops/v1/audit", Plane.ADMIN).body();
    HttpResponse<String> dry =
        plane.send("POST", OVERRIDES + "?dryRun=true", Plane.OPERATOR, drain());
    assertThat(dry.statusCode()).isEqualTo(200);
    JsonNode answer = Plane.json(dry);
    assertThat(answer.get("dryRun").booleanValue()).isTrue();
    assertThat(answer.at("/weights/live/in-west/cdn-a").intValue()).isZero();
    assertThat(answer.get("refusedBy").isNull()).isTrue();
    JsonNode put =
        Plane.json(
            plane.send(
                "PUT",
                "/ops/v1/config?dryRun=true&reason=try",
                Plane.ADMIN,
                Plane.yaml("0"),
                "Content-Type",
                "application/yaml"));
    assertThat(put.at("/weights/live/in-west/cdn-a").intValue()).isZero();
    assertThat(plane.get(OVERRIDES, Plane.VIEWER).body()).isEqualTo(overrides);
    assertThat(plane.get("/ops/v1/config/versions", Plane.ADMIN).body()).isEqualTo(config);
    assertThat(plane.get("/ops/v1/audit", Plane.ADMIN).body()).isEqualTo(audit);
  }

  @Test
  void bodiesAreBounded() throws Exception {
    assertProblem(plane.send("POST", OVERRIDES, Plane.OPERATOR, "x".repeat(70_000)), 413);
    assertProblem(
        plane.send(
            "PUT",
            "/ops/v1/config?reason=x",
            Plane.ADMIN,
            "#".repeat(1_100_000),
            "Content-Type",
            "application/yaml"),
        413);
  }

  // --- audit ---

  @Test
  void auditChainGrowsAndAnyoneCanRecomputeIt() throws Exception {
    plane.send("POST", OVERRIDES, Plane.OPERATOR, drain());
    endAllOverrides();
    JsonNode items = Plane.json(plane.get("/ops/v1/audit", Plane.OPERATOR)).get("items");
    assertThat(items.get(0).get("action").asString()).isEqualTo("override.end");
    assertThat(items.get(0).get("actor").asString()).isEqualTo("otto");
    assertThat(items.get(0).get("before").get("action").asString()).isEqualTo("drain");
    assertThat(items.get(0).get("after").isNull()).isTrue();
    for (int i = 0; i < items.size(); i++) {
      assertThat(Plane.sha256(items.get(i).get("canonical").asString()))
          .isEqualTo(items.get(i).get("hash").asString());
      if (i + 1 < items.size()) {
        assertThat(items.get(i).get("previous")).isEqualTo(items.get(i + 1).get("hash"));
      }
    }
    JsonNode check = Plane.json(plane.get("/ops/v1/audit/verify", Plane.OPERATOR));
    assertThat(check.get("ok").booleanValue()).isTrue();
    JsonNode page = Plane.json(plane.get("/ops/v1/audit?limit=1", Plane.OPERATOR));
    String next = page.get("next").asString();
    JsonNode second = Plane.json(plane.get("/ops/v1/audit?limit=1&cursor=" + next, Plane.OPERATOR));
    assertThat(second.at("/items/0")).isEqualTo(items.get(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"audit", "decisions", "config/versions"})
  void aCursorIsWhatAnEarlierPageGave(String list) throws Exception {
    HttpResponse<String> refused =
        plane.get("/ops/v1/" + list + "?cursor=yesterday", Plane.OPERATOR);
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(Plane.json(refused).get("field").asString()).isEqualTo("cursor");
  }

  // --- degradation and events ---

  @Test
  void degradationIsReplacedWhole() throws Exception {
    String ladder =
        """
        {"items":[{"service":"live","region":"*","maxBitrateKbps":3000,"features":{"uhd":false}}]}""";
    String path = "/ops/v1/degradation";
    String tag = plane.get(path, Plane.VIEWER).headers().firstValue("etag").orElseThrow();
    assertProblem(plane.send("PUT", path, Plane.OPERATOR, ladder), 400);
    assertProblem(
        plane.send("PUT", path + "?reason=x", Plane.OPERATOR, ladder.replace("live", "nope")), 422);
    assertThat(
            plane
                .send("PUT", path + "?reason=final", Plane.OPERATOR, ladder, "If-Match", tag)
                .statusCode())
        .isEqualTo(200);
    assertProblem(
        plane.send("PUT", path + "?reason=final", Plane.OPERATOR, ladder, "If-Match", "\"old\""),
        412);
    JsonNode stored = Plane.json(plane.get(path, Plane.VIEWER));
    assertThat(stored.at("/items/0/maxBitrateKbps").intValue()).isEqualTo(3000);
    JsonNode hints = Plane.json(plane.player("/v1/rank/live?session=s")).get("hints");
    assertThat(hints.toString())
        .as("players are told")
        .isEqualTo("{\"maxBitrateKbps\":3000,\"features\":{\"uhd\":false}}");
    plane.send("PUT", path + "?reason=over", Plane.OPERATOR, "{\"items\":[]}");
  }

  @Test
  void eventsAreScheduledAndRemoved() throws Exception {
    String event =
        """
        {"name":"final","service":"live","region":"*","starts":"1h","ends":"4h","reason":"cup",
         "viewers":[{"at":"1h","viewers":1000000},{"at":"2h","viewers":9000000}]}""";
    HttpResponse<String> made = plane.send("POST", "/ops/v1/events", Plane.OPERATOR, event);
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    String at = made.headers().firstValue("location").orElseThrow();
    assertThat(Plane.json(plane.get("/ops/v1/events", Plane.VIEWER)).get("items")).hasSize(1);
    assertProblem(
        plane.send("POST", "/ops/v1/events", Plane.OPERATOR, event.replace("4h", "30m")), 400);
    assertThat(plane.send("DELETE", at + "?reason=x", Plane.OPERATOR, "").statusCode())
        .isEqualTo(204);
    assertProblem(plane.send("DELETE", at + "?reason=x", Plane.OPERATOR, ""), 404);
  }
}
