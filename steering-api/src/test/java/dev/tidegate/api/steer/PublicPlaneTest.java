package dev.tidegate.api.steer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The contract's public plane, sentence by sentence, over real sockets. */
@SuppressWarnings("StringConcatToTextBlock") // the CR LF of a request is to be seen
class PublicPlaneTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static RunningPlane running;
  private RawClient client;

  @BeforeAll
  static void start() {
    running = RunningPlane.start();
  }

  @AfterAll
  static void stop() {
    running.close();
  }

  @BeforeEach
  void connect() throws IOException {
    client = running.client();
  }

  @AfterEach
  void disconnect() throws IOException {
    client.close();
  }

  private JsonNode json(String target) throws IOException {
    RawClient.Answer answer = client.get(target);
    assertThat(answer.status()).as(target).isEqualTo(200);
    assertReadable(answer);
    assertThat(answer.header("cache-control")).isEqualTo("no-store");
    assertThat(answer.headers()).doesNotContainKeys("etag", "set-cookie", "server");
    return JSON.readTree(answer.body());
  }

  private static void assertReadable(RawClient.Answer answer) {
    assertThat(answer.header("access-control-allow-origin")).isEqualTo("*");
    assertThat(answer.header("access-control-expose-headers")).isEqualTo("Retry-After");
  }

  private static List<String> strings(JsonNode array) {
    List<String> all = new ArrayList<>();
    array.forEach(n -> all.add(n.asString()));
    return all;
  }

  private static List<String> ranking(JsonNode rank) {
    List<String> all = new ArrayList<>();
    rank.get("ranking").forEach(n -> all.add(n.get("cdn").asString()));
    return all;
  }

  @Test
  void aManifestIsWhatPlayersWant() throws IOException {
    for (String form : List.of("hls", "dash")) {
      JsonNode body = json("/v1/" + form + "/live");
      assertThat(body.get("VERSION").isInt()).isTrue();
      assertThat(body.get("VERSION").asInt()).isEqualTo(1);
      assertThat(body.get("TTL").asInt()).isBetween(9, 10);
      assertThat(strings(body.get("PATHWAY-PRIORITY")))
          .containsExactlyInAnyOrderElementsOf(TestConfig.CDNS);
      String reload = body.get("RELOAD-URI").asString();
      assertThat(reload)
          .matches("https://steer\\.example\\.com/v1/" + form + "/live\\?session=[0-9a-f]{32}");
      JsonNode again = json(reload.substring("https://steer.example.com".length()));
      assertThat(again.get("PATHWAY-PRIORITY")).isEqualTo(body.get("PATHWAY-PRIORITY"));
      assertThat(again.get("RELOAD-URI").asString()).isEqualTo(reload);
    }
    assertThat(client.get("/v1/hls/live").header("content-type"))
        .startsWith("application/vnd.apple.steering-list");
    assertThat(client.get("/v1/dash/live").header("content-type")).startsWith("application/json");
  }

  @Test
  void playersQuirksAreTolerated() throws IOException {
    String plain = priority("/v1/hls/live?session=q&_HLS_pathway=cdn-a&_HLS_throughput=5000000");
    for (String query :
        List.of(
            "_HLS_pathway=%22cdn-a%22&_HLS_throughput=5000000",
            "_HLS_throughput=-1294967296",
            "_HLS_throughput=abc",
            "_HLS_throughput=",
            "_HLS_throughput=99999999999999999999",
            "_HLS_pathway=UNKNOWN",
            "_HLS_pathway=cdn-a&_HLS_pathway=cdn-b",
            "_HLS_pathway=",
            "_HLS_pathway=%22%22",
            "&&&=&=x&",
            "%FF=%FF&x=%C0%80")) {
      assertThat(priority("/v1/hls/live?session=q&" + query)).as(query).isEqualTo(plain);
    }
    for (String query :
        List.of(
            "_DASH_pathway=%22cdn-a%2Ccdn-b%2Ccdn-a%22&_DASH_throughput=5140000%2C%2C4000000",
            "_DASH_pathway=%22cdn-a%2Ccdn-b%22&_DASH_throughput=1",
            "_DASH_pathway=cdn-b&_DASH_throughput=5123457",
            "_DASH_pathway=cdn-a&_DASH_pathway=cdn-b&_DASH_throughput=",
            "_DASH_pathway=%2C%2C")) {
      assertThat(priority("/v1/dash/live?session=q&" + query)).as(query).isEqualTo(plain);
    }
    assertThat(client.get("/v1/hls/live?_HLS_pathway=UNKNOWN").body()).doesNotContain("UNKNOWN");
  }

  private String priority(String target) throws IOException {
    return json(target).get("PATHWAY-PRIORITY").toString();
  }

  @Test
  void aRankingHoldsEveryCdnOnceWithItsUrlAndWeight() throws IOException {
    JsonNode body =
        json("/v1/rank/live?session=s1&path=/live/final.m3u8%3Fa%3D1%26b%3D%2520x&region=in-west");
    assertThat(body.get("service").asString()).isEqualTo("live");
    assertThat(body.get("session").asString()).isEqualTo("s1");
    assertThat(body.get("region").asString()).isEqualTo("in-west");
    assertThat(body.get("version").asString()).matches("7\\.0-[0-9a-f]{8}");
    assertThat(body.get("mode").asString()).isEqualTo("static");
    assertThat(body.get("ttl").asInt()).isBetween(9, 10);
    assertThat(ranking(body)).containsExactlyInAnyOrderElementsOf(TestConfig.CDNS);
    int sum = 0;
    for (JsonNode entry : body.get("ranking")) {
      String cdn = entry.get("cdn").asString();
      assertThat(entry.get("url").asString())
          .isEqualTo("https://" + cdn + ".example.com/p/live/final.m3u8?a=1&b=%20x");
      sum += entry.get("weight").asInt();
    }
    assertThat(sum).isEqualTo(10_000);
    JsonNode beacon = body.get("beacon");
    assertThat(beacon.get("url").asString()).isEqualTo("https://steer.example.com/v1/beacons/live");
    assertThat(beacon.get("token").asString()).matches("[A-Za-z0-9_-]{40,}");
    assertThat(beacon.get("sample").asDouble()).isEqualTo(1.0);
    assertThat(beacon.get("interval").asInt()).isEqualTo(10);
    assertThat(body.get("hints").get("maxBitrateKbps").isNull()).isTrue();
    assertThat(body.get("hints").get("features").isObject()).isTrue();
    for (String path : List.of("", "?path=", "?path=no-slash", "?path=@evil.example/x")) {
      assertThat(json("/v1/rank/live" + path).get("ranking").get(0).get("url").asString())
          .matches("https://cdn-.\\.example\\.com/p/");
    }
  }

  @Test
  void whateverThePathItsUrlsAreLegal() throws IOException {
    String path = "/a{b}^`[c]|%zz%20%/é?x=[1]&y=%3D#t=3";
    String url =
        json("/v1/rank/live?path=" + PercentText.encode(path))
            .get("ranking")
            .get(0)
            .get("url")
            .asString();
    assertThat(url).endsWith("/p/a%7Bb%7D%5E%60%5Bc%5D%7C%25zz%20%25/%C3%A9?x=%5B1%5D&y=%3D#t=3");
    assertThat(URI.create(url).getRawFragment()).isEqualTo("t=3");
  }

  @Test
  void theSameSessionGetsTheSameFirstCdnInEveryForm() throws IOException {
    for (int i = 0; i < 50; i++) {
      String session = "same-" + i;
      JsonNode rank = json("/v1/rank/live?session=" + session);
      String first = ranking(rank).getFirst();
      for (String form : List.of("hls", "dash")) {
        JsonNode body = json("/v1/" + form + "/live?session=" + session + "&_HLS_pathway=cdn-c");
        assertThat(strings(body.get("PATHWAY-PRIORITY"))).isEqualTo(ranking(rank));
      }
      assertThat(ranking(json("/v1/rank/live?failed=" + first + ",nope,&session=" + session)))
          .hasSize(3)
          .endsWith(first)
          .containsExactlyInAnyOrderElementsOf(TestConfig.CDNS);
    }
  }

  @Test
  void hostileSessionsComeBackAsTheyWere() throws IOException {
    for (String session :
        List.of(
            "\"},{\"x\":\"",
            "\\",
            "\u0000\u0001\n\r\t",
            "<script>",
            "\uD83D\uDE00é漢",
            "a b+c&d=e#f%",
            "x".repeat(128))) {
      String sent = PercentText.encode(session);
      assertThat(json("/v1/rank/live?session=" + sent).get("session").asString())
          .isEqualTo(session);
      String reload = json("/v1/hls/live?session=" + sent).get("RELOAD-URI").asString();
      assertThat(reload).endsWith("?session=" + sent);
    }
    assertThat(json("/v1/rank/live?session=a+b%2Bc").get("session").asString())
        .as("a player that writes its query anew writes a space as a plus")
        .isEqualTo("a b+c");
    for (String absent : List.of("x".repeat(129), "", "%FF", "%C0%80", "%ED%A0%80")) {
      assertThat(json("/v1/rank/live?session=" + absent).get("session").asString())
          .matches("[0-9a-f]{32}");
    }
  }

  @Test
  void unknownServicesAndRegionsAreAnswered() throws IOException {
    for (String name : List.of("nope", "%22%3Cx%3E", "%FF", "a%2Fb", "n".repeat(300))) {
      JsonNode rank = json("/v1/rank/" + name);
      assertThat(rank.get("mode").asString()).isEqualTo("static");
      assertThat(rank.get("ttl").asInt()).isEqualTo(300);
      assertThat(rank.get("ranking").size()).isZero();
      JsonNode hls = json("/v1/hls/" + name);
      assertThat(hls.get("TTL").asInt()).isEqualTo(300);
      assertThat(hls.get("PATHWAY-PRIORITY").size()).isZero();
    }
    assertThat(json("/v1/rank/live?region=nowhere").get("region").asString()).isEqualTo("default");
    assertThat(json("/v1/rank/plain?region=in-west&session=x").get("region").asString())
        .isEqualTo("default");
    assertThat(json("/v1/rank/plain").get("ttl").asInt()).isEqualTo(5);
  }

  @Test
  void whatWasHonouredIsCarriedOn() throws IOException {
    assertThat(json("/v1/hls/live?session=s&region=in-west&asn=55836").get("RELOAD-URI").asString())
        .endsWith("/v1/hls/live?session=s&region=in-west&asn=55836");
    assertThat(json("/v1/dash/live?session=s&region=nowhere&asn=1").get("RELOAD-URI").asString())
        .as("what was not honoured is not carried on")
        .endsWith("/v1/dash/live?session=s&asn=1");
    assertThat(
            json("/v1/hls/plain?session=s&region=in-west&asn=55836").get("RELOAD-URI").asString())
        .endsWith("/v1/hls/plain?session=s");
    assertThat(json("/v1/rank/live?region=in&region=in-west").get("region").asString())
        .isEqualTo("in-west");
  }

  @Test
  void restrictedCdnsAreNotOfferedToUnknownViewers() throws IOException {
    String form = "/v1/rank/fenced?session=s";
    assertThat(ranking(json(form))).containsExactly("cdn-a");
    assertThat(ranking(json(form + "&asn=55836"))).containsExactlyInAnyOrder("cdn-a", "cdn-b");
    assertThat(ranking(json(form + "&asn=1"))).containsExactly("cdn-a");
    assertThat(ranking(json(form + "&region=in-west&device=tv")))
        .containsExactlyInAnyOrder("cdn-a", "cdn-c");
    assertThat(ranking(json(form + "&region=in-west&device=old-tv"))).containsExactly("cdn-a");
    assertThat(strings(json("/v1/hls/fenced?asn=55836").get("PATHWAY-PRIORITY")))
        .containsExactlyInAnyOrder("cdn-a", "cdn-b");
  }

  @Test
  void contentIsTheBucketWhereTheServiceSaysSo() throws IOException {
    String first = ranking(json("/v1/rank/vod?path=/title/1.m3u8&session=a")).getFirst();
    for (int i = 0; i < 20; i++) {
      assertThat(ranking(json("/v1/rank/vod?path=/title/1.m3u8%3Ft%3D" + i + "&session=b" + i)))
          .startsWith(first);
    }
  }

  @Test
  void regionsComeFromTheClientAddressBehindATrustedProxy() throws IOException {
    RawClient.Answer answer =
        client.ask("GET", "/v1/rank/plain", "X-Forwarded-For: 10.9.9.9, 10.1.2.3, 127.0.0.5\r\n");
    assertThat(JSON.readTree(answer.body()).get("region").asString()).isEqualTo("in-south");
  }

  @Test
  void sessionsAreGivenWithTheirToken() throws IOException {
    RawClient.Answer answer = client.post("/v1/sessions/live", "");
    assertThat(answer.status()).isEqualTo(200);
    JsonNode body = JSON.readTree(answer.body());
    assertThat(body.get("session").asString()).matches("[0-9a-f]{32}");
    assertThat(body.get("token").asString()).isEqualTo(body.get("beacon").get("token").asString());
    assertThat(body.get("expires").asLong() / 1000)
        .isCloseTo(
            System.currentTimeMillis() / 1000 + 86_400, org.assertj.core.data.Offset.offset(60L));
  }

  @Test
  void headGivesHeadersOnlyAndTheConnectionGoesOn() throws IOException {
    for (int i = 0; i < 3; i++) {
      RawClient.Answer head = client.ask("HEAD", "/v1/rank/live?session=x", "");
      assertThat(head.status()).isEqualTo(200);
      assertThat(Integer.parseInt(head.header("content-length"))).isGreaterThan(100);
      assertThat(client.get("/v1/rank/live?session=x").status()).isEqualTo(200);
    }
  }

  @Test
  void preflightsAreAllowedEverywhere() throws IOException {
    for (String target : List.of("/v1/hls/live", "/v1/beacons/live", "/nowhere", "*")) {
      RawClient.Answer answer =
          client.ask(
              "OPTIONS",
              target,
              "Origin: https://x\r\nAccess-Control-Request-Method: GET\r\n"
                  + "Access-Control-Request-Headers: cmcd-session,authorization\r\n");
      assertThat(answer.status()).isEqualTo(204);
      assertReadable(answer);
      assertThat(answer.header("access-control-allow-methods")).contains("GET");
      assertThat(answer.header("access-control-allow-headers"))
          .isEqualTo("cmcd-session,authorization");
      assertThat(answer.header("access-control-max-age")).isEqualTo("7200");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/v1",
        "/v1/",
        "/v1/rank",
        "/v1/rank/",
        "/v1/rank/live/",
        "/v1/rank//live",
        "/v2/rank/x",
        "/v1/cmcd",
        "/v1/nel/live/x",
        "/V1/rank/live",
        "/..;/x"
      })
  void pathsThatAreNotOursAreNotFound(String path) throws IOException {
    RawClient.Answer answer = client.get(path);
    assertThat(answer.status()).isEqualTo(404);
    assertReadable(answer);
  }

  @Test
  void otherMethodsAreNotAllowed() throws IOException {
    assertThat(client.post("/v1/hls/live", "x").status()).isEqualTo(405);
    RawClient.Answer answer = client.ask("DELETE", "/v1/rank/live", "");
    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.header("allow")).contains("GET", "HEAD", "OPTIONS");
    assertReadable(answer);
    answer = client.get("/v1/beacons/live");
    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.header("allow")).contains("POST");
    assertThat(client.get("/v1/sessions/live").status()).isEqualTo(405);
  }

  @Test
  void whatIsTooLongIsRefusedByTheParserAndReadable() throws IOException {
    assertThat(client.get("/v1/hls/live?x=" + "y".repeat(8000)).status()).isEqualTo(200);
    assertRefused("GET /v1/hls/live?x=" + "y".repeat(8300) + " HTTP/1.1\r\nHost: x\r\n\r\n", 414);
    assertRefused("GET /" + "y".repeat(100_000) + " HTTP/1.1\r\nHost: x\r\n\r\n", 414);
    assertRefused("GET / HTTP/1.1\r\nA: " + "y".repeat(9000) + "\r\n\r\n", 431);
    assertRefused("GET / HTTP/1.1\r\n" + "A: b\r\n".repeat(5000) + "\r\n", 431);
  }

  @Test
  void whatIsMalformedIsRefusedAndTheConnectionClosed() throws IOException {
    for (String target :
        List.of("/v1/hls/live?session=%zz", "/v1/hls/%", "/v1/rank/live?x=%4", "/%G1")) {
      assertRefused("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n", 400);
    }
    assertRefused(
        "POST /v1/beacons/live HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        400);
    assertRefused(
        "POST /v1/beacons/live HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
        400);
    assertRefused("nonsense\r\n\r\n", 400);
    assertRefused("GET / HTTP/1.1\r\nno colon\r\n\r\n", 400);
  }

  private void assertRefused(String request, int status) throws IOException {
    try (RawClient own = running.client()) {
      RawClient.Answer answer = own.say(request).hear(false).orElseThrow();
      assertThat(answer.status())
          .as(request.substring(0, Math.min(40, request.length())))
          .isEqualTo(status);
      assertReadable(answer);
      assertThat(answer.body()).isEmpty();
      assertThat(answer.headers()).doesNotContainKey("server");
      assertThat(own.ended()).isTrue();
    }
  }

  @Test
  void manyParametersAndPipelinesAreAnsweredInOrder() throws IOException {
    assertThat(client.get("/v1/hls/live?" + "a=b&".repeat(500) + "session=z").status())
        .isEqualTo(200);
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      all.append("GET /v1/rank/live?session=p" + i + " HTTP/1.1\r\nHost: x\r\n\r\n");
    }
    client.say(all.toString());
    for (int i = 0; i < 20; i++) {
      String body = client.hear(false).orElseThrow().body();
      assertThat(JSON.readTree(body).get("session").asString()).isEqualTo("p" + i);
    }
  }

  @Test
  void beaconsAreAlwaysAcceptedInSilence() throws IOException {
    for (String body : List.of("", "garbage", "[]", "{}", "{\"samples\":[{\"cdn\":\"cdn-a\"}]}")) {
      RawClient.Answer answer = client.post("/v1/beacons/live", body);
      assertThat(answer.status()).isEqualTo(204);
      assertReadable(answer);
    }
    assertThat(client.post("/v1/beacons/unknown", "{}").status()).isEqualTo(204);
    assertThat(client.post("/v1/beacons/live", "x".repeat(5 << 20)).status()).isEqualTo(204);
    assertThat(client.post("/v1/beacons/live", "{}").status()).isEqualTo(204);
    client.say(
        "POST /v1/beacons/live HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n");
    assertThat(client.hear(false).orElseThrow().status()).isEqualTo(204);
  }

  @Test
  void healthSaysWhetherARankingCanBeServed() throws IOException {
    assertThat(client.get("/healthz").status()).isEqualTo(200);
    assertThat(client.get("/readyz").status()).isEqualTo(200);
    running.ready = false;
    assertThat(client.get("/readyz").status()).isEqualTo(503);
    assertThat(client.get("/healthz").status()).isEqualTo(200);
    running.ready = true;
  }

  @Test
  void requestsThatDripAreCut() throws IOException, InterruptedException {
    try (RunningPlane strict =
            new RunningPlane(TestConfig.create().build(), Duration.ofMillis(400));
        RawClient slow = strict.client()) {
      slow.say("GET /v1/hls/live HTTP/1.1\r\nA: ");
      long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
      boolean cut = false;
      while (!cut && System.nanoTime() < deadline) {
        Thread.sleep(50); // the drip itself
        try {
          slow.say("a");
        } catch (IOException e) {
          cut = true;
        }
      }
      assertThat(cut).isTrue();
    }
  }

  @Test
  void stoppingTurnsReadinessAndGoesOnAnswering() throws IOException {
    try (RunningPlane own = RunningPlane.start();
        RawClient to = own.client()) {
      own.plane.stopAccepting();
      assertThat(to.get("/readyz").status()).isEqualTo(503);
      try (RawClient another = own.client()) {
        RawClient.Answer answer = another.get("/v1/hls/live");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("connection")).isEqualTo("close");
      }
    }
  }
}
