package dev.tidegate.api.steer;

import dev.tidegate.api.beacon.BeaconIntake;
import dev.tidegate.api.geo.Geo;
import dev.tidegate.api.geo.Viewer;
import dev.tidegate.api.steer.Asked.Form;
import dev.tidegate.api.steer.PublicStats.Answer;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
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
  private static final Map<String, Form> FORMS =
      Map.of("rank", Form.RANK, "hls", Form.HLS, "dash", Form.DASH, "sessions", Form.SESSION);

  private final Answers answers;
  private final BeaconIntake intake;
  private final Supplier<Geo> geo;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final BooleanSupplier ready;
  private final BooleanSupplier shedding;
  private final PublicStats stats;

  Routes(
      Answers answers,
      BeaconIntake intake,
      Supplier<Geo> geo,
      InstantSource clock,
      RandomGenerator random,
      BooleanSupplier ready,
      BooleanSupplier shedding,
      PublicStats stats) {
    this.answers = answers;
    this.intake = intake;
    this.geo = geo;
    this.clock = clock;
    this.random = random;
    this.ready = ready;
    this.shedding = shedding;
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
    switch (target.path()) {
      case "/healthz", "/readyz" -> {
        stats.count(Answer.PROBE);
        boolean well = target.path().equals("/healthz") || ready.getAsBoolean();
        return !read
            ? notAllowed(response, READ)
            : empty(
                response, well ? HttpResponseStatus.OK : HttpResponseStatus.SERVICE_UNAVAILABLE);
      }
      default -> {}
    }
    Optional<String> service = target.service();
    Form form = FORMS.get(target.resource());
    if (service.isEmpty() || (form == null && !target.resource().equals("beacons"))) {
      stats.count(Answer.NOT_FOUND);
      return empty(response, HttpResponseStatus.NOT_FOUND);
    }
    if (form == null) {
      return method.equals(HttpMethod.POST)
          ? beacon(request, response, service.get())
          : notAllowed(response, WRITE);
    }
    boolean allowed = form == Form.SESSION ? method.equals(HttpMethod.POST) : read;
    return allowed
        ? answer(request, response, form, service.get(), target.query())
        : notAllowed(response, form == Form.SESSION ? WRITE : READ);
  }

  private Publisher<Void> answer(
      HttpServerRequest request,
      HttpServerResponse response,
      Form form,
      String service,
      String rawQuery) {
    Instant now = clock.instant();
    boolean shed = shedding.getAsBoolean();
    PreparedAnswers current = answers.current();
    Query query = Query.parse(rawQuery, form.pathwayKey);
    PreparedAnswers.PreparedService known = current.service(service);
    boolean trusted = known != null && known.detail().trustClientRegion();
    Viewer viewer = locate(request, trusted ? query : Query.NONE);
    String session = query.session().orElseGet(this::mint);
    Asked asked = new Asked(form, service, session, query, viewer, trusted);
    ByteBuf body = response.alloc().buffer(512);
    try {
      answers.write(asked, current, shed, now, body);
    } catch (RuntimeException e) {
      log.warn("an answer of {} failed, and configured weights were given", service, e);
      stats.count(Answer.FALLBACK);
      body.clear();
      answers.writeStatic(asked, current, body);
    }
    stats.count(form.counted);
    if (shed) {
      stats.count(Answer.SHED);
    }
    return send(request, response, form, body);
  }

  private Publisher<Void> send(
      HttpServerRequest request, HttpServerResponse response, Form form, ByteBuf body) {
    HttpHeaders headers = response.responseHeaders();
    headers.set(HttpHeaderNames.CONTENT_TYPE, form.contentType);
    headers.set(HttpHeaderNames.CACHE_CONTROL, "no-store");
    headers.set(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(body.readableBytes()));
    if (request.method().equals(HttpMethod.HEAD)) {
      body.release();
      return response.send();
    }
    return response.sendObject(body);
  }

  private Publisher<Void> beacon(
      HttpServerRequest request, HttpServerResponse response, String service) {
    stats.count(Answer.BEACON);
    byte[] client = client(request);
    Body body = new Body();
    return request
        .receive()
        .doOnNext(body::add)
        .takeUntil(part -> body.endless())
        .then(
            Mono.defer(
                () -> {
                  if (body.tooLong()) {
                    intake.tooLong();
                  } else {
                    intake.received(service, body.bytes(), geo.get(), client, clock.instant());
                  }
                  if (body.endless()) {
                    response.keepAlive(false);
                  }
                  return Mono.from(empty(response, HttpResponseStatus.NO_CONTENT));
                }));
  }

  private Viewer locate(HttpServerRequest request, Query believed) {
    return geo.get()
        .locate(
            client(request), new Geo.Claim(believed.region(), believed.asn(), believed.device()));
  }

  private byte[] client(HttpServerRequest request) {
    Geo where = geo.get();
    InetSocketAddress remote = request.remoteAddress();
    byte[] peer =
        remote == null || remote.isUnresolved() ? new byte[4] : remote.getAddress().getAddress();
    return where.client(peer, request.requestHeaders().getAll(where.clientIpHeader()));
  }

  /** A new session: 128 random bits. */
  private String mint() {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
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
