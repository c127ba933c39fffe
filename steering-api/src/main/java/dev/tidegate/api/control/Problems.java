package dev.tidegate.api.control;

import java.util.Map;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import reactor.core.publisher.Mono;

/** Whatever the framework itself refuses, in the form of all other refusals. */
public final class Problems implements WebExceptionHandler {
  @Override
  public Mono<Void> handle(ServerWebExchange exchange, Throwable failure) {
    return OperatorSecurity.write(exchange, problem(failure), Map.of());
  }

  /** A request that looks like an attack: encoded slashes, control characters. */
  public static Mono<Void> rejected(ServerWebExchange exchange, Throwable why) {
    return OperatorSecurity.write(
        exchange, Problem.of(400, "Bad request", "the request's form is not accepted"), Map.of());
  }

  private static Problem problem(Throwable failure) {
    if (failure instanceof ResponseStatusException refused) {
      int status = refused.getStatusCode().value();
      return status == 404
          ? Problem.notFound("nothing is here")
          : Problem.of(status, "Refused", "the request was refused");
    }
    return Dispatcher.problem(failure);
  }
}
