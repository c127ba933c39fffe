package dev.tidegate.api.control;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServer;

/**
 * What the HTTP parser refuses by itself, before any route is asked, gets the form of all other
 * refusals: it would have no body at all.
 */
@ChannelHandler.Sharable
public final class ParserRefusals extends ChannelOutboundHandlerAdapter {
  /** Puts one on every connection of {@code server} that speaks HTTP/1.1 from its beginning. */
  public HttpServer on(HttpServer server) {
    return server.doOnChannelInit(
        (observer, channel, remote) -> {
          ChannelPipeline pipeline = channel.pipeline();
          if (pipeline.get(NettyPipeline.HttpCodec) != null) {
            pipeline.addAfter(NettyPipeline.HttpCodec, "tidegate.refusals", this);
          }
        });
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // the promise is the caller's
  public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
    if (msg instanceof FullHttpResponse bare && isBareRefusal(bare)) {
      ctx.write(told(bare), promise);
      bare.release();
    } else {
      ctx.write(msg, promise);
    }
  }

  private static boolean isBareRefusal(FullHttpResponse response) {
    return response.status().code() >= 400
        && !response.content().isReadable()
        && !response.headers().contains(HttpHeaderNames.CONTENT_TYPE);
  }

  private static FullHttpResponse told(FullHttpResponse bare) {
    Problem problem =
        Problem.of(
            bare.status().code(), bare.status().reasonPhrase(), "the request cannot be read so");
    byte[] body = Json.MAPPER.writeValueAsBytes(problem.json());
    FullHttpResponse told =
        new DefaultFullHttpResponse(
            bare.protocolVersion(), bare.status(), Unpooled.wrappedBuffer(body));
    told.headers().set(bare.headers());
    told.headers().set(HttpHeaderNames.CONTENT_TYPE, Problem.TYPE);
    told.headers().set(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(body.length));
    return told;
  }
}
