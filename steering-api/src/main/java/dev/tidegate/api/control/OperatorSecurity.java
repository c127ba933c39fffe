package dev.tidegate.api.control;

import static java.util.stream.Collectors.joining;

import dev.tidegate.api.config.TidegateConfig.Security;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.PathContainer;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.config.web.server.SecurityWebFiltersOrder;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.authorization.AuthorizationContext;
import org.springframework.security.web.server.context.NoOpServerSecurityContextRepository;
import org.springframework.security.web.server.header.ReferrerPolicyServerHttpHeadersWriter.ReferrerPolicy;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import reactor.core.publisher.Mono;

/**
 * Who may do what. A bearer token says who calls; the table of routes says what each wants. A path
 * under {@code /ops} that is in no route is a secret too: it wants a token before it is not found.
 */
public final class OperatorSecurity {
  private static final String BEARER = "bearer ";

  /** The page's own scripts and styles, its own calls, and nothing from elsewhere. */
  private static final String CONTENT_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self'"
          + " data:; font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'; connect-src 'self'";

  private final Tokens tokens;
  private final Supplier<Security> security;
  private final List<Guarded> routes;
  private final String contentPolicy;

  private record Guarded(HttpMethod method, PathPattern path, Need need) {}

  /**
   * @param security the configuration in force
   * @param pageMayCall origins other than its own that the page may call
   */
  public OperatorSecurity(
      Supplier<Security> security, List<Route> routes, List<String> pageMayCall) {
    this.contentPolicy = CONTENT_POLICY + pageMayCall.stream().map(o -> " " + o).collect(joining());
    this.tokens = new Tokens(security);
    this.security = security;
    this.routes =
        routes.stream()
            .map(
                r ->
                    new Guarded(
                        r.method(), PathPatternParser.defaultInstance.parse(r.path()), r.need()))
            .toList();
  }

  /** The filters before the routes. */
  public SecurityWebFilterChain chain(ServerHttpSecurity http) {
    return http.csrf(ServerHttpSecurity.CsrfSpec::disable) // no cookies, so nothing to forge
        .httpBasic(ServerHttpSecurity.HttpBasicSpec::disable)
        .formLogin(ServerHttpSecurity.FormLoginSpec::disable)
        .logout(ServerHttpSecurity.LogoutSpec::disable)
        .requestCache(ServerHttpSecurity.RequestCacheSpec::disable)
        .securityContextRepository(NoOpServerSecurityContextRepository.getInstance())
        .headers(
            h ->
                h.contentSecurityPolicy(p -> p.policyDirectives(contentPolicy))
                    .referrerPolicy(p -> p.policy(ReferrerPolicy.NO_REFERRER)))
        .addFilterAt(signIn(), SecurityWebFiltersOrder.AUTHENTICATION)
        .authorizeExchange(a -> a.anyExchange().access(this::decide))
        .exceptionHandling(
            e ->
                e.authenticationEntryPoint((exchange, why) -> unauthenticated(exchange))
                    .accessDeniedHandler((exchange, why) -> forbidden(exchange)))
        .build();
  }

  /**
   * A good token signs in; a bad one is refused, except where none is wanted: what a proxy adds for
   * somebody else, or a page kept from before, must not close what is open to everyone.
   */
  private WebFilter signIn() {
    return (ServerWebExchange exchange, WebFilterChain chain) -> {
      Optional<String> token = bearer(exchange.getRequest());
      if (token.isEmpty()) {
        return chain.filter(exchange);
      }
      return tokens
          .caller(token.get())
          .map(
              caller ->
                  chain
                      .filter(exchange)
                      .contextWrite(
                          ReactiveSecurityContextHolder.withAuthentication(
                              new CallerAuthentication(caller))))
          .orElseGet(
              () ->
                  open(need(exchange.getRequest()))
                      ? chain.filter(exchange)
                      : unauthenticated(exchange));
    };
  }

  private static Optional<String> bearer(ServerHttpRequest request) {
    return Optional.ofNullable(request.getHeaders().getFirst("Authorization"))
        .map(
            h ->
                h.regionMatches(true, 0, BEARER, 0, BEARER.length())
                    ? h.substring(BEARER.length()).strip()
                    : "");
  }

  private Mono<AuthorizationResult> decide(
      Mono<Authentication> signedIn, AuthorizationContext context) {
    ServerHttpRequest request = context.getExchange().getRequest();
    Need need = need(request);
    if (open(need)) {
      return Mono.just(new AuthorizationDecision(true));
    }
    return signedIn
        .ofType(CallerAuthentication.class)
        .<AuthorizationResult>map(c -> new AuthorizationDecision(c.caller().may(need)))
        .defaultIfEmpty(new AuthorizationDecision(false));
  }

  /** Whether that is open to everyone. */
  private boolean open(Need need) {
    return need == Need.NOTHING || (need == Need.METRICS && security.get().openMetrics());
  }

  /** What the request's route wants; of a known path with another method, what its kin want. */
  private Need need(ServerHttpRequest request) {
    HttpMethod method =
        request.getMethod().equals(HttpMethod.HEAD) ? HttpMethod.GET : request.getMethod();
    PathContainer path = request.getPath().pathWithinApplication();
    for (Guarded route : routes) {
      if (route.method().equals(method) && route.path().matches(path)) {
        return route.need();
      }
    }
    return path.value().startsWith("/ops") ? Need.VIEWER : Need.NOTHING;
  }

  private static Mono<Void> unauthenticated(ServerWebExchange exchange) {
    return write(
        exchange,
        Problem.of(401, "Unauthenticated", "send a token: Authorization: Bearer …"),
        Map.of("WWW-Authenticate", "Bearer realm=\"tidegate\""));
  }

  private static Mono<Void> forbidden(ServerWebExchange exchange) {
    return write(
        exchange, Problem.of(403, "Forbidden", "the token's role does not suffice"), Map.of());
  }

  static Mono<Void> write(
      ServerWebExchange exchange, Problem problem, Map<String, String> headers) {
    ServerHttpResponse response = exchange.getResponse();
    if (response.isCommitted()) {
      return Mono.empty();
    }
    response.setStatusCode(HttpStatusCode.valueOf(problem.status()));
    headers.forEach(response.getHeaders()::set);
    response.getHeaders().set("Content-Type", Problem.TYPE);
    byte[] body = Json.MAPPER.writeValueAsBytes(problem.json());
    return taken(exchange).then(response.writeWith(Mono.just(response.bufferFactory().wrap(body))));
  }

  /**
   * Takes the request to its end before it is refused: a connection whose request was left half
   * read was seen to answer no more. One that sends too much is closed instead.
   */
  private static Mono<Void> taken(ServerWebExchange exchange) {
    return DataBufferUtils.join(exchange.getRequest().getBody(), Route.BODY)
        .doOnNext(DataBufferUtils::release)
        .then()
        .onErrorResume(
            failure -> {
              exchange.getResponse().getHeaders().set("Connection", "close");
              return Mono.empty();
            });
  }
}
