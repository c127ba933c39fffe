package dev.tidegate.telemetry;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;

/**
 * Reads what {@link VarWriter} wrote; throws {@link IllegalArgumentException} where bytes are none
 * such, and never takes more memory than the bytes there are.
 */
public final class VarReader {
  private final byte[] bytes;
  private int at;

  public VarReader(byte[] bytes) {
    this.bytes = bytes;
  }

  /** What {@link VarWriter#number} wrote. */
  public long number() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int next = octet();
      value |= (long) (next & 0x7F) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw refused("a number is too long");
  }

  public long signed() {
    long coded = number();
    return (coded >>> 1) ^ -(coded & 1);
  }

  public double real() {
    long bits = 0;
    for (int i = 0; i < 8; i++) {
      bits = (bits << 8) | octet();
    }
    return Double.longBitsToDouble(bits);
  }

  public boolean yes() {
    int value = octet();
    if (value > 1) {
      throw refused("neither yes nor no: " + value);
    }
    return value == 1;
  }

  /** A number of things of which each takes a byte at least. */
  public int count(int most) {
    long value = number();
    if (value < 0 || value > most || value > bytes.length - at) {
      throw refused("no such count: " + value);
    }
    return (int) value;
  }

  public String text() {
    return text(Integer.MAX_VALUE);
  }

  /** A text of so many bytes at most. */
  public String text(int most) {
    return new String(block(most), StandardCharsets.UTF_8);
  }

  public byte[] block() {
    return block(Integer.MAX_VALUE);
  }

  private byte[] block(int most) {
    int length = count(most);
    at += length;
    return Arrays.copyOfRange(bytes, at - length, at);
  }

  public Instant instant(Instant base) {
    long seconds = signed();
    long nanos = number();
    if (nanos < 0 || nanos > 999_999_999) {
      throw refused("no such part of a second: " + nanos);
    }
    try {
      return Instant.ofEpochSecond(Math.addExact(base.getEpochSecond(), seconds), nanos);
    } catch (DateTimeException | ArithmeticException e) {
      throw refused("no such time");
    }
  }

  /** Holds the reader to having read everything. */
  public void end() {
    if (at != bytes.length) {
      throw refused((bytes.length - at) + " bytes too many");
    }
  }

  public IllegalArgumentException refused(String why) {
    return new IllegalArgumentException(why + ", at byte " + at);
  }

  private int octet() {
    if (at >= bytes.length) {
      throw refused("cut off");
    }
    return bytes[at++] & 0xFF;
  }
}
