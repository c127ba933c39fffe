package dev.tidegate.api.control;

import java.nio.charset.StandardCharsets;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.reactive.function.BodyInserter;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Writes each event as it comes, without waiting for a buffer to fill. */
record EventBody(Flux<String> events) implements BodyInserter<Flux<String>, ServerHttpResponse> {
  @Override
  public Mono<Void> insert(ServerHttpResponse response, Context context) {
    return response.writeAndFlushWith(
        events
            .map(text -> response.bufferFactory().wrap(text.getBytes(StandardCharsets.UTF_8)))
            .map(Flux::just));
  }
}
