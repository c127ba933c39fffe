package dev.tidegate.rehearsal.live;

import dev.tidegate.rehearsal.model.Caller;
import dev.tidegate.rehearsal.model.Draw;
import dev.tidegate.rehearsal.model.Outcome;
import dev.tidegate.rehearsal.model.World;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.LoopResources;

/**
 * One CDN on a socket of its own. Serves a live HLS playlist at any path that ends in {@code .m3u8}
 * and segments of a few kilobytes at any that ends in {@code .m4s}, as well or as badly as its
 * {@link World} has it.
 *
 * <p>A viewer's place is told by {@code X-Region} and {@code X-Network} (or {@code ?region=} and
 * {@code ?network=}); a request without a region is a probe. {@code X-Draw} carries a viewer's
 * luck, so that its counterfactual twin can meet the same; others draw from the CDN's own seed.
 */
public final class ImitationCdn implements AutoCloseable {
  private static final int WINDOW = 6;
  private static final byte[] SEGMENT = new byte[4_096];

  private final String id;
  private final World world;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final HttpServer server;
  private final String host;
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private int port;
  private @Nullable DisposableServer open;

  /**
   * @param host loopback address
   * @param port 0 for a free one
   */
  ImitationCdn(
      String id,
      String host,
      int port,
      World world,
      InstantSource clock,
      RandomGenerator random,
      LoopResources loops) {
    this.id = id;
    this.host = host;
    this.port = port;
    this.world = world;
    this.clock = clock;
    this.random = random;
    this.server =
        HttpServer.create()
            .runOn(loops)
            .option(ChannelOption.SO_REUSEADDR, true)
            .option(ChannelOption.SO_BACKLOG, 2_048)
            .doOnConnection(connection -> connections.add(connection.channel()))
            .handle(this::answer);
  }

  /** Its id. */
  public String id() {
    return id;
  }

  /** Where it is reached. */
  public URI base() {
    return URI.create("http://" + host + ":" + port);
  }

  /** Opens or shuts the door, as the faults of the moment have it. */
  synchronized void mindTheDoor() {
    boolean refusing = world.faults().refusingSince(id, clock.instant()).isPresent();
    if (refusing && open != null) {
      close();
    } else if (!refusing && open == null) {
      open();
    }
  }

  private void open() {
    DisposableServer opened =
        server.bindAddress(() -> new InetSocketAddress(host, port)).bindNow(Duration.ofSeconds(5));
    port = opened.port();
    open = opened;
  }

  @Override
  public synchronized void close() {
    DisposableServer closing = open;
    open = null;
    if (closing != null) {
      closing.disposeNow(Duration.ofSeconds(2));
      connections.close().awaitUninterruptibly(2, TimeUnit.SECONDS);
    }
  }

  private Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response) {
    Instant now = clock.instant();
    return switch (world.request(id, caller(request), luck(request), now)) {
      case Outcome.Refused _ -> abort(request);
      case Outcome.Silent _ -> Mono.never();
      case Outcome.Failed(Duration wait) ->
          after(request, wait).then(Mono.defer(() -> response.status(503).send()));
      case Outcome.Served(Duration wait, var frozenSince) ->
          after(request, wait)
              .then(Mono.defer(() -> serve(request, response, frozenSince.orElse(now))));
    };
  }

  private Mono<Void> serve(HttpServerRequest request, HttpServerResponse response, Instant edge) {
    String path = request.fullPath();
    if (path.endsWith(".m3u8")) {
      return response
          .header("Content-Type", "application/vnd.apple.mpegurl")
          .header("Cache-Control", "no-cache")
          .sendByteArray(Mono.just(playlist(edge).getBytes(StandardCharsets.US_ASCII)))
          .then();
    }
    if (path.endsWith(".m4s")) {
      return response
          .header("Content-Type", "video/iso.segment")
          .sendObject(Unpooled.wrappedBuffer(SEGMENT))
          .then();
    }
    return response.status(404).send();
  }

  private String playlist(Instant edge) {
    long newest = world.newest(edge);
    double seconds = world.segmentMillis() / 1_000.0;
    StringBuilder text = new StringBuilder(512);
    text.append("#EXTM3U\n#EXT-X-VERSION:6\n#EXT-X-TARGETDURATION:")
        .append((long) Math.ceil(seconds))
        .append("\n#EXT-X-MEDIA-SEQUENCE:")
        .append(newest - WINDOW + 1)
        .append('\n');
    for (long sequence = newest - WINDOW + 1; sequence <= newest; sequence++) {
      text.append("#EXTINF:").append(seconds).append(",\nseg-").append(sequence).append(".m4s\n");
    }
    return text.toString();
  }

  private Draw luck(HttpServerRequest request) {
    String told = request.requestHeaders().get("X-Draw");
    if (told != null) {
      try {
        return Draw.of(Long.parseLong(told));
      } catch (NumberFormatException _) {
        // garbage is no luck of its own: drawn below
      }
    }
    synchronized (random) {
      return Draw.of(random.nextLong());
    }
  }

  private static Caller caller(HttpServerRequest request) {
    String region = told(request, "X-Region", "region");
    String network = told(request, "X-Network", "network");
    return region == null
        ? new Caller.Prober()
        : new Caller.Viewer(region, network == null ? "other" : network);
  }

  private static @Nullable String told(HttpServerRequest request, String header, String query) {
    String told = request.requestHeaders().get(header);
    if (told != null || request.uri().indexOf('?') < 0) {
      return told;
    }
    List<String> values = new QueryStringDecoder(request.uri()).parameters().get(query);
    return values == null ? null : values.getFirst();
  }

  /** Done on the connection's own loop: no thread is changed. */
  private static Mono<Void> after(HttpServerRequest request, Duration wait) {
    return Mono.create(
        sink ->
            request.withConnection(
                connection -> {
                  var timer =
                      connection
                          .channel()
                          .eventLoop()
                          .schedule(() -> sink.success(), wait.toNanos(), TimeUnit.NANOSECONDS);
                  sink.onCancel(() -> timer.cancel(false));
                }));
  }

  private static Mono<Void> abort(HttpServerRequest request) {
    request.withConnection(connection -> connection.dispose());
    return Mono.never();
  }
}
