package dev.tidegate.api.steer;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a connection on which a request has begun and not ended in time, however slowly it drips. It
 * stands before the HTTP codec, where octets come in; its {@link End} stands behind.
 */
final class RequestDeadline extends ChannelInboundHandlerAdapter {
  private static final int SPREAD = 1000;

  private final Duration limit;
  private boolean begun;
  private @Nullable ScheduledFuture<?> cut;

  RequestDeadline(Duration limit) {
    this.limit = limit;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    begun |= msg instanceof ByteBuf;
    ctx.fireChannelRead(msg);
  }

  /** A request that came whole never needs a timer. */
  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    ctx.fireChannelReadComplete();
    if (begun && cut == null) {
      cut = ctx.executor().schedule(() -> cutOff(ctx), millis(ctx), TimeUnit.MILLISECONDS);
    }
  }

  /**
   * From two thirds of the limit to all of it, by the client's port: many that began at once are
   * not cut at once, and do not come again at once.
   */
  private long millis(ChannelHandlerContext ctx) {
    long most = limit.toMillis();
    int port = ctx.channel().remoteAddress() instanceof InetSocketAddress peer ? peer.getPort() : 0;
    return most - most / 3 * (port % SPREAD) / SPREAD;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // nobody is left to tell
  private static void cutOff(ChannelHandlerContext ctx) {
    ctx.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    ended();
    ctx.fireChannelInactive();
  }

  /** A request has begun, and is not whole when the read is over. */
  void begins() {
    begun = true;
  }

  /** The request is whole. */
  void ended() {
    begun = false;
    ScheduledFuture<?> running = cut;
    if (running != null) {
      running.cancel(false);
      cut = null;
    }
  }

  /** Sees the end of each request. */
  final class End extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
      if (msg instanceof LastHttpContent) {
        ended();
      }
      ctx.fireChannelRead(msg);
    }
  }
}
