package dev.tidegate.probe;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** An imitation CDN with a live stream of one-second segments, in HLS and DASH, that can freeze. */
final class LiveCdn implements AutoCloseable {
  static final Duration TARGET = Duration.ofSeconds(1);
  private static final int WINDOW = 6;

  private final HttpServer server;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final Instant origin;
  private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
  private volatile Instant frozen = Instant.MAX;
  private volatile boolean losesSegments;
  private volatile String secretSeen = "";

  LiveCdn(Instant origin) throws IOException {
    this.origin = origin;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    server.setExecutor(executor);
    server.createContext("/", this::answer);
    server.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** From now on everything stands as it stands. */
  Instant freeze() {
    frozen = Instant.now();
    return frozen;
  }

  void loseSegments() {
    losesSegments = true;
  }

  /** The secret header with which another host's segment was asked for here; empty if never. */
  String secretSeen() {
    return secretSeen;
  }

  int asked(String path) {
    return asked.getOrDefault(path, new AtomicInteger()).get();
  }

  /** Segments complete by now; the first is number 1. */
  private long newest() {
    Instant now = Instant.now();
    Instant shown = now.isBefore(frozen) ? now : frozen;
    return Duration.between(origin, shown).toMillis() / TARGET.toMillis();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      asked.computeIfAbsent(path, p -> new AtomicInteger()).incrementAndGet();
      String secret = exchange.getRequestHeaders().getFirst("X-Secret");
      secretSeen = secret == null ? secretSeen : secret;
      String body = body(path);
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      boolean moved = body.startsWith("/");
      if (moved) {
        exchange.getResponseHeaders().set("Location", body);
      }
      exchange.sendResponseHeaders(
          moved ? 302 : body.isEmpty() ? 404 : 200, moved ? -1 : bytes.length);
      exchange.getResponseBody().write(moved ? new byte[0] : bytes);
    }
  }

  private String body(String path) {
    return switch (path) {
      case "/main.m3u8" -> "/v1/main.m3u8";
      case "/v1/main.m3u8" -> "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nlow/media.m3u8\n";
      case "/v1/low/media.m3u8" -> media();
      case "/numbered.mpd" -> mpd();
      default -> segment(path);
    };
  }

  private String media() {
    long newest = newest();
    StringBuilder text = new StringBuilder("#EXTM3U\n#EXT-X-TARGETDURATION:1\n");
    text.append("#EXT-X-MEDIA-SEQUENCE:").append(newest - WINDOW + 1).append('\n');
    for (long n = newest - WINDOW + 1; n <= newest; n++) {
      text.append("#EXTINF:1.0,\nseg-").append(n).append(".ts\n");
    }
    return text.toString();
  }

  private String mpd() {
    return "<MPD xmlns='urn:mpeg:dash:schema:mpd:2011' type='dynamic' availabilityStartTime='"
        + origin
        + "'><Period><AdaptationSet><SegmentTemplate duration='1' media='seg-$Number$.ts'/>"
        + "<Representation id='v'/></AdaptationSet></Period></MPD>";
  }

  private String segment(String path) {
    int dash = path.lastIndexOf("seg-");
    if (dash < 0 || losesSegments) {
      return "";
    }
    long number = Long.parseLong(path.substring(dash + 4, path.length() - 3));
    return number >= 1 && number <= newest() ? "segment " + number : "";
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }
}
