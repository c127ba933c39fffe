package dev.tidegate.rehearsal.live;

import dev.tidegate.rehearsal.model.Sample;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufMono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The public plane as a player sees it, from one client prefix. Calls block. */
final class SteeringClient {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /**
   * A first answer.
   *
   * @param urls of the content, by CDN
   * @param ranking best first
   */
  record Ranked(
      int ttl,
      List<String> ranking,
      SortedMap<String, URI> urls,
      URI beacons,
      Optional<String> token,
      double sample,
      Duration beaconInterval) {}

  /** A steering manifest. */
  record Manifest(int ttl, List<String> priority, Optional<URI> reload) {}

  private final HttpClient http;
  private final ConnectionProvider pool;

  /**
   * @param from the client address; empty to leave it to the system
   */
  SteeringClient(Optional<String> from, LoopResources loops) {
    this.pool =
        ConnectionProvider.builder("steering")
            .maxConnections(256)
            .pendingAcquireMaxCount(-1)
            .build();
    HttpClient client =
        HttpClient.create(pool).runOn(loops).disableRetry(true).responseTimeout(PATIENCE);
    this.http =
        from.map(address -> client.bindAddress(() -> new InetSocketAddress(address, 0)))
            .orElse(client);
  }

  /** {@code GET /v1/rank}: empty if nothing usable came. */
  Optional<Ranked> rank(URI base, String service, String path, Profile who) {
    String query =
        "?path="
            + encode(path)
            + "&session="
            + who.session()
            + "&region="
            + who.region()
            + "&asn="
            + who.asn();
    return get(URI.create(base + "/v1/rank/" + service + query)).flatMap(SteeringClient::ranked);
  }

  /** The steering manifest at {@code uri}, with what a player adds to it. */
  Optional<Manifest> manifest(URI uri, Profile.Protocol protocol, String pathway) {
    String join = uri.getRawQuery() == null ? "?" : "&";
    String added =
        switch (protocol) {
          case HLS -> "_HLS_pathway=" + encode(pathway) + "&_HLS_throughput=9000000";
          case DASH -> "_DASH_pathway=%22" + encode(pathway) + "%22&_DASH_throughput=9000000";
        };
    return get(URI.create(uri + join + added)).flatMap(SteeringClient::manifestOf);
  }

  /** A native beacon; true if it was answered 204. */
  boolean beacon(Ranked ranked, Profile who, List<Sample> samples, long nowMillis) {
    ObjectNode body = JSON.createObjectNode();
    body.put("session", who.session());
    ranked.token().ifPresent(token -> body.put("token", token));
    body.put("region", who.region()).put("asn", who.asn()).put("sampled", ranked.sample());
    body.putObject("client")
        .put("app", "rehearsal")
        .put("version", "1.0")
        .put("device", who.device());
    ArrayNode list = body.putArray("samples");
    samples.forEach(sample -> write(list.addObject(), sample, nowMillis));
    byte[] bytes = JSON.writeValueAsBytes(body);
    Mono<Boolean> accepted =
        http.headers(headers -> headers.set("Content-Type", "application/json"))
            .post()
            .uri(ranked.beacons())
            .send(ByteBufMono.fromString(Mono.just(new String(bytes, StandardCharsets.UTF_8))))
            .responseSingle((response, _) -> Mono.just(response.status().code() == 204))
            .onErrorReturn(false);
    return Await.result(accepted).orElse(false);
  }

  void close() {
    pool.dispose();
  }

  private Optional<JsonNode> get(URI uri) {
    Mono<Optional<JsonNode>> answer =
        http.get()
            .uri(uri)
            .responseSingle(
                (response, body) ->
                    response.status().code() == 200
                        ? body.asByteArray().map(SteeringClient::parse)
                        : Mono.just(Optional.<JsonNode>empty()))
            .onErrorReturn(Optional.empty());
    return Await.result(answer).flatMap(found -> found);
  }

  private static Optional<JsonNode> parse(byte[] bytes) {
    try {
      return Optional.of(JSON.readTree(bytes));
    } catch (JacksonException _) {
      return Optional.empty();
    }
  }

  private static Optional<Ranked> ranked(JsonNode answer) {
    List<String> order = new ArrayList<>();
    SortedMap<String, URI> urls = new TreeMap<>();
    for (JsonNode entry : answer.path("ranking")) {
      String cdn = entry.path("cdn").asString("");
      order.add(cdn);
      urls.put(cdn, URI.create(entry.path("url").asString("")));
    }
    JsonNode beacon = answer.path("beacon");
    if (order.isEmpty() || beacon.path("url").asString("").isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Ranked(
            answer.path("ttl").asInt(10),
            order,
            urls,
            URI.create(beacon.path("url").asString()),
            text(beacon.path("token")),
            beacon.path("sample").asDouble(1),
            Duration.ofSeconds(Math.max(1, beacon.path("interval").asInt(10)))));
  }

  private static Optional<Manifest> manifestOf(JsonNode answer) {
    List<String> priority = new ArrayList<>();
    answer.path("PATHWAY-PRIORITY").forEach(pathway -> priority.add(pathway.asString("")));
    int ttl = answer.path("TTL").asInt(0);
    if (answer.path("VERSION").asInt(0) != 1 || ttl < 1 || priority.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Manifest(ttl, priority, text(answer.path("RELOAD-URI")).map(URI::create)));
  }

  private static void write(ObjectNode out, Sample sample, long nowMillis) {
    out.put("cdn", sample.cdn())
        .put("ts", nowMillis)
        .put("requests", sample.requests())
        .put("errors", sample.errors())
        .put("timeouts", sample.timeouts())
        .put("bytes", sample.bytes())
        .put("transferMs", sample.transferMillis())
        .put("playedMs", sample.playedMillis())
        .put("stalledMs", sample.stalledMillis())
        .put("stalls", sample.stalls())
        .put("startFailed", sample.startFailed())
        .put("bitrateKbps", Audience.BITRATE_KBPS);
    sample.startupMillis().ifPresent(millis -> out.put("startupMs", millis));
    ObjectNode classes = out.putObject("errorClasses");
    sample.errorClasses().forEach(classes::put);
    ArrayNode times = out.putArray("ttfbMs");
    sample.ttfbMillis().forEach(times::add);
  }

  private static Optional<String> text(JsonNode node) {
    return node.isString() ? Optional.of(node.asString()) : Optional.empty();
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
