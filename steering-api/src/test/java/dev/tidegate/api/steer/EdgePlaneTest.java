package dev.tidegate.api.steer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.answer.GroupAnswer;
import dev.tidegate.answer.SteeringSnapshot;
import dev.tidegate.answer.Version;
import dev.tidegate.model.Group;
import dev.tidegate.model.Mode;
import dev.tidegate.model.Policy;
import dev.tidegate.model.Service;
import dev.tidegate.model.Weights;
import dev.tidegate.shift.BucketTable;
import dev.tidegate.shift.Buckets;
import dev.tidegate.shift.ShiftLimit;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The contract's edge form, sentence by sentence, over real sockets. */
class EdgePlaneTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static RunningPlane running;
  private RawClient client;

  @BeforeAll
  static void start() {
    running = RunningPlane.start();
    running.steering.publish(withANetworkOfItsOwn(running.steering.snapshot()));
    running.plane.prepare();
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

  /** The network jio of in-west is sent elsewhere than its region. */
  private static SteeringSnapshot withANetworkOfItsOwn(SteeringSnapshot before) {
    TreeMap<Group, GroupAnswer> groups = new TreeMap<>(before.groups());
    Weights weights =
        new Weights(new TreeMap<>(Map.of("cdn-a", 1000, "cdn-b", 2000, "cdn-c", 7000)));
    Group jio = Group.of("live", "in-west", "jio");
    groups.put(jio, new GroupAnswer(jio, Mode.AUTOMATIC, 10, BucketTable.first(weights), weights));
    return new SteeringSnapshot(Version.parse("7.1-0123abcd"), Instant.EPOCH, groups);
  }

  private RawClient.Answer get(String target) throws IOException {
    RawClient.Answer answer = client.get(target);
    assertThat(answer.status()).as(target).isEqualTo(200);
    assertThat(answer.header("access-control-allow-origin")).isEqualTo("*");
    assertThat(answer.header("access-control-expose-headers")).isEqualTo("Retry-After");
    assertThat(answer.header("etag")).matches("\"[0-9a-f]{16}\"");
    assertThat(answer.headers()).doesNotContainKeys("set-cookie", "server");
    return answer;
  }

  private JsonNode json(String target) throws IOException {
    return JSON.readTree(get(target).body());
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

  /** What the table says of a bucket. */
  private static List<String> order(JsonNode table, int bucket) {
    byte[] octets = Base64.getDecoder().decode(table.get("buckets").asString());
    boolean wide = table.get("orders").size() > 256;
    assertThat(octets).hasSize(wide ? 20_000 : 10_000);
    int index =
        wide
            ? (octets[2 * bucket] & 0xff) << 8 | (octets[2 * bucket + 1] & 0xff)
            : octets[bucket] & 0xff;
    List<String> cdns = new ArrayList<>();
    for (JsonNode cdn : table.get("orders").get(index)) {
      cdns.add(table.get("cdns").get(cdn.asInt()).asString());
    }
    return cdns;
  }

  @Test
  void everyFormNamesTheSameOrderForASession() throws IOException {
    long seed = 20_261_122;
    Random random = new Random(seed);
    for (String place : List.of("in-west", "in-west~jio", "in-south", "default")) {
      String claim = place.equals("in-west~jio") ? "&region=in-west&asn=55836" : "&region=" + place;
      JsonNode table = json("/v1/edge/live/" + place + "/table");
      for (int i = 0; i < 60; i++) {
        String session = HexFormat.of().toHexDigits(random.nextLong());
        int bucket = Buckets.of(session);
        List<String> order = order(table, bucket);
        String said = "seed " + seed + ", " + place + ", session " + session;
        String at = "/v1/edge/live/" + place + "/" + bucket;
        assertThat(ranking(json(at + "/rank"))).as(said).isEqualTo(order);
        assertThat(ranking(plain("/v1/rank/live?session=" + session + claim)))
            .as(said)
            .isEqualTo(order);
        for (String form : List.of("hls", "dash")) {
          assertThat(strings(json(at + "/" + form).get("PATHWAY-PRIORITY")))
              .as(said)
              .isEqualTo(order);
          assertThat(
                  strings(
                      plain("/v1/" + form + "/live?session=" + session + claim)
                          .get("PATHWAY-PRIORITY")))
              .as(said)
              .isEqualTo(order);
        }
      }
    }
  }

  private JsonNode plain(String target) throws IOException {
    return JSON.readTree(client.get(target).body());
  }

  @Test
  void aTableIsWhatWorkersAnswerFrom() throws IOException {
    RawClient.Answer answer = get("/v1/edge/live/in-west/table?_HLS_pathway=cdn-a");
    assertThat(answer.header("content-type")).startsWith("application/json");
    assertThat(answer.header("cache-control"))
        .isEqualTo("public, max-age=5, stale-while-revalidate=5, stale-if-error=86400");
    JsonNode table = JSON.readTree(answer.body());
    assertThat(table.propertyNames())
        .containsExactly("version", "ttl", "cdns", "orders", "buckets");
    assertThat(table.get("version").asString()).isEqualTo("7.1-0123abcd");
    assertThat(table.get("ttl").asInt()).isEqualTo(10);
    assertThat(strings(table.get("cdns"))).containsExactlyElementsOf(TestConfig.CDNS);
    Map<String, Integer> shares = new TreeMap<>();
    for (int bucket = 0; bucket < Buckets.COUNT; bucket++) {
      shares.merge(order(table, bucket).getFirst(), 1, Integer::sum);
      if (bucket % 1000 == 0) {
        assertThat(order(table, bucket)).containsExactlyInAnyOrderElementsOf(TestConfig.CDNS);
      }
    }
    assertThat(shares).isEqualTo(Map.of("cdn-a", 5000, "cdn-b", 3000, "cdn-c", 2000));
  }

  @Test
  void aTableComesZippedToThoseWhoSaySo() throws IOException {
    String plain = get("/v1/edge/live/in-west/table").body();
    client.say("GET /v1/edge/live/in-west/table HTTP/1.1\r\nAccept-Encoding: br, gzip\r\n\r\n");
    RawClient.Octets zipped = client.hearOctets();
    assertThat(zipped.header("content-encoding")).isEqualTo("gzip");
    assertThat(zipped.header("vary")).isEqualToIgnoringCase("accept-encoding");
    assertThat(zipped.body().length).isLessThan(6000);
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(zipped.body()))) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(plain);
    }
    RawClient.Answer none =
        client.ask("GET", "/v1/edge/live/in-west/table", "Accept-Encoding: gzip;q=0\r\n");
    assertThat(none.headers()).doesNotContainKey("content-encoding");
    assertThat(none.header("etag")).isNotEqualTo(zipped.header("etag"));
  }

  @Test
  void aBucketsAnswerHasNothingOfASession() throws IOException {
    String at = "/v1/edge/live/in-west/4611/";
    RawClient.Answer hls = get(at + "hls?session=abc&_HLS_pathway=cdn-c&_HLS_throughput=1");
    assertThat(hls.header("content-type")).startsWith("application/vnd.apple.steering-list");
    JsonNode body = JSON.readTree(hls.body());
    assertThat(body.get("VERSION").asInt()).isEqualTo(1);
    int ttl = body.get("TTL").asInt();
    assertThat(ttl).isBetween(9, 10);
    assertThat(hls.header("cache-control"))
        .isEqualTo(
            "public, max-age="
                + ttl / 2
                + ", stale-while-revalidate="
                + ttl / 2
                + ", stale-if-error=86400");
    assertThat(body.get("RELOAD-URI").asString())
        .isEqualTo("https://edge.example.com" + at + "hls");
    assertThat(get(at + "hls").body()).isEqualTo(hls.body());
    JsonNode rank = json(at + "rank?path=/x");
    assertThat(rank.get("region").asString()).isEqualTo("in-west");
    for (String name : List.of("session", "version")) {
      assertThat(rank.get(name).isNull()).as(name).isTrue();
    }
    assertThat(rank.get("beacon").get("token").isNull()).isTrue();
    assertThat(rank.get("beacon").get("url").asString())
        .isEqualTo("https://steer.example.com/v1/beacons/live");
    assertThat(rank.get("ranking").get(0).get("weight").isNull()).isTrue();
    assertThat(rank.get("ranking").get(0).get("url").asString())
        .matches("https://cdn-.\\.example\\.com/p/");
    assertThat(rank.get("hints").get("features").isObject()).isTrue();
  }

  @Test
  void ttlIsJitteredByBucketAndHalvedForCaches() throws IOException {
    Map<Integer, Integer> seen = new TreeMap<>();
    for (int bucket = 0; bucket < 200; bucket++) {
      JsonNode body = json("/v1/edge/vod/default/" + bucket + "/dash");
      seen.merge(body.get("TTL").asInt(), 1, Integer::sum);
    }
    assertThat(seen.keySet()).containsExactly(27, 28, 29, 30);
    assertThat(get("/v1/edge/plain/default/1/hls").header("cache-control"))
        .startsWith("public, max-age=2,");
  }

  @ParameterizedTest
  @ValueSource(strings = {"table", "7/hls", "7/rank"})
  void whoHasItIsToldSo(String what) throws IOException {
    String target = "/v1/edge/live/in-west/" + what;
    String tag = get(target).header("etag");
    for (String known : List.of(tag, "\"x\", " + tag, "W/" + tag, "*")) {
      for (String method : List.of("GET", "HEAD")) {
        RawClient.Answer answer = client.ask(method, target, "If-None-Match: " + known + "\r\n");
        assertThat(answer.status()).as(known).isEqualTo(304);
        assertThat(answer.header("etag")).isEqualTo(tag);
        assertThat(answer.header("cache-control")).startsWith("public, max-age=");
        assertThat(answer.header("access-control-allow-origin")).isEqualTo("*");
        assertThat(answer.body()).isEmpty();
      }
    }
    assertThat(client.ask("GET", target, "If-None-Match: \"x\"\r\n").status()).isEqualTo(200);
    RawClient.Answer head = client.ask("HEAD", target, "");
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.header("etag")).isEqualTo(tag);
    assertThat(Integer.parseInt(head.header("content-length"))).isGreaterThan(100);
    assertThat(client.ask("OPTIONS", target, "").status()).isEqualTo(204);
    RawClient.Answer refused = client.ask("DELETE", target, "");
    assertThat(refused.status()).isEqualTo(405);
    assertThat(refused.header("allow")).isEqualTo("GET, HEAD, OPTIONS");
  }

  @Test
  void theMeanAgeOfACopyIsInTheEnginesLag() {
    Map<String, Service> services = TestConfig.create().build().setup().services();
    Service vod = Objects.requireNonNull(services.get("vod"));
    Service live = Objects.requireNonNull(services.get("live"));
    int longer = 30;
    int shorter = 10;
    double lag = ShiftLimit.tau(vod, Policy.STANDARD) - ShiftLimit.tau(live, Policy.STANDARD);
    double heldByPlayers = (longer - shorter) / 2.0;
    assertThat(Edge.cacheControl(longer)).startsWith("public, max-age=15,");
    assertThat(Edge.cacheControl(shorter)).startsWith("public, max-age=5,");
    double meanAge = (15 - 5) / 2.0;
    assertThat(lag).isEqualTo(heldByPlayers + meanAge);
  }

  @Test
  void unknownPlacesAndServicesAreAnswered() throws IOException {
    JsonNode fallen = json("/v1/edge/live/in-south~nobody/9/hls");
    assertThat(fallen.get("PATHWAY-PRIORITY"))
        .isEqualTo(json("/v1/edge/live/in-south/9/hls").get("PATHWAY-PRIORITY"));
    assertThat(fallen.get("RELOAD-URI").asString())
        .isEqualTo("https://edge.example.com/v1/edge/live/in-south~nobody/9/hls");
    assertThat(json("/v1/edge/live/nowhere/9/rank").get("region").asString()).isEqualTo("default");
    assertThat(json("/v1/edge/live/%22%3Cx/9/hls").get("RELOAD-URI").asString())
        .isEqualTo("https://edge.example.com/v1/edge/live/%22%3Cx/9/hls");
    JsonNode table = json("/v1/edge/nope/in-west/table");
    assertThat(table.get("ttl").asInt()).isEqualTo(300);
    assertThat(order(table, 4611)).isEmpty();
    JsonNode rank = json("/v1/edge/nope/in-west/9/rank");
    assertThat(rank.get("mode").asString()).isEqualTo("static");
    assertThat(rank.get("ttl").asInt()).isEqualTo(300);
    assertThat(rank.get("ranking").size()).isZero();
    assertThat(get("/v1/edge/nope/in-west/9/hls").header("cache-control"))
        .startsWith("public, max-age=150,");
  }

  @Test
  void restrictedCdnsAreOfferedOnlyWhereThePlaceLetsThem() throws IOException {
    assertThat(strings(json("/v1/edge/fenced/default/table").get("cdns"))).containsExactly("cdn-a");
    JsonNode jio = json("/v1/edge/fenced/default~jio/table");
    assertThat(strings(jio.get("cdns"))).containsExactly("cdn-a", "cdn-b");
    for (int i = 0; i < 50; i++) {
      String session = "fence-" + i;
      assertThat(ranking(plain("/v1/rank/fenced?asn=55836&session=" + session)))
          .isEqualTo(order(jio, Buckets.of(session)));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/edge/live/in-west",
        "/v1/edge/live/in-west/",
        "/v1/edge/live/in-west/tables",
        "/v1/edge/live/in-west/table/",
        "/v1/edge/live//table",
        "/v1/edge//in-west/table",
        "/v1/edge/live/in-west/10000/hls",
        "/v1/edge/live/in-west/-1/hls",
        "/v1/edge/live/in-west/+1/hls",
        "/v1/edge/live/in-west/1e3/hls",
        "/v1/edge/live/in-west//hls",
        "/v1/edge/live/in-west/%D9%A1/hls",
        "/v1/edge/live/in-west/99999999999/hls",
        "/v1/edge/live/in-west/7/sessions",
        "/v1/edge/live/in-west/7/hls/"
      })
  void whatIsNeitherTableNorBucketIsNotFound(String path) throws IOException {
    RawClient.Answer answer = client.get(path);
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.header("access-control-allow-origin")).isEqualTo("*");
  }
}
