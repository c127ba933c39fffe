package dev.tidegate.api.record;

import dev.tidegate.api.store.PrivateFiles;
import dev.tidegate.engine.record.Entry;
import dev.tidegate.engine.record.EntryWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.Deflater;

/**
 * Writes one segment. Each entry is with the operating system when {@link #write} returns, so that
 * {@code kill -9} loses none; it is forced to the disk when the segment is closed. After a failure
 * nothing more can be written: the file ends with its last whole entry.
 */
public final class SegmentWriter implements Closeable {
  private static final int CHUNK = 64 << 10;

  private final FileChannel file;
  private final EntryWriter entries = new EntryWriter();
  private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
  private byte[] packed = new byte[CHUNK];
  private long bytes;

  private SegmentWriter(FileChannel file) {
    this.file = file;
  }

  /** A new file, which only its owner may read: a configuration may hold secrets. */
  public static SegmentWriter create(Path path) throws IOException {
    PrivateFiles.create(path);
    SegmentWriter writer = new SegmentWriter(FileChannel.open(path, StandardOpenOption.WRITE));
    try {
      writer.put(
          ByteBuffer.allocate(Frames.FILE_HEAD).put(Frames.MAGIC).putShort(Frames.FORM).flip());
      return writer;
    } catch (IOException e) {
      writer.close();
      throw e;
    }
  }

  /**
   * Adds an entry.
   *
   * @throws IllegalArgumentException if it is larger than an entry may be
   */
  public void write(Entry entry) throws IOException {
    byte[] unpacked = entries.write(entry);
    if (unpacked.length > Frames.MOST) {
      throw new IllegalArgumentException("an entry of " + unpacked.length + " bytes");
    }
    ByteBuffer body = ByteBuffer.wrap(packed, 0, pack(unpacked));
    byte kind = EntryWriter.kind(entry);
    ByteBuffer head =
        ByteBuffer.allocate(Frames.FRAME_HEAD)
            .put(kind)
            .putInt(unpacked.length)
            .putInt(body.remaining())
            .putInt(Frames.checksum(kind, unpacked.length, body))
            .flip();
    ByteBuffer frame = ByteBuffer.allocate(head.remaining() + body.remaining());
    put(frame.put(head).put(body).flip());
  }

  private int pack(byte[] unpacked) {
    deflater.setInput(unpacked);
    int size = 0;
    while (true) {
      size += deflater.deflate(packed, size, packed.length - size, Deflater.SYNC_FLUSH);
      if (size < packed.length) {
        return size;
      }
      packed = Arrays.copyOf(packed, packed.length * 2);
    }
  }

  private void put(ByteBuffer from) throws IOException {
    while (from.hasRemaining()) {
      bytes += file.write(from);
    }
  }

  /** Bytes written so far. */
  public long bytes() {
    return bytes;
  }

  @Override
  public void close() throws IOException {
    deflater.end();
    try (file) {
      file.force(true);
    }
  }
}
