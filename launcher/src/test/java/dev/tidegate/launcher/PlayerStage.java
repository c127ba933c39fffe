package dev.tidegate.launcher;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;

/**
 * Three CDNs by host name, the page with the players, and a note of who fetched what from whom. One
 * server: browsers resolve every {@code *.localhost} to loopback, and players tell CDNs apart by
 * name.
 */
final class PlayerStage implements AutoCloseable {
  static final List<String> CDNS = List.of("cdn-a", "cdn-b", "cdn-c");

  /** One segment as a CDN saw it requested. */
  record Fetch(String viewer, String cdn, String file, long atNanos) {}

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html",
          "js", "text/javascript",
          "m3u8", "application/vnd.apple.mpegurl",
          "mpd", "application/dash+xml",
          "mp4", "video/mp4",
          "m4s", "video/iso.segment");

  private final HttpServer server;
  private final Path players;
  private final ConcurrentLinkedQueue<Fetch> fetches = new ConcurrentLinkedQueue<>();
  private volatile BiFunction<String, String, String> steering = (form, viewer) -> "";

  PlayerStage(Path players) throws IOException {
    this.players = players;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** Where manifests send players for steering, by form ({@code hls}, {@code dash}) and viewer. */
  void steerBy(BiFunction<String, String, String> urls) {
    steering = urls;
  }

  String cdnUrl(String cdn) {
    return "http://" + cdn + ".localhost:" + port();
  }

  /** The page in which {@code player} plays {@code manifest} as {@code viewer}. */
  String page(String player, String manifest, String viewer) {
    return "http://page.localhost:%d/player.html?player=%s&url=%s"
        .formatted(
            port(), player, "http://page.localhost:" + port() + "/" + viewer + "/" + manifest);
  }

  /** Segments fetched by a viewer so far, oldest first. */
  List<Fetch> fetches(String viewer) {
    return fetches.stream().filter(f -> f.viewer().equals(viewer)).toList();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String[] parts = exchange.getRequestURI().getPath().substring(1).split("/", -1);
      String file = parts[parts.length - 1];
      byte[] body = body(exchange, parts, file);
      exchange.getResponseHeaders().add("Access-Control-Allow-Origin", "*");
      exchange.getResponseHeaders().add("Content-Type", type(file));
      exchange.sendResponseHeaders(
          body.length == 0 ? 404 : 200, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private byte[] body(HttpExchange exchange, String[] parts, String file) throws IOException {
    if (parts.length == 2 && parts[0].equals("players")) {
      return Files.readAllBytes(players.resolve(file));
    }
    return switch (file) {
      case "player.html" -> resource("player.html");
      case "main.m3u8" -> multivariant(parts[0]).getBytes(StandardCharsets.UTF_8);
      case "main.mpd" -> presentation(parts[0]).getBytes(StandardCharsets.UTF_8);
      default -> media(exchange, parts[0], file);
    };
  }

  private byte[] media(HttpExchange exchange, String viewer, String file) {
    if (file.endsWith(".m4s")) {
      String host = exchange.getRequestHeaders().getFirst("Host");
      fetches.add(new Fetch(viewer, host.substring(0, host.indexOf('.')), file, System.nanoTime()));
    }
    return resource("media/" + file);
  }

  private String multivariant(String viewer) {
    StringBuilder text = new StringBuilder("#EXTM3U\n#EXT-X-VERSION:7\n");
    text.append(
        "#EXT-X-CONTENT-STEERING:SERVER-URI=\"%s\",PATHWAY-ID=\"cdn-a\"\n"
            .formatted(steering.apply("hls", viewer)));
    for (String cdn : CDNS) {
      text.append(
          "#EXT-X-STREAM-INF:BANDWIDTH=60000,CODECS=\"avc1.42C00C\",RESOLUTION=160x90,PATHWAY-ID=\"%s\"\n"
              .formatted(cdn));
      text.append(cdnUrl(cdn)).append('/').append(viewer).append("/media.m3u8\n");
    }
    return text.toString();
  }

  private String presentation(String viewer) {
    StringBuilder text =
        new StringBuilder(
            "<?xml version=\"1.0\"?><MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\" type=\"static\""
                + " mediaPresentationDuration=\"PT60S\" minBufferTime=\"PT2S\""
                + " profiles=\"urn:mpeg:dash:profile:isoff-live:2011\">");
    for (String cdn : CDNS) {
      text.append(
          "<BaseURL serviceLocation=\"%s\">%s/%s/</BaseURL>".formatted(cdn, cdnUrl(cdn), viewer));
    }
    return text.append(
            ("<ContentSteering defaultServiceLocation=\"cdn-a\" queryBeforeStart=\"true\">"
                    + "%s</ContentSteering>")
                .formatted(steering.apply("dash", viewer)))
        .append("<Period id=\"1\"><AdaptationSet mimeType=\"video/mp4\" segmentAlignment=\"true\">")
        .append(
            "<Representation id=\"v\" bandwidth=\"60000\" codecs=\"avc1.42C00C\" width=\"160\" height=\"90\">")
        .append(
            "<SegmentTemplate initialization=\"init.mp4\" media=\"seg-$Number$.m4s\" startNumber=\"0\" duration=\"2\"/>")
        .append("</Representation></AdaptationSet></Period></MPD>")
        .toString();
  }

  private static byte[] resource(String name) {
    try (InputStream in = PlayerStage.class.getResourceAsStream("/players/" + name)) {
      return in == null ? new byte[0] : in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String type(String file) {
    return TYPES.getOrDefault(
        file.substring(file.lastIndexOf('.') + 1), "application/octet-stream");
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
