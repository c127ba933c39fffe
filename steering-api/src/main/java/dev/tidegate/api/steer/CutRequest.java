package dev.tidegate.api.steer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of a plain request whose end is in the next read: what a client pipelines is cut
 * anywhere. It is kept for that one read, so that who sends octet by octet gains nothing by it.
 */
final class CutRequest {
  private static final int MOST = 4 * 1024;
  private static final byte[] GET = "GET /".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] VERSION = " HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII);

  private @Nullable ByteBuf kept;

  /**
   * Whether what stands there may be the beginning of a plain {@code GET} whose head has not ended
   * yet: a codec would wait for more, too.
   */
  static boolean begins(byte[] octets, int from, int to) {
    int n = Math.min(to - from, GET.length);
    if (to - from > MOST || !Arrays.equals(octets, from, from + n, GET, 0, n)) {
      return false;
    }
    int line = find(octets, from, to);
    return line < 0 || (isFirstLine(octets, from, line + 1) && !hasBlankLine(octets, line, to));
  }

  private static boolean isFirstLine(byte[] octets, int from, int to) {
    int version = to - VERSION.length;
    return version > from && Arrays.equals(octets, version, to, VERSION, 0, VERSION.length);
  }

  private static boolean hasBlankLine(byte[] octets, int from, int to) {
    int line = from;
    while (line >= 0) {
      int next = find(octets, line + 1, to);
      if (next == line + 1 || (next == line + 2 && octets[line + 1] == '\r')) {
        return true;
      }
      line = next;
    }
    return false;
  }

  private static int find(byte[] octets, int from, int to) {
    for (int i = from; i < to; i++) {
      if (octets[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  boolean isKept() {
    return kept != null;
  }

  /** Keeps what is readable; it is this object's now. */
  void keep(ByteBuf beginning) {
    kept = beginning;
  }

  /** What was kept and what has come, as one; {@code next} alone if nothing was. */
  ByteBuf join(ByteBuf next, ByteBufAllocator from) {
    ByteBuf first = kept;
    if (first == null) {
      return next;
    }
    kept = null;
    ByteBuf both = from.buffer(first.readableBytes() + next.readableBytes());
    both.writeBytes(first).writeBytes(next);
    first.release();
    next.release();
    return both;
  }

  /** The connection has ended. */
  void drop() {
    ByteBuf last = kept;
    if (last != null) {
      kept = null;
      last.release();
    }
  }
}
