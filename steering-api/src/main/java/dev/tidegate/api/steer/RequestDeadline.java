package dev.tidegate.api.steer;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a connection on which a request has begun and not ended in time, however slowly it drips,
 * and reads on at its {@link Pace} meanwhile. It stands before the HTTP codec, where octets come
 * in; its {@link End} stands behind.
 */
final class RequestDeadline extends ChannelDuplexHandler {
  private final Duration limit;
  private final int port;
  private final Pace pace;
  private boolean begun;
  private @Nullable ScheduledFuture<?> cut;
  private @Nullable ScheduledFuture<?> rest;

  /**
   * @param port the client's
   */
  RequestDeadline(Duration limit, int port) {
    this.limit = limit;
    this.port = port;
    this.pace = new Pace(port);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    if (msg instanceof ByteBuf octets) {
      if (begun) {
        pace.piece(octets.readableBytes());
      }
      begun = true;
    }
    ctx.fireChannelRead(msg);
  }

  @Override
  public void read(ChannelHandlerContext ctx) {
    if (rest != null) {
      return;
    }
    int millis = begun ? pace.restMillis() : 0;
    if (millis == 0) {
      ctx.read();
    } else {
      rest = ctx.executor().schedule(() -> readOn(ctx), millis, TimeUnit.MILLISECONDS);
    }
  }

  private void readOn(ChannelHandlerContext ctx) {
    rest = null;
    ctx.read();
  }

  /** A request that came whole never needs a timer. */
  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    ctx.fireChannelReadComplete();
    if (begun && cut == null) {
      cut = ctx.executor().schedule(() -> cutOff(ctx), nanos(), TimeUnit.NANOSECONDS);
    }
  }

  /**
   * From two thirds of the limit to all of it, by the client's port: many that began at once are
   * not cut at once, and do not come again at once.
   */
  private long nanos() {
    long most = limit.toNanos();
    double part = ((port * 0x9E3779B1L) & 0xFFFF_FFFFL) / 0x1p32;
    return most - (long) (most / 3.0 * part);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // nobody is left to tell
  private static void cutOff(ChannelHandlerContext ctx) {
    ctx.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    ended();
    if (rest != null) {
      rest.cancel(false);
      rest = null;
    }
    ctx.fireChannelInactive();
  }

  /** A request has begun, and is not whole when the read is over. */
  void begins() {
    begun = true;
  }

  /** The request is whole. */
  void ended() {
    begun = false;
    pace.whole();
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
