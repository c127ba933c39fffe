package dev.tidegate.telemetry;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/** Writes numbers in 7 bits a byte, least first, and what is made of them. */
public final class VarWriter {
  private byte[] bytes = new byte[256];
  private int size;

  private void write(int octet) {
    if (size == bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * size);
    }
    bytes[size++] = (byte) octet;
  }

  /** As unsigned: small numbers are short, negative ones ten bytes. */
  public void number(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      write((int) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    write((int) rest);
  }

  /** Zigzag: short for what is near 0 on either side. */
  public void signed(long value) {
    number((value << 1) ^ (value >> 63));
  }

  /** Eight bytes, exactly this value. */
  public void real(double value) {
    long bits = Double.doubleToRawLongBits(value);
    for (int shift = 56; shift >= 0; shift -= 8) {
      write((int) (bits >>> shift));
    }
  }

  public void yes(boolean value) {
    write(value ? 1 : 0);
  }

  public void text(String text) {
    block(text.getBytes(StandardCharsets.UTF_8));
  }

  public void block(byte[] block) {
    number(block.length);
    if (size + block.length > bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * (size + block.length));
    }
    System.arraycopy(block, 0, bytes, size, block.length);
    size += block.length;
  }

  /** A time, short if it is near {@code base}. */
  public void instant(Instant value, Instant base) {
    signed(value.getEpochSecond() - base.getEpochSecond());
    number(value.getNano());
  }

  public byte[] done() {
    return Arrays.copyOf(bytes, size);
  }
}
