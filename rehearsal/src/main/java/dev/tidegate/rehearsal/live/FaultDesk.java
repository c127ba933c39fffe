package dev.tidegate.rehearsal.live;

import dev.tidegate.rehearsal.model.Fault;
import dev.tidegate.rehearsal.model.Injection;
import dev.tidegate.rehearsal.model.Scope;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Faults by HTTP, on loopback: {@code GET /demo} says what there is to break and what is broken;
 * {@code POST /demo/faults} with {@code {cdn, region, network, kind, severity, seconds}} breaks it;
 * {@code DELETE /demo/faults} mends all. {@code *} or nothing stands for all. Only pages of the one
 * origin it was given may call it.
 */
public final class FaultDesk implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int MOST_BYTES = 4_096;
  private static final double MOST_SECONDS = 3_600;

  private final LiveWorld live;
  private final List<String> regions;
  private final String origin;
  private final InstantSource clock;
  private final DisposableServer server;

  /**
   * Listens at once, on a free port.
   *
   * @param origin of the page that may call
   */
  public FaultDesk(LiveWorld live, Collection<String> regions, String origin, InstantSource clock) {
    this.live = live;
    this.regions = List.copyOf(regions);
    this.origin = origin;
    this.clock = clock;
    this.server =
        HttpServer.create()
            .host("127.0.0.1")
            .port(0)
            .route(
                routes ->
                    routes
                        .get("/demo", (_, response) -> json(response, 200, about()))
                        .post("/demo/faults", this::inject)
                        .delete("/demo/faults", this::heal)
                        .options("/demo/**", (_, response) -> cors(response).status(204).send()))
            .bindNow(Duration.ofSeconds(5));
  }

  /** Where it is reached. */
  public URI base() {
    return URI.create("http://127.0.0.1:" + server.port());
  }

  @Override
  public void close() {
    server.disposeNow(Duration.ofSeconds(2));
  }

  private ObjectNode about() {
    ObjectNode about = JSON.createObjectNode();
    Fault.KINDS.forEach(about.putArray("kinds")::add);
    live.bases().keySet().forEach(about.putArray("cdns")::add);
    regions.forEach(about.putArray("regions")::add);
    ArrayNode faults = about.putArray("faults");
    Instant now = clock.instant();
    for (Injection injection : live.world().faults().all()) {
      if (injection.strength(now) > 0) {
        write(faults.addObject(), injection, now);
      }
    }
    return about;
  }

  private static void write(ObjectNode out, Injection injection, Instant now) {
    out.put("kind", injection.fault().kind())
        .put("cdn", injection.scope().cdn().orElse("*"))
        .put("region", injection.scope().region().orElse("*"))
        .put("network", injection.scope().network().orElse("*"));
    if (injection.until().equals(Instant.MAX)) {
      out.putNull("secondsLeft");
    } else {
      out.put("secondsLeft", Duration.between(now, injection.until()).toSeconds());
    }
  }

  private Publisher<Void> inject(HttpServerRequest request, HttpServerResponse response) {
    return request
        .receive()
        .aggregate()
        .asString()
        .defaultIfEmpty("")
        .flatMap(body -> Mono.from(inject(body, response)));
  }

  private Publisher<Void> inject(String body, HttpServerResponse response) {
    try {
      if (body.length() > MOST_BYTES) {
        throw new IllegalArgumentException("a fault takes at most " + MOST_BYTES + " bytes");
      }
      JsonNode asked = JSON.readTree(body);
      Fault fault = Fault.of(asked.path("kind").asString(""), asked.path("severity").asDouble(1));
      Scope scope = new Scope(one(asked, "cdn"), one(asked, "region"), one(asked, "network"));
      require("cdn", scope.cdn(), live.bases().keySet());
      require("region", scope.region(), regions);
      double seconds = asked.path("seconds").asDouble(60);
      if (!(seconds > 0 && seconds <= MOST_SECONDS)) {
        throw new IllegalArgumentException("seconds must be in (0, 3600]: " + seconds);
      }
      Injection injection = live.inject(fault, scope, Duration.ofMillis((long) (seconds * 1_000)));
      ObjectNode stored = JSON.createObjectNode();
      write(stored, injection, clock.instant());
      return json(response, 201, stored);
    } catch (IllegalArgumentException | IllegalStateException | JacksonException refused) {
      return cors(response)
          .status(400)
          .header("Content-Type", "text/plain; charset=utf-8")
          .sendString(Mono.just(String.valueOf(refused.getMessage())));
    }
  }

  private Publisher<Void> heal(HttpServerRequest request, HttpServerResponse response) {
    live.heal();
    return cors(response).status(204).send();
  }

  private Publisher<Void> json(HttpServerResponse response, int status, ObjectNode body) {
    return cors(response)
        .status(status)
        .header("Content-Type", "application/json")
        .sendString(Mono.just(JSON.writeValueAsString(body)));
  }

  private HttpServerResponse cors(HttpServerResponse response) {
    return response
        .header("Access-Control-Allow-Origin", origin)
        .header("Access-Control-Allow-Methods", "GET, POST, DELETE")
        .header("Access-Control-Allow-Headers", "Content-Type")
        .header("Vary", "Origin");
  }

  private static Optional<String> one(JsonNode asked, String field) {
    return Optional.of(asked.path(field).asString("*"))
        .filter(value -> !value.equals("*") && !value.isEmpty());
  }

  private static void require(String what, Optional<String> asked, Collection<String> known) {
    if (asked.isPresent() && !known.contains(asked.get())) {
      throw new IllegalArgumentException(
          "there is no " + what + " " + asked.get() + ", only " + known);
    }
  }
}
