package dev.tidegate.api.steer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Octets being written, in an array that grows. Not thread-safe; used again and again. */
final class Octets {
  private byte[] bytes;
  private int length;

  Octets(int room) {
    bytes = new byte[room];
  }

  /** Forgets what was written; the array stays. */
  Octets clear() {
    length = 0;
    return this;
  }

  /** What was written stands in its first {@link #length} octets, until the next write. */
  byte[] array() {
    return bytes;
  }

  int length() {
    return length;
  }

  Octets put(byte[] part) {
    reserve(part.length);
    System.arraycopy(part, 0, bytes, length, part.length);
    length += part.length;
    return this;
  }

  Octets put(char ascii) {
    reserve(1);
    bytes[length++] = (byte) ascii;
    return this;
  }

  /** Text that is known to be ASCII. */
  @SuppressWarnings("deprecation") // the one way to copy it without an array in between
  Octets ascii(String text) {
    int n = text.length();
    reserve(n);
    text.getBytes(0, n, bytes, length);
    length += n;
    return this;
  }

  Octets utf8(String text) {
    return put(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A whole number &gt;= 0, in decimal. */
  Octets number(int value) {
    int digits = 1;
    for (int rest = value; rest >= 10; rest /= 10) {
      digits++;
    }
    reserve(digits);
    int at = length + digits;
    length = at;
    int rest = value;
    do {
      bytes[--at] = (byte) ('0' + rest % 10);
      rest /= 10;
    } while (rest > 0);
    return this;
  }

  private void reserve(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }

  /** What was written, read as UTF-8. */
  @Override
  public String toString() {
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }
}
