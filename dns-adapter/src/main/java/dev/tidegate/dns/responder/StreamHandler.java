package dev.tidegate.dns.responder;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.net.InetSocketAddress;
import java.time.InstantSource;

/** Messages of one connection, each behind its length. */
final class StreamHandler extends SimpleChannelInboundHandler<ByteBuf> {
  private final Responder responder;

  private final InstantSource clock;
  private final byte[] query = new byte[Responder.MOST_BYTES];

  StreamHandler(Responder responder, InstantSource clock) {
    this.responder = responder;
    this.clock = clock;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, ByteBuf message) {
    if (!context.channel().isWritable()) {
      var _ = context.close(); // asks and does not read
      return;
    }
    int length = Math.min(message.readableBytes(), query.length);
    message.readBytes(query, 0, length);
    byte[] source =
        ((InetSocketAddress) context.channel().remoteAddress()).getAddress().getAddress();
    int written = responder.answer(query, length, source, true, clock.millis() / 1000);
    if (written == 0) {
      var _ = context.close();
      return;
    }
    ByteBuf out = context.alloc().directBuffer(written + 2);
    out.writeShort(written).writeBytes(responder.written(), 0, written);
    var _ = context.write(out, context.voidPromise());
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    context.flush();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    var _ = context.close();
  }
}
