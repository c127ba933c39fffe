package dev.tidegate.api.record;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * What a segment file is made of.
 *
 * <pre>
 * file : "TIDEGREC", form (2 bytes: 1), frames
 * frame: kind (1), bytes unpacked (4), bytes packed (4), checksum (4), packed bytes
 * </pre>
 *
 * Numbers are big-endian. The packed bytes of all frames are one raw DEFLATE stream, flushed after
 * each frame. The checksum is CRC-32C over kind, both sizes and the packed bytes.
 */
final class Frames {
  static final byte[] MAGIC = "TIDEGREC".getBytes(StandardCharsets.US_ASCII);
  static final short FORM = 1;
  static final int FILE_HEAD = MAGIC.length + Short.BYTES;
  static final int FRAME_HEAD = 1 + 3 * Integer.BYTES;

  /** No entry is larger: the state of an engine with 100 000 cells is smaller. */
  static final int MOST = 256 << 20;

  /** DEFLATE packs no better than this. */
  static final long MOST_PACKED = 1_100;

  private Frames() {}

  static int checksum(byte kind, int unpacked, ByteBuffer packed) {
    CRC32C crc = new CRC32C();
    ByteBuffer head = ByteBuffer.allocate(1 + 2 * Integer.BYTES);
    crc.update(head.put(kind).putInt(unpacked).putInt(packed.remaining()).flip());
    crc.update(packed.duplicate());
    return (int) crc.getValue();
  }
}
