package dev.tidegate.dns.responder;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import java.time.InstantSource;

/** Datagrams in, datagrams out; those of one batch are sent as one. */
final class DatagramHandler extends SimpleChannelInboundHandler<DatagramPacket> {
  private final Responder responder;
  private final InstantSource clock;
  private final byte[] query = new byte[Responder.MOST_BYTES];

  DatagramHandler(Responder responder, InstantSource clock) {
    this.responder = responder;
    this.clock = clock;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
    ByteBuf content = packet.content();
    int length = Math.min(content.readableBytes(), query.length);
    content.readBytes(query, 0, length);
    byte[] source = packet.sender().getAddress().getAddress();
    int written = responder.answer(query, length, source, false, clock.millis() / 1000);
    if (written > 0) {
      ByteBuf out =
          context.alloc().directBuffer(written).writeBytes(responder.written(), 0, written);
      var _ = context.write(new DatagramPacket(out, packet.sender()), context.voidPromise());
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    context.flush();
  }

  /** What cannot be sent to one asker is no reason to stop answering the others. */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {}
}
