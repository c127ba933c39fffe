package dev.tidegate.launcher.prove.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** Finds whole answers of HTTP/1.1 in the octets of one connection; keeps heads only. */
public final class AnswerReader {
  private static final int MOST_HEAD = 8 * 1024;
  private static final String LENGTH = "\r\ncontent-length:";

  private byte[] head = new byte[512];
  private int length;
  private long body;
  private long failed;

  /** Takes what has arrived; how many answers ended in it. */
  public int take(ByteBuffer in) {
    int answers = 0;
    while (in.hasRemaining()) {
      if (body > 0) {
        int skipped = (int) Math.min(body, in.remaining());
        in.position(in.position() + skipped);
        body -= skipped;
        answers += body == 0 ? 1 : 0;
      } else if (headEnds(in.get())) {
        body = readHead();
        answers += body == 0 ? 1 : 0;
      }
    }
    return answers;
  }

  /** Answers of another status than 200. */
  public long failed() {
    return failed;
  }

  private boolean headEnds(byte octet) {
    if (length == MOST_HEAD) {
      throw new IllegalStateException("a head of more than " + MOST_HEAD + " octets");
    }
    head = length == head.length ? Arrays.copyOf(head, length * 2) : head;
    head[length++] = octet;
    return octet == '\n'
        && length >= 4
        && head[length - 2] == '\r'
        && head[length - 3] == '\n'
        && head[length - 4] == '\r';
  }

  /** The length of the body; the next octet begins a head again. */
  private long readHead() {
    String text = new String(head, 0, length, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
    length = 0;
    failed += text.startsWith("http/1.1 200") ? 0 : 1;
    int at = text.indexOf(LENGTH);
    if (at < 0) {
      return 0;
    }
    int from = at + LENGTH.length();
    return Long.parseLong(text.substring(from, text.indexOf('\r', from)).strip());
  }
}
