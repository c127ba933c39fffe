package dev.tidegate.api.nodes;

import java.io.ByteArrayOutputStream;

/**
 * Numbers in as many bits as they need, by Elias' gamma code: as many zeros as the number has bits
 * behind its first, then the number. Small ones, of which histograms are full, take 1 to 3 bits.
 */
final class Bits {
  private Bits() {}

  /** Writes. */
  static final class Writer {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int open;
    private int used;

    void bit(boolean bit) {
      open = open << 1 | (bit ? 1 : 0);
      if (++used == 8) {
        bytes.write(open);
        open = 0;
        used = 0;
      }
    }

    /**
     * @param number not 0; unsigned
     */
    void gamma(long number) {
      int behind = 63 - Long.numberOfLeadingZeros(number);
      for (int i = 0; i < behind; i++) {
        bit(false);
      }
      for (int i = behind; i >= 0; i--) {
        bit((number >>> i & 1) != 0);
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

    Reader(byte[] bytes) {
      this.bytes = bytes;
    }

    boolean bit() {
      if (at >> 3 >= bytes.length) {
        throw new IllegalArgumentException("cut off at bit " + at);
      }
      boolean bit = (bytes[at >> 3] >> (7 - (at & 7)) & 1) != 0;
      at++;
      return bit;
    }

    long gamma() {
      int behind = 0;
      while (!bit()) {
        if (++behind > 63) {
          throw new IllegalArgumentException("a number is too long, at bit " + at);
        }
      }
      long number = 1;
      for (int i = 0; i < behind; i++) {
        number = number << 1 | (bit() ? 1 : 0);
      }
      return number;
    }

    /** Holds the reader to having read everything but what fills up the last byte. */
    void end() {
      if ((at + 7) >> 3 != bytes.length) {
        throw new IllegalArgumentException("more than " + at + " bits");
      }
    }
  }
}
