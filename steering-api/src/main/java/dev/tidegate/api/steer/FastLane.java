package dev.tidegate.api.steer;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import java.net.InetSocketAddress;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The short way from a player's plain {@code GET} to its answer: it stands before the HTTP codec
 * and answers what {@link PlainRequest} recognises and {@link Replies} knows, in the order of
 * arrival. Everything else goes on to the codec and to {@link Routes}, octet by octet as it came.
 *
 * <pre>
 * open    plain GET of ours     answered here
 * open    other plain request   passed on; busy until its answer is written
 * open    the beginning of one  kept for one read, if no answer is awaited
 * open    anything unclear      passed on; slow
 * busy    its own body          passed on
 * busy    anything further      passed on; slow (answers must keep their order)
 * slow    anything              passed on, to the end of the connection
 * </pre>
 */
final class FastLane extends ChannelInboundHandlerAdapter {
  /** Octets of a reply before its body, at most. */
  private static final int HEAD = 512;

  private final Replies replies;
  private final BooleanSupplier stopping;
  private final RequestDeadline deadline;
  private final CutRequest cut = new CutRequest();
  private byte @Nullable [] peer;
  private boolean slow;
  private boolean busy;
  private boolean passed;
  private boolean wrote;

  /**
   * When the read began that is being answered, if it is one of those that are measured; else 0.
   */
  private long began;

  /** Octets of a passed request's body that have not arrived yet. */
  private long rest;

  /**
   * @param stopping connections are to be told to end, which is done behind the codec
   */
  FastLane(Replies replies, BooleanSupplier stopping, RequestDeadline deadline) {
    this.replies = replies;
    this.stopping = stopping;
    this.deadline = deadline;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    if (slow || !(msg instanceof ByteBuf next)) {
      passed = true;
      ctx.fireChannelRead(msg);
      return;
    }
    boolean joined = cut.isKept();
    ByteBuf in = cut.join(next, ctx.alloc());
    if (rest > 0 && !passBody(ctx, in)) {
      return;
    }
    if (busy || stopping.getAsBoolean()) {
      passAll(ctx, in);
      return;
    }
    Desk desk = Desk.own();
    began = desk.isSampled() ? System.nanoTime() : 0;
    desk.request.load(in, peer(ctx));
    boolean mine = true;
    boolean fresh = !joined;
    while (mine && in.isReadable()) {
      mine = take(ctx, desk, in, fresh);
      fresh = true;
    }
    if (mine) {
      in.release();
    }
  }

  /** Passes on what belongs to the body; true if there is more than that. */
  private boolean passBody(ChannelHandlerContext ctx, ByteBuf in) {
    passed = true;
    int n = (int) Math.min(rest, in.readableBytes());
    rest -= n;
    if (n == in.readableBytes()) {
      ctx.fireChannelRead(in);
      return false;
    }
    ctx.fireChannelRead(in.readRetainedSlice(n));
    return true;
  }

  private void passAll(ChannelHandlerContext ctx, ByteBuf in) {
    slow = true;
    passed = true;
    ctx.fireChannelRead(in);
  }

  /**
   * Takes one request from {@code in}; false if {@code in} was handed on or kept.
   *
   * @param fresh whether it begins in what has come just now
   */
  private boolean take(ChannelHandlerContext ctx, Desk desk, ByteBuf in, boolean fresh) {
    PlainRequest.Kind kind = desk.request.look();
    if (kind == PlainRequest.Kind.READ && answer(ctx, desk)) {
      in.skipBytes((int) desk.request.extent());
      desk.request.pass();
      return true;
    }
    if (kind == PlainRequest.Kind.UNCLEAR) {
      if (fresh && desk.request.isCut()) {
        cut.keep(in);
      } else {
        passAll(ctx, in);
      }
      return false;
    }
    busy = true;
    passed = true;
    long extent = desk.request.extent();
    if (extent >= in.readableBytes()) {
      rest = extent - in.readableBytes();
      ctx.fireChannelRead(in);
      return false;
    }
    ByteBuf whole = in.readRetainedSlice((int) extent);
    ctx.fireChannelRead(whole);
    if (busy || slow) {
      passAll(ctx, in);
      return false;
    }
    // The answer may have gone through this loop's desk again.
    desk.request.load(in, peer(ctx));
    return true;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // a void promise has none
  private boolean answer(ChannelHandlerContext ctx, Desk desk) {
    String target = desk.request.target();
    try {
      PercentText.check(target);
    } catch (PercentText.MalformedEscape e) {
      return false;
    }
    if (!replies.read(Target.of(target), desk.request, desk.reply)) {
      return false;
    }
    ByteBuf out = desk.room(ctx.alloc(), HEAD + desk.reply.body.length());
    desk.wire.write(desk.reply, out);
    ctx.write(out, ctx.voidPromise());
    wrote = true;
    return true;
  }

  private byte[] peer(ChannelHandlerContext ctx) {
    byte[] known = peer;
    if (known == null) {
      known =
          ctx.channel().remoteAddress() instanceof InetSocketAddress remote
                  && !remote.isUnresolved()
              ? remote.getAddress().getAddress()
              : new byte[4];
      peer = known;
    }
    return known;
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    boolean open = !slow && !busy && rest == 0;
    boolean answered = wrote;
    if (answered) {
      wrote = false;
      ctx.flush();
      if (began != 0) {
        replies.took(System.nanoTime() - began);
      }
    }
    if (open) {
      if (answered || !cut.isKept()) {
        deadline.ended();
      }
      if (cut.isKept()) {
        deadline.begins();
      }
      readOn(ctx);
    }
    if (passed || !open) {
      passed = false;
      ctx.fireChannelReadComplete();
    }
  }

  /** A client that does not take its answers is not asked for more. */
  private static void readOn(ChannelHandlerContext ctx) {
    if (ctx.channel().isWritable()) {
      ctx.read();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (!slow && !busy && rest == 0) {
      readOn(ctx);
    }
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    cut.drop();
  }

  /** Stands behind the codec and sees when the answer of a passed request is written. */
  final class Watch extends ChannelOutboundHandlerAdapter {
    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the promise is the caller's
    public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
      boolean last = msg instanceof LastHttpContent;
      if (msg instanceof HttpResponse response) {
        last &= response.status().codeClass() != HttpStatusClass.INFORMATIONAL;
        slow |= !HttpUtil.isKeepAlive(response);
      }
      ctx.write(msg, promise);
      if (last) {
        busy = false;
      }
    }
  }
}
