package dev.tidegate.api.steer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.SplittableRandom;

/** What an event loop needs to answer, used again for every request. */
final class Desk {
  private static final FastThreadLocal<Desk> DESKS =
      new FastThreadLocal<>() {
        @Override
        protected Desk initialValue() {
          return new Desk();
        }

        @Override
        protected void onRemoval(Desk desk) {
          desk.close();
        }
      };

  /** Octets of a reply, mostly. */
  private static final int USUAL = 2048;

  final PlainRequest request = new PlainRequest();
  final Reply reply = new Reply();
  final Wire wire = new Wire();
  private ByteBuf out = Unpooled.EMPTY_BUFFER;

  /** Draws when to measure: at even distances it would always be the same of 64 connections. */
  private final SplittableRandom draws = new SplittableRandom();

  private int untilMeasured = 1;

  private Desk() {}

  /** The event loop's own. */
  static Desk own() {
    return DESKS.get();
  }

  /** Whether the read that begins is one of those that are measured. */
  boolean isSampled() {
    if (--untilMeasured > 0) {
      return false;
    }
    untilMeasured = draws.nextInt(1, 2 * AnswerTimes.ONE_OF);
    return true;
  }

  /** A buffer to write in: the last one, where its octets have left, as they mostly have. */
  ByteBuf room(ByteBufAllocator from, int octets) {
    if (out.refCnt() != 1 || out.capacity() < octets) {
      out.release();
      out = from.directBuffer(Math.max(USUAL, octets));
    }
    return out.clear().retain();
  }

  private void close() {
    out.release();
    out = Unpooled.EMPTY_BUFFER;
  }
}
