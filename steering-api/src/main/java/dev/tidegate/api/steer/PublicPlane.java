package dev.tidegate.api.steer;

import dev.tidegate.api.beacon.BeaconIntake;
import dev.tidegate.api.config.TidegateConfig;
import dev.tidegate.api.geo.Geo;
import dev.tidegate.api.loop.Steering;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

/**
 * The public listener: players, browsers and edge workers. A Reactor Netty server of its own with
 * its own event loops (epoll where there is epoll), apart from the operator plane.
 *
 * <p>{@link #start}, then {@link #stopAccepting} (readiness turns false, answers go on, connections
 * are told to end), then {@link #close}.
 */
public final class PublicPlane implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PublicPlane.class);
  private static final int MAX_LINE = 8 * 1024;
  private static final int MAX_HEADERS = 8 * 1024;
  private static final Duration WARM_UP = Duration.ofMillis(250);

  /** From a request's first octet to its last. */
  public static final Duration REQUEST_LIMIT = Duration.ofSeconds(15);

  private final TidegateConfig.PublicPlane listen;
  private final PublicStats stats;
  private final Duration requestLimit;
  private final Supplier<WarmUp> warmUp;
  private final Answers answers;
  private final Replies replies;
  private final Routes routes;
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final LoopResources loops;
  private final LoadGauge gauge;
  private final Supplier<Strain> strain;
  private final Optional<ReloadingTls> tls;
  private volatile boolean stopping;
  private @Nullable DisposableServer server;

  /** As the other constructor, with requests that must be whole within 15 s. */
  public PublicPlane(
      TidegateConfig config,
      Steering steering,
      BeaconIntake intake,
      Hints hints,
      Supplier<Geo> geo,
      InstantSource clock,
      RandomGenerator random,
      BooleanSupplier ready,
      PublicStats stats) {
    this(config, steering, intake, hints, geo, clock, random, ready, stats, REQUEST_LIMIT);
  }

  /** As the other constructor, without names of DNS in rankings. */
  public PublicPlane(
      TidegateConfig config,
      Steering steering,
      BeaconIntake intake,
      Hints hints,
      Supplier<Geo> geo,
      InstantSource clock,
      RandomGenerator random,
      BooleanSupplier ready,
      PublicStats stats,
      Duration requestLimit) {
    this(
        config,
        steering,
        intake,
        hints,
        BucketHosts.NONE,
        geo,
        clock,
        random,
        ready,
        stats,
        requestLimit);
  }

  /**
   * @param config where to listen, and TLS; what is answered comes from {@code steering}
   * @param bucketHosts names of DNS, for services that pick by bucket host
   * @param geo the one in force; it is made anew when the configuration changes
   * @param random mints sessions; thread-safe, and secure in production
   * @param ready whether a ranking can be served
   * @param requestLimit from a request's first octet to its last
   * @throws IllegalArgumentException if TLS is configured and its files cannot be used
   */
  public PublicPlane(
      TidegateConfig config,
      Steering steering,
      BeaconIntake intake,
      Hints hints,
      BucketHosts bucketHosts,
      Supplier<Geo> geo,
      InstantSource clock,
      RandomGenerator random,
      BooleanSupplier ready,
      PublicStats stats,
      Duration requestLimit) {
    this(
        config,
        steering,
        intake,
        hints,
        bucketHosts,
        geo,
        clock,
        random,
        ready,
        stats,
        requestLimit,
        Optional.empty());
  }

  /**
   * As the other constructor.
   *
   * @param strained how hard it is, instead of what is measured
   */
  PublicPlane(
      TidegateConfig config,
      Steering steering,
      BeaconIntake intake,
      Hints hints,
      BucketHosts bucketHosts,
      Supplier<Geo> geo,
      InstantSource clock,
      RandomGenerator random,
      BooleanSupplier ready,
      PublicStats stats,
      Duration requestLimit,
      Optional<Supplier<Strain>> strained) {
    this.listen = config.server().publicPlane();
    this.stats = stats;
    this.requestLimit = requestLimit;
    // One a processor: a second loop on the same core only takes turns with the first.
    int workers = Runtime.getRuntime().availableProcessors();
    this.loops = LoopResources.create("public", workers, true);
    this.gauge = new LoadGauge(workers);
    this.strain = strained.orElse(gauge::strain);
    this.tls = listen.tls().map(ReloadingTls::new);
    this.warmUp = () -> new WarmUp(config, steering, hints, geo, clock);
    this.answers = new Answers(steering, intake, stats, hints, bucketHosts, System::nanoTime);
    this.replies = new Replies(answers, new Edge(hints, geo), geo, clock, random, strain, stats);
    this.routes =
        new Routes(
            replies, intake, geo, clock, () -> !stopping && ready.getAsBoolean(), strain, stats);
  }

  /**
   * Makes ready what answers are made with, for a quarter of a second, then binds and answers.
   *
   * @throws RuntimeException if the address cannot be bound
   */
  public synchronized void start() {
    warmUp();
    prepare();
    watchLoops();
    HttpServer http =
        listener(listen.host(), listen.port(), replies, routes).channelGroup(connections);
    server = tls.map(t -> secured(http, t)).orElse(http).bindNow();
  }

  /** Answers that nobody asked for: in memory, then through a listener that only this knows of. */
  private void warmUp() {
    WarmUp first = warmUp.get();
    first.run(WARM_UP, System::nanoTime);
    try {
      DisposableServer own = listener("127.0.0.1", 0, first.replies(), first.routes()).bindNow();
      try {
        first.visit(own.port(), WARM_UP, System::nanoTime);
      } finally {
        own.disposeNow(WARM_UP);
      }
    } catch (IOException | RuntimeException e) {
      log.debug("no warming up over a socket", e);
    }
  }

  private HttpServer listener(String host, int port, Replies answering, Routes routing) {
    Gate gate = new Gate(answering, stats, requestLimit, () -> stopping);
    return HttpServer.create()
        .host(host)
        .port(port)
        .runOn(loops, true)
        .option(ChannelOption.RECVBUF_ALLOCATOR, Gate.oneNewcomerAtATime())
        .childOption(ChannelOption.RECVBUF_ALLOCATOR, Gate.oneReadAtATime())
        .childOption(ChannelOption.SO_SNDBUF, Gate.MOST_UNREAD)
        .httpRequestDecoder(spec -> spec.maxInitialLineLength(MAX_LINE).maxHeaderSize(MAX_HEADERS))
        .doOnChannelInit((observer, channel, remote) -> gate.admit(channel))
        .handle(
            (request, response) -> {
              if (stopping) {
                response.keepAlive(false);
              }
              return routing.handle(request, response);
            });
  }

  private HttpServer secured(HttpServer http, ReloadingTls tls) {
    return http.secure(spec -> spec.sslContext(tls))
        .requestTimeout(requestLimit)
        .protocol(HttpProtocol.H2, HttpProtocol.HTTP11)
        .http2Settings(settings -> settings.maxHeaderListSize(4 * MAX_HEADERS));
  }

  private void watchLoops() {
    EventLoopGroup group = loops.onServer(true);
    int index = 0;
    for (EventExecutor loop : group) {
      gauge.watch(index++, loop);
    }
  }

  /**
   * The bound port.
   *
   * @throws IllegalStateException before {@link #start}
   */
  public synchronized int port() {
    DisposableServer running = server;
    if (running == null) {
      throw new IllegalStateException("the public plane is not started");
    }
    return running.port();
  }

  /** Open connections. */
  public int connections() {
    return connections.size();
  }

  /**
   * Makes the answers of the snapshot and configuration in force ready. To be called by whoever
   * published them, so that no event loop has to; anybody may.
   */
  public void prepare() {
    answers.prepare();
  }

  /** True while answers carry the overload TTL. */
  public boolean shedding() {
    return strain.get().lengthensTtl();
  }

  /** Reads the certificate again if its files changed. Blocking: call it from a timer. */
  public void refreshTls() {
    tls.ifPresent(ReloadingTls::refresh);
  }

  /** Readiness turns false; answers go on, and connections are told to end with their answer. */
  public void stopAccepting() {
    stopping = true;
  }

  /** Closes the listener, then every connection; waits for at most 2 s. */
  @Override
  public synchronized void close() {
    stopping = true;
    if (server != null) {
      server.disposeNow(Duration.ofSeconds(2));
    }
    connections.close().awaitUninterruptibly(1000);
    loops.disposeLater(Duration.ZERO, Duration.ofSeconds(5)).block(Duration.ofSeconds(8));
  }
}
