package dev.tidegate.rehearsal.live;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The public plane in its smallest form: everyone gets the order that was last set. */
final class StubSteering implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  private final SortedMap<String, URI> cdns;
  private final DisposableServer server;
  private volatile List<String> order;
  final Queue<JsonNode> beacons = new ConcurrentLinkedQueue<>();
  final Queue<String> polls = new ConcurrentLinkedQueue<>();

  StubSteering(SortedMap<String, URI> cdns) {
    this.cdns = cdns;
    this.order = List.copyOf(cdns.keySet());
    this.server =
        HttpServer.create()
            .host("127.0.0.1")
            .port(0)
            .route(
                routes ->
                    routes
                        .get("/v1/rank/live", this::rank)
                        .get("/v1/hls/live", this::manifest)
                        .get("/v1/dash/live", this::manifest)
                        .post("/v1/beacons/live", this::beacon))
            .bindNow();
  }

  URI base() {
    return URI.create("http://127.0.0.1:" + server.port());
  }

  void order(String... better) {
    order = List.of(better);
  }

  @Override
  public void close() {
    server.disposeNow(Duration.ofSeconds(3));
  }

  private Publisher<Void> rank(HttpServerRequest request, HttpServerResponse response) {
    List<Map<String, Object>> ranking =
        order.stream()
            .map(cdn -> Map.<String, Object>of("cdn", cdn, "url", cdns.get(cdn) + "/live/x.m3u8"))
            .toList();
    return json(
        response,
        Map.of(
            "ttl",
            1,
            "ranking",
            ranking,
            "beacon",
            Map.of(
                "url", base() + "/v1/beacons/live", "token", "t", "sample", 1.0, "interval", 1)));
  }

  private Publisher<Void> manifest(HttpServerRequest request, HttpServerResponse response) {
    polls.add(request.uri());
    return json(
        response,
        Map.of(
            "VERSION",
            1,
            "TTL",
            1,
            "RELOAD-URI",
            base() + request.path().replaceFirst("^/?", "/") + "?session=reloaded",
            "PATHWAY-PRIORITY",
            order));
  }

  private Publisher<Void> beacon(HttpServerRequest request, HttpServerResponse response) {
    return request
        .receive()
        .aggregate()
        .asString()
        .doOnNext(body -> beacons.add(JSON.readTree(body)))
        .then(Mono.defer(() -> response.status(204).send()));
  }

  private static Publisher<Void> json(HttpServerResponse response, Object body) {
    return response.sendString(Mono.just(JSON.writeValueAsString(body)));
  }
}
