package dev.tidegate.launcher.prove.answers;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.config.EnableWebFlux;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServer;

/** A peer: a plain WebFlux controller on Reactor Netty that gives one body. */
final class WebFluxPeer {
  private WebFluxPeer() {}

  /** The usual set-up of WebFlux. */
  @EnableWebFlux
  static final class Web {}

  /** As one writes it on the first day. */
  @RestController
  static final class Controller {
    private final String body;
    private final String type;

    Controller(String body, String type) {
      this.body = body;
      this.type = type;
    }

    @GetMapping("/v1/hls/{service}")
    Mono<ResponseEntity<String>> hls(
        @PathVariable String service, @RequestParam(required = false) String session) {
      return Mono.just(
          ResponseEntity.ok()
              .header(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*")
              .header(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, "Retry-After")
              .header(HttpHeaders.CONTENT_TYPE, type)
              .header(HttpHeaders.CACHE_CONTROL, "no-store")
              .body(body));
    }
  }

  /** Arguments: port, file of the body, content type. */
  public static void main(String[] args) throws Exception {
    String body = Files.readString(Path.of(args[1]), StandardCharsets.UTF_8);
    AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
    context.register(Web.class);
    context.registerBean(Controller.class, () -> new Controller(body, args[2]));
    context.refresh();
    HttpHandler handler = WebHttpHandlerBuilder.applicationContext(context).build();
    HttpServer.create()
        .host("127.0.0.1")
        .port(Integer.parseInt(args[0]))
        .handle(new ReactorHttpHandlerAdapter(handler))
        .bindNow()
        .onDispose()
        .block();
  }
}
