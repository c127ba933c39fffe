package dev.tidegate.api.steer;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.ServerChannelRecvByteBufAllocator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import reactor.netty.NettyPipeline;

/** Puts our handlers on each new connection: its timers, the fast lane, the CORS headers. */
final class Gate {
  private static final Duration IDLE = Duration.ofSeconds(75);

  /** Octets of one connection at a time: who pipelines has no more of a loop than a few others. */
  private static final int MOST_READ = 4 * 1024;

  /** Octets of answers that a client has not taken; the system doubles it for its own book. */
  static final int MOST_UNREAD = 64 * 1024;

  private final Replies replies;
  private final PublicStats stats;
  private final Duration requestLimit;
  private final BooleanSupplier stopping;

  Gate(Replies replies, PublicStats stats, Duration requestLimit, BooleanSupplier stopping) {
    this.replies = replies;
    this.stats = stats;
    this.requestLimit = requestLimit;
    this.stopping = stopping;
  }

  /** So that what one connection pipelines is answered, and taken, before more of it is read. */
  static RecvByteBufAllocator oneReadAtATime() {
    return new AdaptiveRecvByteBufAllocator(512, 2048, MOST_READ).maxMessagesPerRead(1);
  }

  /**
   * So that whoever is connected waits for one newcomer at a time, not for all who come at once.
   */
  static RecvByteBufAllocator oneNewcomerAtATime() {
    return new ServerChannelRecvByteBufAllocator().maxMessagesPerRead(1);
  }

  /** Called once the server has made the pipeline; with TLS the protocol is not known yet. */
  void admit(Channel channel) {
    ChannelPipeline pipeline = channel.pipeline();
    // The server's own idle timer stands behind the fast lane and would not see what passes there.
    pipeline.addFirst("tidegate.idle", new Idle());
    if (pipeline.get(NettyPipeline.HttpCodec) != null) {
      aroundCodec(pipeline);
    } else {
      pipeline.addBefore(
          NettyPipeline.ReactiveBridge, "tidegate.negotiated", new AfterNegotiation());
    }
  }

  private void aroundCodec(ChannelPipeline pipeline) {
    RequestDeadline deadline = new RequestDeadline(requestLimit, port(pipeline.channel()));
    FastLane lane = new FastLane(replies, stopping, deadline);
    pipeline.addBefore(NettyPipeline.HttpCodec, "tidegate.deadline", deadline);
    pipeline.addBefore(NettyPipeline.HttpCodec, "tidegate.lane", lane);
    pipeline.addAfter(NettyPipeline.HttpCodec, "tidegate.watch", lane.new Watch());
    pipeline.addAfter(NettyPipeline.HttpCodec, "tidegate.end", deadline.new End());
    pipeline.addAfter(NettyPipeline.HttpCodec, "tidegate.cors", new Cors(stats));
  }

  private static int port(Channel channel) {
    return channel.remoteAddress() instanceof InetSocketAddress peer ? peer.getPort() : 0;
  }

  /** Ends a connection on which nothing has come for a while. */
  private static final class Idle extends IdleStateHandler {
    Idle() {
      super(IDLE.toMillis(), 0, 0, TimeUnit.MILLISECONDS);
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // nobody is left to tell
    protected void channelIdle(ChannelHandlerContext ctx, IdleStateEvent event) {
      ctx.close();
    }
  }

  private final class AfterNegotiation extends ChannelInboundHandlerAdapter {
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof SslHandshakeCompletionEvent) {
        // HTTP/2's codec has the same name; its requests end on streams of their own, out of sight
        // of what stands here, and the server itself limits how long each may take.
        if (ctx.pipeline().get(NettyPipeline.HttpCodec) instanceof HttpServerCodec) {
          aroundCodec(ctx.pipeline());
        }
        ctx.pipeline().remove(this);
      }
      ctx.fireUserEventTriggered(event);
    }
  }
}
