package dev.tidegate.launcher.demo;

import dev.tidegate.launcher.stage.Ports;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The one page on which two worlds stand side by side, on loopback. */
final class VersusDesk implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  /** What there is, and where it lies on the class path. */
  private static final Map<String, String> FILES =
      Map.of(
          "/", "versus/versus.html",
          "/versus.css", "versus/versus.css",
          "/versus.js", "versus/versus.js",
          "/tidegate.svg", "static/tidegate.svg",
          "/uplot.js", "static/vendor/uplot/uPlot.esm.js",
          "/uplot.css", "static/vendor/uplot/uPlot.min.css");

  private final DisposableServer server;

  /**
   * Listens at once.
   *
   * @param figures what {@code /figures} tells at the moment
   */
  VersusDesk(Supplier<ObjectNode> figures) {
    server =
        HttpServer.create()
            .host("127.0.0.1")
            .port(Ports.preferring(8090))
            .route(
                routes -> {
                  FILES.forEach((path, file) -> serve(routes, path, file));
                  routes.get(
                      "/figures",
                      (_, response) -> {
                        response.header("Content-Type", "application/json");
                        response.header("Cache-Control", "no-store");
                        return text(response, JSON.writeValueAsString(figures.get()));
                      });
                })
            .bindNow(Duration.ofSeconds(5));
  }

  private static void serve(HttpServerRoutes routes, String path, String file) {
    byte[] content = read(file);
    String type = type(file);
    routes.get(
        path,
        (_, response) ->
            response.header("Content-Type", type).sendByteArray(Mono.just(content.clone())));
  }

  private static Publisher<Void> text(HttpServerResponse response, String text) {
    return response.sendString(Mono.just(text));
  }

  private static String type(String file) {
    return switch (file.substring(file.lastIndexOf('.') + 1)) {
      case "html" -> "text/html; charset=utf-8";
      case "css" -> "text/css; charset=utf-8";
      case "js" -> "text/javascript; charset=utf-8";
      default -> "image/svg+xml";
    };
  }

  private static byte[] read(String file) {
    try (InputStream in = VersusDesk.class.getClassLoader().getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException(file + " is not on the class path");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where the page is. */
  URI base() {
    return URI.create("http://127.0.0.1:" + server.port());
  }

  @Override
  public void close() {
    server.disposeNow(Duration.ofSeconds(2));
  }
}
