package dev.tidegate.api.loop;

import dev.tidegate.answer.SnapshotCodec;
import dev.tidegate.answer.SteeringSnapshot;
import dev.tidegate.answer.Version;
import dev.tidegate.api.nodes.Rules;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What this node answers from, and what goes with it to begin an engine: the highest that it ever
 * applied, kept in a file of its own, so that it can answer after a start while the store is away,
 * and never applies two snapshots of one version however often it is killed.
 */
final class Applied {
  private static final String FILE = "applied.bin";
  private static final int FORM = 0x5447_4E01;

  private final Path file;
  private final NodeMeter meter;
  private @Nullable SteeringSnapshot snapshot;
  private Optional<byte[]> memory = Optional.empty();
  private Version memoryOf = Rules.NOTHING;
  private boolean unsaved;

  Applied(Path directory, NodeMeter meter) {
    this.file = directory.resolve(FILE);
    this.meter = meter;
  }

  /** Takes up what the file holds; nothing if there is none, or it is damaged. */
  synchronized void load() {
    if (!Files.exists(file)) {
      return;
    }
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(sealed()))) {
      if (in.readInt() != FORM) {
        throw new IOException(file + " is of another form");
      }
      SteeringSnapshot read = SnapshotCodec.read(block(in));
      memoryOf = Version.parse(in.readUTF());
      memory = in.readBoolean() ? Optional.of(block(in)) : Optional.empty();
      snapshot = read;
    } catch (IOException | IllegalArgumentException e) {
      meter.fileFailed(e);
    }
  }

  private byte[] sealed() throws IOException {
    byte[] all = Files.readAllBytes(file);
    if (all.length < Long.BYTES) {
      throw new IOException(file + " is cut short");
    }
    byte[] body = java.util.Arrays.copyOf(all, all.length - Long.BYTES);
    long seal =
        new DataInputStream(new ByteArrayInputStream(all, body.length, Long.BYTES)).readLong();
    if (seal != sum(body)) {
      throw new IOException(file + " is damaged");
    }
    return body;
  }

  private static long sum(byte[] body) {
    CRC32C sum = new CRC32C();
    sum.update(body);
    return sum.getValue();
  }

  private static byte[] block(DataInputStream in) throws IOException {
    int size = in.readInt();
    if (size < 0 || size > in.available()) {
      throw new IOException("a block of " + size + " bytes is not there");
    }
    return in.readNBytes(size);
  }

  /** What is answered from; empty before the first. */
  synchronized Optional<SteeringSnapshot> snapshot() {
    return Optional.ofNullable(snapshot);
  }

  synchronized Version version() {
    SteeringSnapshot known = snapshot;
    return known == null ? Rules.NOTHING : known.version();
  }

  /** What an engine begins with that goes on from here, perhaps a little older. */
  synchronized Optional<byte[]> memory() {
    return memory;
  }

  /** Whether there is a newer memory to be had than the one kept. */
  synchronized boolean lacksMemory() {
    return !memoryOf.equals(version());
  }

  /**
   * Applies a snapshot if it is above all that were applied; else counts it. Before it is answered
   * from it is in the file, which outlives the process, though not a loss of power.
   */
  synchronized boolean apply(SteeringSnapshot offered) {
    if (offered.version().equals(version())) {
      return false;
    }
    if (!Rules.applies(version(), offered.version())) {
      meter.refused.increment();
      return false;
    }
    snapshot = offered;
    unsaved = true;
    save();
    return true;
  }

  /** What was answered before anything was applied: kept as it is, and never offered to others. */
  synchronized void beginWith(SteeringSnapshot first) {
    snapshot = first;
  }

  synchronized void remember(Version of, byte[] bytes) {
    memory = Optional.of(bytes);
    memoryOf = of;
    unsaved = true;
  }

  /** Writes the file if there is something new. Blocks for the disk. */
  synchronized void save() {
    SteeringSnapshot known = snapshot;
    if (!unsaved || known == null) {
      return;
    }
    unsaved = false;
    byte[] body = body(known);
    try {
      Path beside = file.resolveSibling(FILE + ".new");
      Files.write(beside, body);
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      meter.fileFailed(e);
    }
  }

  private byte[] body(SteeringSnapshot known) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(FORM);
      byte[] answered = SnapshotCodec.bytes(known);
      out.writeInt(answered.length);
      out.write(answered);
      out.writeUTF(memoryOf.toString());
      out.writeBoolean(memory.isPresent());
      if (memory.isPresent()) {
        out.writeInt(memory.get().length);
        out.write(memory.get());
      }
      out.writeLong(sum(bytes.toByteArray()));
    } catch (IOException e) {
      throw new IllegalStateException("memory does not fail", e);
    }
    return bytes.toByteArray();
  }
}
