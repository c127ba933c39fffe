package dev.tidegate.api.steer;

import io.netty.buffer.ByteBuf;

/** A request body, kept up to a bound; what is beyond is counted and thrown away. */
final class Body {
  /** The longest body that is looked at. */
  static final int MAX = 64 * 1024;

  /** The longest that is read to its end before the connection is cut. */
  static final long MAX_DRAINED = 8L * 1024 * 1024;

  private byte[] bytes = new byte[1024];
  private int length;
  private long total;

  /** Takes the readable bytes of {@code part}; its owner releases it. */
  void add(ByteBuf part) {
    int readable = part.readableBytes();
    total += readable;
    int room = Math.min(readable, MAX - length);
    if (room > 0) {
      if (length + room > bytes.length) {
        bytes =
            java.util.Arrays.copyOf(
                bytes, Math.min(MAX, Math.max(bytes.length * 2, length + room)));
      }
      part.getBytes(part.readerIndex(), bytes, length, room);
      length += room;
    }
  }

  boolean tooLong() {
    return total > MAX;
  }

  boolean endless() {
    return total > MAX_DRAINED;
  }

  byte[] bytes() {
    return java.util.Arrays.copyOf(bytes, length);
  }
}
