package dev.tidegate.api.nodes;

import java.io.ByteArrayOutputStream;

/**
 * Numbers in as many bits as they need, by Elias' gamma code: as many zeros as the number has bits
 * behind its first, then the number. Small ones, of which histograms are full, take 1 to 3 bits.
 */
final class Bits {
  private Bits() {}

  /** Gamma codes of so many bits behind the first fit a word with the zeros before them. */
  private static final int SHORT = 15;

  /** Writes. */
  static final class Writer {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private long open;
    private int used;

    /**
     * @param bits 0..32
     */
    private void put(long value, int bits) {
      open = (open << bits) | value;
      used += bits;
      while (used >= 8) {
        used -= 8;
        bytes.write((int) (open >>> used));
      }
    }

    void bit(boolean bit) {
      put(bit ? 1 : 0, 1);
    }

    /**
     * @param number not 0; unsigned
     */
    void gamma(long number) {
      int behind = 63 - Long.numberOfLeadingZeros(number);
      if (behind <= SHORT) {
        put(number, 2 * behind + 1);
        return;
      }
      for (int i = 0; i < behind; i++) {
        bit(false);
      }
      for (int i = behind; i >= 0; i--) {
        bit(((number >>> i) & 1) != 0);
      }
    }

    /** All, filled up with zeros to whole bytes. */
    byte[] done() {
      while (used != 0) {
        bit(false);
      }
      return bytes.toByteArray();
    }
  }

  /** Reads. */
  static final class Reader {
    private final byte[] bytes;
    private int at;

    /** The next bits, from the highest. */
    private long window;

    private int ready;

    Reader(byte[] bytes) {
      this.bytes = bytes;
    }

    private void fill() {
      while (ready <= 56 && at < bytes.length) {
        window |= (bytes[at++] & 0xFFL) << (56 - ready);
        ready += 8;
      }
    }

    private long take(int bits) {
      if (ready < bits) {
        throw new IllegalArgumentException("bits that are cut off");
      }
      long taken = window >>> (64 - bits);
      window <<= bits;
      ready -= bits;
      return taken;
    }

    boolean bit() {
      fill();
      return take(1) != 0;
    }

    long gamma() {
      fill();
      int zeros = Long.numberOfLeadingZeros(window);
      if (2 * zeros + 1 <= ready) {
        return take(2 * zeros + 1);
      }
      int behind = 0;
      while (!bit()) {
        if (++behind > 63) {
          throw new IllegalArgumentException("a number is too long");
        }
      }
      long number = 1;
      for (int i = 0; i < behind; i++) {
        number = (number << 1) | (bit() ? 1 : 0);
      }
      return number;
    }

    /** Holds the reader to having read everything but what fills up the last byte. */
    void end() {
      int left = ready + 8 * (bytes.length - at);
      if (left > 7) {
        throw new IllegalArgumentException(left + " bits too many");
      }
    }
  }
}
