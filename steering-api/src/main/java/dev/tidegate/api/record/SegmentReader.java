package dev.tidegate.api.record;

import dev.tidegate.engine.record.Entry;
import dev.tidegate.engine.record.EntryReader;
import dev.tidegate.engine.record.EntryWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Reads one segment up to its last whole entry, whatever stands behind. A file that is no segment,
 * or begins with no whole opening and configuration, is refused.
 */
public final class SegmentReader implements Closeable {
  private final Path path;
  private final FileChannel file;
  private final EntryReader entries = new EntryReader();
  private final Inflater inflater = new Inflater(true);
  private Tail tail = new Tail.Open();
  private boolean ended;
  private Optional<byte[]> text = Optional.empty();

  private SegmentReader(Path path, FileChannel file) {
    this.path = path;
    this.file = file;
  }

  /**
   * Opens a segment.
   *
   * @throws RecordingException if it is none
   */
  public static SegmentReader open(Path path) throws IOException {
    FileChannel file;
    try {
      file = FileChannel.open(path, StandardOpenOption.READ);
    } catch (NoSuchFileException e) {
      throw new RecordingException(path + " is not there", e);
    }
    SegmentReader reader = new SegmentReader(path, file);
    try {
      reader.head();
      return reader;
    } catch (IOException e) {
      reader.close();
      throw e;
    }
  }

  private void head() throws IOException {
    ByteBuffer head = read(Frames.FILE_HEAD);
    byte[] magic = new byte[Math.min(head.remaining(), Frames.MAGIC.length)];
    head.get(magic);
    if (!Arrays.equals(magic, Frames.MAGIC) || head.remaining() < Short.BYTES) {
      throw new RecordingException(path + " is not a recording of Tidegate");
    }
    short form = head.getShort();
    if (form != Frames.FORM) {
      throw new RecordingException(
          path + " is a recording of form " + form + "; this program reads form " + Frames.FORM);
    }
  }

  /** The next entry; empty after the last whole one, and then {@link #tail} says why. */
  public Optional<Entry> next() throws IOException {
    if (ended) {
      return Optional.empty();
    }
    long at = file.position();
    try {
      Optional<Entry> entry = frame();
      ended = entry.isEmpty();
      if (entry.isPresent() && entry.get() instanceof Entry.Ending ending) {
        end(ending);
      }
      return entry;
    } catch (IllegalArgumentException | DataFormatException e) {
      ended = true;
      tail = new Tail.Torn(at, file.size() - at, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private void end(Entry.Ending ending) throws IOException {
    ended = true;
    long more = file.size() - file.position();
    tail =
        more == 0
            ? new Tail.Closed(ending)
            : new Tail.Torn(file.position(), more, "bytes after the end");
  }

  private Optional<Entry> frame() throws IOException, DataFormatException {
    ByteBuffer head = read(Frames.FRAME_HEAD);
    if (!head.hasRemaining()) {
      return Optional.empty();
    }
    if (head.remaining() < Frames.FRAME_HEAD) {
      throw new IllegalArgumentException("the last entry is not whole");
    }
    byte kind = head.get();
    int unpacked = head.getInt();
    int size = head.getInt();
    int checksum = head.getInt();
    if (size < 0 || size > file.size() - file.position()) {
      throw new IllegalArgumentException("the last entry is not whole");
    }
    if (unpacked < 0 || unpacked > Frames.MOST || unpacked > (size + 1L) * Frames.MOST_PACKED) {
      throw new IllegalArgumentException("an entry of impossible size");
    }
    ByteBuffer packed = read(size);
    if (packed.remaining() < size || Frames.checksum(kind, unpacked, packed) != checksum) {
      throw new IllegalArgumentException("an entry's checksum does not hold");
    }
    byte[] bytes = unpack(packed, unpacked);
    if (kind == EntryWriter.CONFIGURED) {
      text = Optional.of(EntryReader.text(bytes));
    }
    return Optional.of(entries.read(kind, bytes));
  }

  private byte[] unpack(ByteBuffer packed, int size) throws DataFormatException {
    byte[] bytes = new byte[size];
    inflater.setInput(packed);
    int at = 0;
    while (at < size) {
      int some = inflater.inflate(bytes, at, size - at);
      if (some == 0) {
        throw new IllegalArgumentException("an entry has fewer bytes than it says");
      }
      at += some;
    }
    // Takes in what remains of the flush, which gives no bytes.
    if (inflater.inflate(new byte[1]) > 0 || inflater.getRemaining() > 0) {
      throw new IllegalArgumentException("an entry has more bytes than it says");
    }
    return bytes;
  }

  /** At most so many bytes, fewer at the end of the file. */
  private ByteBuffer read(int size) throws IOException {
    ByteBuffer to = ByteBuffer.allocate(size);
    int some = 0;
    while (to.hasRemaining() && some >= 0) {
      some = file.read(to);
    }
    return to.flip();
  }

  /** How the file ends; known once {@link #next} gave nothing more. */
  public Tail tail() {
    return tail;
  }

  /**
   * The last configuration seen as it was put, even where this engine cannot read what its own was
   * made of it.
   */
  public Optional<byte[]> text() {
    return text.map(byte[]::clone);
  }

  /** How far it was read, 0 to 1. */
  public double progress() throws IOException {
    return file.size() == 0 ? 1 : (double) file.position() / file.size();
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    file.close();
  }
}
