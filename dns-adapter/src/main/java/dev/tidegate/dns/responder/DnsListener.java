package dev.tidegate.dns.responder;

import dev.tidegate.answer.SteeringSnapshot;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.timeout.ReadTimeoutHandler;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.random.RandomGenerator.SplittableGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The built-in DNS responder: UDP and TCP on one port. On Linux datagrams are taken and sent in
 * batches, by one socket a thread.
 */
public final class DnsListener implements AutoCloseable {
  private static final int MOST_THREADS = 4;

  /** Datagrams in one system call. */
  private static final int BATCH = 32;

  /** Longer questions are none that a resolver sends. */
  private static final int DATAGRAM = 1024;

  private static final int IDLE_SECONDS = 10;
  private static final int MOST_CONNECTIONS = 1_000;

  private final InetSocketAddress address;
  private final Whereabouts whereabouts;
  private final ResponseRates rates;
  private final InstantSource clock;
  private final ResponderStats stats = new ResponderStats();
  private final AtomicInteger connections = new AtomicInteger();
  private final List<Channel> channels = new ArrayList<>();
  private volatile @Nullable PreparedZone zone;
  private volatile @Nullable String name;
  private @Nullable MultiThreadIoEventLoopGroup loops;
  private volatile int port;

  /**
   * @param perSecond answers by UDP to one client prefix in a second; 0: no limit
   * @param random for the draws, and for what nobody may foresee
   */
  public DnsListener(
      InetSocketAddress address,
      Whereabouts whereabouts,
      int perSecond,
      InstantSource clock,
      RandomGenerator random) {
    this.address = address;
    this.whereabouts = new CachedWhereabouts(whereabouts, clock);
    this.rates = new ResponseRates(perSecond, random.nextLong());
    this.clock = clock;
  }

  /**
   * From now on this is answered from. Called before {@link #start} first.
   *
   * @param settings of the configuration in force: who may be offered which CDN, and where it is
   */
  public void publish(ZoneSettings settings, SteeringSnapshot snapshot) {
    name = settings.zone();
    zone = new PreparedZone(settings, snapshot);
  }

  /** Binds and answers. If the address cannot be had, Netty's exception says so. */
  public void start() {
    boolean epoll = Epoll.isAvailable();
    int threads =
        epoll ? Math.clamp(Runtime.getRuntime().availableProcessors(), 1, MOST_THREADS) : 1;
    IoHandlerFactory handlers = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    loops = new MultiThreadIoEventLoopGroup(threads, handlers);
    Channel tcp = bindTcp(epoll, loops);
    channels.add(tcp);
    port = ((InetSocketAddress) tcp.localAddress()).getPort();
    for (int i = 0; i < threads; i++) {
      channels.add(bindUdp(epoll, loops));
    }
  }

  private Channel bindTcp(boolean epoll, MultiThreadIoEventLoopGroup group) {
    return new ServerBootstrap()
        .group(group)
        .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
        .option(ChannelOption.SO_REUSEADDR, true)
        .childHandler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                accept(channel);
              }
            })
        .bind(address)
        .syncUninterruptibly()
        .channel();
  }

  private void accept(Channel channel) {
    if (connections.incrementAndGet() > MOST_CONNECTIONS) {
      var _ = channel.close();
    }
    channel.closeFuture().addListener(closed -> connections.decrementAndGet());
    channel
        .pipeline()
        .addLast(
            new ReadTimeoutHandler(IDLE_SECONDS),
            new LengthFieldBasedFrameDecoder(Responder.MOST_BYTES, 0, 2, 0, 2),
            new StreamHandler(responder(), clock));
  }

  private Channel bindUdp(boolean epoll, MultiThreadIoEventLoopGroup group) {
    Bootstrap bootstrap =
        new Bootstrap()
            .group(group)
            .channel(epoll ? EpollDatagramChannel.class : NioDatagramChannel.class)
            .option(ChannelOption.SO_RCVBUF, 1 << 21)
            .handler(new DatagramHandler(responder(), clock));
    if (epoll) {
      bootstrap
          .option(EpollChannelOption.SO_REUSEPORT, true)
          .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, DATAGRAM)
          .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(DATAGRAM * BATCH));
    } else {
      bootstrap.option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(DATAGRAM));
    }
    return bootstrap
        .bind(new InetSocketAddress(address.getAddress(), port))
        .syncUninterruptibly()
        .channel();
  }

  /** One for each socket: its scratch is its thread's own. */
  private Responder responder() {
    return new Responder(
        this::current, whereabouts, rates, SplittableGenerator.of("L64X128MixRandom"), stats);
  }

  private PreparedZone current() {
    PreparedZone now = zone;
    if (now == null) {
      throw new IllegalStateException("nothing was published before the start");
    }
    return now;
  }

  /** The zone that is answered for; empty before anything was published. */
  public Optional<String> zone() {
    return Optional.ofNullable(name);
  }

  /** The host that is answered on, as configured at the start. */
  public String host() {
    return address.getHostString();
  }

  /** The port that is answered on. */
  public int port() {
    return port;
  }

  public ResponderStats stats() {
    return stats;
  }

  @Override
  public void close() {
    channels.forEach(channel -> channel.close().syncUninterruptibly());
    channels.clear();
    MultiThreadIoEventLoopGroup running = loops;
    if (running != null) {
      running.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
    }
  }
}
