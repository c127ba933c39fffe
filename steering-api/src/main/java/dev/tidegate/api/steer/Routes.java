package dev.tidegate.api.steer;

import dev.tidegate.api.beacon.BeaconIntake;
import dev.tidegate.api.geo.Geo;
import dev.tidegate.api.steer.Asked.Form;
import dev.tidegate.api.steer.PublicStats.Answer;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** Which path and method gets which answer, and what is refused. */
final class Routes {
  private static final Logger log = LoggerFactory.getLogger(Routes.class);
  private static final int MAX_LINE = 8 * 1024;
  private static final String READ = "GET, HEAD, OPTIONS";
  private static final String WRITE = "POST, OPTIONS";
  private static final String BOTH = "GET, HEAD, POST, OPTIONS";

  /** Resources that players and browsers report to. */
  private static final Set<String> REPORTS = Set.of("beacons", "cmcd", "nel");

  private final Replies replies;
  private final BeaconIntake intake;
  private final Supplier<Geo> geo;
  private final InstantSource clock;
  private final BooleanSupplier ready;
  private final Supplier<Strain> strain;
  private final PublicStats stats;

  Routes(
      Replies replies,
      BeaconIntake intake,
      Supplier<Geo> geo,
      InstantSource clock,
      BooleanSupplier ready,
      Supplier<Strain> strain,
      PublicStats stats) {
    this.replies = replies;
    this.intake = intake;
    this.geo = geo;
    this.clock = clock;
    this.ready = ready;
    this.strain = strain;
    this.stats = stats;
  }

  Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
    Cors.add(response.responseHeaders());
    String target = request.uri();
    if (target.length() > MAX_LINE) {
      return refuse(response, HttpResponseStatus.REQUEST_URI_TOO_LONG, Answer.TOO_LONG);
    }
    if (tooManyHeaders(request)) {
      return refuse(response, HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, Answer.TOO_LONG);
    }
    try {
      PercentText.check(target);
    } catch (PercentText.MalformedEscape e) {
      return refuse(response, HttpResponseStatus.BAD_REQUEST, Answer.BAD_REQUEST);
    }
    if (request.method().equals(HttpMethod.OPTIONS)) {
      stats.count(Answer.PREFLIGHT);
      Cors.preflight(request.requestHeaders(), response.responseHeaders());
      return empty(response, HttpResponseStatus.NO_CONTENT);
    }
    return route(request, response, Target.of(target));
  }

  /** The parser holds HTTP/1.1 to the bound; HTTP/2 header lists come here whole. */
  private static boolean tooManyHeaders(HttpServerRequest request) {
    if (request.version().majorVersion() < 2) {
      return false;
    }
    int size = 0;
    for (Map.Entry<String, String> header : request.requestHeaders()) {
      size += header.getKey().length() + header.getValue().length() + 4;
    }
    return size > MAX_LINE;
  }

  private Publisher<Void> route(
      HttpServerRequest request, HttpServerResponse response, Target target) {
    HttpMethod method = request.method();
    boolean read = method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
    if (target.path().equals("/healthz") || target.path().equals("/readyz")) {
      return read ? probe(response, target.path()) : notAllowed(response, READ);
    }
    String resource = target.resource();
    if (target.service().isPresent() && REPORTS.contains(resource)) {
      return report(request, response, resource, target.service().get());
    }
    Reply reply = new Reply();
    Heard heard = heard(request);
    if (target.service().isPresent() && resource.equals("sessions")) {
      if (!method.equals(HttpMethod.POST)) {
        return notAllowed(response, WRITE);
      }
      replies.steer(Form.SESSION, target.service().get(), target, heard, reply);
      return send(request, response, reply);
    }
    if (!Replies.isRead(target)) {
      stats.count(Answer.NOT_FOUND);
      return empty(response, HttpResponseStatus.NOT_FOUND);
    }
    if (!read) {
      return notAllowed(response, READ);
    }
    replies.read(target, heard, reply);
    return send(request, response, reply);
  }

  private Publisher<Void> probe(HttpServerResponse response, String path) {
    stats.count(Answer.PROBE);
    boolean well = path.equals("/healthz") || ready.getAsBoolean();
    return empty(response, well ? HttpResponseStatus.OK : HttpResponseStatus.SERVICE_UNAVAILABLE);
  }

  private static Heard heard(HttpServerRequest request) {
    return new Heard() {
      @Override
      public byte[] peer() {
        InetSocketAddress remote = request.remoteAddress();
        return remote == null || remote.isUnresolved()
            ? new byte[4]
            : remote.getAddress().getAddress();
      }

      @Override
      public List<String> all(String header) {
        return request.requestHeaders().getAll(header);
      }
    };
  }

  private static Publisher<Void> send(
      HttpServerRequest request, HttpServerResponse response, Reply reply) {
    HttpHeaders headers = response.responseHeaders();
    headers.set(HttpHeaderNames.CACHE_CONTROL, reply.cacheControl());
    reply.etag().ifPresent(tag -> headers.set(HttpHeaderNames.ETAG, tag));
    if (reply.varies()) {
      headers.set(HttpHeaderNames.VARY, HttpHeaderNames.ACCEPT_ENCODING);
    }
    if (reply.isUnchanged()) {
      return response.status(HttpResponseStatus.NOT_MODIFIED).send();
    }
    headers.set(HttpHeaderNames.CONTENT_TYPE, reply.contentType());
    if (reply.gzip()) {
      headers.set(HttpHeaderNames.CONTENT_ENCODING, HttpHeaderValues.GZIP);
    }
    headers.set(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(reply.body.length()));
    return isHead(request)
        ? response.send()
        : response.sendObject(Unpooled.wrappedBuffer(reply.body.array(), 0, reply.body.length()));
  }

  /** A report is answered 204 whatever it holds: any other status has players send it again. */
  private Publisher<Void> report(
      HttpServerRequest request, HttpServerResponse response, String resource, String service) {
    boolean post = request.method().equals(HttpMethod.POST);
    boolean read = request.method().equals(HttpMethod.GET) || isHead(request);
    boolean inQuery = resource.equals("cmcd");
    if (!post && !(read && inQuery)) {
      return notAllowed(response, inQuery ? BOTH : WRITE);
    }
    if (!resource.equals("beacons")) {
      stats.count(inQuery ? Answer.CMCD : Answer.NEL);
      return post ? taken(request, response, body -> intake.notRead()) : dropped(response);
    }
    stats.count(Answer.BEACON);
    byte[] client = Replies.client(heard(request), geo.get());
    return taken(request, response, body -> read(service, body, client));
  }

  /** Reads a beacon, if there is time. */
  private void read(String service, byte[] body, byte[] client) {
    if (!strain.get().readsBeacons()) {
      intake.notInTime(clock.instant());
      return;
    }
    try {
      intake.received(service, body, geo.get(), client, clock.instant());
    } catch (RuntimeException e) {
      log.warn("a beacon of {} could not be counted", service, e);
      intake.failed();
    }
  }

  private Publisher<Void> dropped(HttpServerResponse response) {
    intake.notRead();
    return empty(response, HttpResponseStatus.NO_CONTENT);
  }

  private static boolean isHead(HttpServerRequest request) {
    return request.method().equals(HttpMethod.HEAD);
  }

  /** Takes a body to its end, hands it on if it is within bounds, and answers 204. */
  private Publisher<Void> taken(
      HttpServerRequest request, HttpServerResponse response, Consumer<byte[]> to) {
    Body body = new Body();
    return request
        .receive()
        .doOnNext(body::add)
        .takeUntil(part -> body.endless())
        .then(Mono.just(true))
        .onErrorReturn(false) // it was not whole in time, or who sent it is gone
        .flatMap(
            whole ->
                Mono.from(
                    whole
                        ? taken(body, response, to)
                        : refuse(response, HttpResponseStatus.REQUEST_TIMEOUT, Answer.UNREADABLE)));
  }

  private Publisher<Void> taken(Body body, HttpServerResponse response, Consumer<byte[]> to) {
    if (body.tooLong()) {
      intake.tooLong();
    } else {
      to.accept(body.bytes());
    }
    if (body.endless()) {
      response.keepAlive(false);
    }
    return empty(response, HttpResponseStatus.NO_CONTENT);
  }

  private Publisher<Void> notAllowed(HttpServerResponse response, String allow) {
    stats.count(Answer.NOT_ALLOWED);
    response.responseHeaders().set(HttpHeaderNames.ALLOW, allow);
    return empty(response, HttpResponseStatus.METHOD_NOT_ALLOWED);
  }

  private Publisher<Void> refuse(
      HttpServerResponse response, HttpResponseStatus status, Answer counted) {
    stats.count(counted);
    response.keepAlive(false);
    return empty(response, status);
  }

  private static Publisher<Void> empty(HttpServerResponse response, HttpResponseStatus status) {
    response.status(status);
    if (!status.equals(HttpResponseStatus.NO_CONTENT)) {
      response.responseHeaders().set(HttpHeaderNames.CONTENT_LENGTH, "0");
    }
    return response.send();
  }
}
