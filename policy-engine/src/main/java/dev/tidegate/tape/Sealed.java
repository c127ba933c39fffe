package dev.tidegate.tape;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32;

/** Bytes with their CRC-32 behind them, so that damage is seen. */
public final class Sealed {
  private static final int SEAL = 4;

  private Sealed() {}

  /** {@code content} with its seal. */
  public static byte[] seal(byte[] content) {
    return ByteBuffer.allocate(content.length + SEAL).put(content).putInt(sum(content)).array();
  }

  /**
   * What was sealed.
   *
   * @throws IllegalArgumentException if it is damaged or was never sealed
   */
  public static byte[] open(byte[] sealed) {
    if (sealed.length < SEAL) {
      throw new IllegalArgumentException("no seal in " + sealed.length + " bytes");
    }
    byte[] content = Arrays.copyOf(sealed, sealed.length - SEAL);
    if (ByteBuffer.wrap(sealed).getInt(content.length) != sum(content)) {
      throw new IllegalArgumentException("the bytes are damaged");
    }
    return content;
  }

  private static int sum(byte[] content) {
    CRC32 crc = new CRC32();
    crc.update(content);
    return (int) crc.getValue();
  }
}
