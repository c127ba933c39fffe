package dev.tidegate.api.control;

import dev.tidegate.api.loop.EngineBusyException;
import dev.tidegate.api.store.StoreException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * From HTTP to the routes and back: reads a bounded body, runs the blocking code on a bounded
 * scheduler, and makes a problem of whatever goes wrong.
 */
public final class Dispatcher {
  private static final Logger LOG = Logger.getLogger(Dispatcher.class.getName());

  private final Scheduler blocking;
  private final InstantSource clock;

  public Dispatcher(Scheduler blocking, InstantSource clock) {
    this.blocking = blocking;
    this.clock = clock;
  }

  /** Every route, and a 405 for other methods of their paths. */
  public RouterFunction<ServerResponse> router(List<Route> routes) {
    RouterFunctions.Builder router = RouterFunctions.route();
    Map<String, Set<HttpMethod>> methods = new TreeMap<>();
    for (Route route : routes) {
      Set<HttpMethod> taken = methods(route);
      methods.computeIfAbsent(route.path(), p -> new TreeSet<>()).addAll(taken);
      router.route(
          RequestPredicates.methods(taken.toArray(HttpMethod[]::new))
              .and(RequestPredicates.path(route.path())),
          request -> handle(route, request));
    }
    methods.forEach(
        (path, known) -> router.route(RequestPredicates.path(path), request -> notAllowed(known)));
    return router.build();
  }

  private static Set<HttpMethod> methods(Route route) {
    return route.method().equals(HttpMethod.GET)
        ? Set.of(HttpMethod.GET, HttpMethod.HEAD)
        : Set.of(route.method());
  }

  private static Mono<ServerResponse> notAllowed(Set<HttpMethod> known) {
    Problem problem = Problem.of(405, "Method not allowed", "this path takes " + known);
    return ServerResponse.status(405)
        .header("Allow", String.join(", ", known.stream().map(HttpMethod::name).toList()))
        .contentType(MediaType.parseMediaType(Problem.TYPE))
        .bodyValue(Json.text(problem.json()));
  }

  private Mono<ServerResponse> handle(Route route, ServerRequest request) {
    Instant now = clock.instant();
    Mono<byte[]> body =
        DataBufferUtils.join(
                request.exchange().getRequest().getBody(), Math.toIntExact(route.maxBody()))
            .map(Dispatcher::bytes)
            .defaultIfEmpty(new byte[0]);
    return request
        .principal()
        .cast(CallerAuthentication.class)
        .map(CallerAuthentication::caller)
        .defaultIfEmpty(CallerAuthentication.NOBODY)
        .zipWith(body, (caller, bytes) -> call(request, caller, bytes, now))
        .flatMap(
            call -> Mono.fromCallable(() -> route.endpoint().answer(call)).subscribeOn(blocking))
        .onErrorResume(e -> Mono.just(Reply.problem(problem(e))))
        .flatMap(Dispatcher::write);
  }

  private static byte[] bytes(DataBuffer buffer) {
    byte[] bytes = new byte[buffer.readableByteCount()];
    buffer.read(bytes);
    DataBufferUtils.release(buffer);
    return bytes;
  }

  private static Call call(ServerRequest request, Caller caller, byte[] body, Instant now) {
    Map<String, String> headers = new HashMap<>();
    request
        .headers()
        .asHttpHeaders()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
    return new Call(
        request.pathVariables(),
        request.queryParams().toSingleValueMap(),
        headers,
        body,
        caller,
        now);
  }

  /** What a caller is told of a failure: never more than it needs to know. */
  static Problem problem(Throwable failure) {
    return switch (failure) {
      case ProblemException refused -> refused.problem();
      case DataBufferLimitException tooLarge ->
          Problem.of(413, "Body too large", "the body is larger than this path takes");
      case StoreException gone -> {
        LOG.log(Level.WARNING, "store: {0}", gone.getMessage());
        yield Problem.of(503, "Store unavailable", "nothing was changed; try again");
      }
      case EngineBusyException busy -> {
        LOG.log(Level.WARNING, "operator plane: {0}", busy.getMessage());
        yield Problem.of(
            503, "Engine busy", busy.getMessage() + "; nothing was changed, try again");
      }
      case java.util.concurrent.RejectedExecutionException busy ->
          Problem.of(503, "Busy", "too many calls are waiting");
      default -> {
        LOG.log(Level.SEVERE, "operator plane", failure);
        yield Problem.of(500, "Internal error", "a fault of ours; the log has it");
      }
    };
  }

  private static Mono<ServerResponse> write(Reply reply) {
    return switch (reply) {
      case Reply.Stream(var events) ->
          ServerResponse.ok()
              .header("Content-Type", "text/event-stream;charset=utf-8")
              .header("X-Accel-Buffering", "no")
              .body(new EventBody(events));
      case Reply.Whole whole -> {
        ServerResponse.BodyBuilder response = ServerResponse.status(whole.status());
        whole.headers().forEach(response::header);
        if (whole.body().length == 0) {
          yield response.build();
        }
        yield response.header("Content-Type", whole.type()).bodyValue(whole.body());
      }
    };
  }
}
