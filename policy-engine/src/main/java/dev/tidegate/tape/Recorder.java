package dev.tidegate.tape;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Writes. Whole numbers are zigzag varints of 7 bits a byte, least first; other numbers a count of
 * bytes and the upper ones of their 64 bits, without the zeros at the end; text its place in the
 * list of texts so far, or the next place and its UTF-8 bytes.
 */
public final class Recorder implements Tape {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 16);
  private final Map<String, Integer> words = new HashMap<>();
  private final Map<Object, Integer> things = new HashMap<>();

  private final boolean brief;

  /** One that writes everything. */
  public Recorder() {
    this(false);
  }

  private Recorder(boolean brief) {
    this.brief = brief;
  }

  /** One that leaves out history that no decision looks at. */
  public static Recorder brief() {
    return new Recorder(true);
  }

  /** What was written so far. */
  public byte[] bytes() {
    return out.toByteArray();
  }

  @Override
  public boolean isBrief() {
    return brief;
  }

  @Override
  public boolean plays() {
    return false;
  }

  @Override
  public double real(double value) {
    long rest = Double.doubleToRawLongBits(value);
    int count = 8 - Long.numberOfTrailingZeros(rest) / 8;
    out.write(count);
    for (int i = 0; i < count; i++) {
      out.write((int) (rest >>> 56));
      rest <<= 8;
    }
    return value;
  }

  @Override
  public long whole(long value) {
    long rest = (value << 1) ^ (value >> 63);
    while ((rest & ~0x7FL) != 0) {
      out.write((int) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
    return value;
  }

  @Override
  public String word(String value) {
    Integer known = words.get(value);
    if (known != null) {
      whole(known);
      return value;
    }
    whole(words.size());
    words.put(value, words.size());
    block(value.getBytes(StandardCharsets.UTF_8));
    return value;
  }

  @Override
  public byte[] block(byte[] value) {
    whole(value.length);
    out.writeBytes(value);
    return value;
  }

  @Override
  public <T> T shared(T value, T blank, Carrier<T> carrier) {
    Integer known = things.get(value);
    whole(known == null ? -1 : known);
    if (known == null) {
      carrier.carry(this, value);
      things.put(value, things.size());
    }
    return value;
  }
}
