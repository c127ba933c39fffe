package dev.tidegate.answer;

import dev.tidegate.model.Group;
import dev.tidegate.model.Mode;
import dev.tidegate.shift.BucketTable;
import dev.tidegate.shift.TableCodec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A snapshot in bytes, for the store: about 2.6 kB a group of three CDNs. */
public final class SnapshotCodec {
  private static final int FORMAT = 0x5447_0001;

  private SnapshotCodec() {}

  /** Writes {@code snapshot}. */
  public static byte[] bytes(SteeringSnapshot snapshot) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(FORMAT);
      out.writeUTF(snapshot.version().toString());
      out.writeLong(snapshot.at().toEpochMilli());
      out.writeInt(snapshot.groups().size());
      for (GroupAnswer answer : snapshot.groups().values()) {
        write(answer, out);
      }
    } catch (IOException e) {
      throw new IllegalStateException("memory does not fail", e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads what {@link #bytes} wrote.
   *
   * @throws IOException if the bytes are no snapshot of this format
   */
  public static SteeringSnapshot read(byte[] bytes) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    if (in.readInt() != FORMAT) {
      throw new IOException("not a snapshot, or of another format");
    }
    try {
      Version version = Version.parse(in.readUTF());
      Instant at = Instant.ofEpochMilli(in.readLong());
      int size = in.readInt();
      SortedMap<Group, GroupAnswer> groups = new TreeMap<>();
      for (int i = 0; i < size; i++) {
        GroupAnswer answer = readAnswer(in);
        groups.put(answer.group(), answer);
      }
      return new SteeringSnapshot(version, at, groups);
    } catch (IllegalArgumentException e) {
      throw new IOException("not a snapshot: " + e.getMessage(), e);
    }
  }

  /** Writes one group's part of {@link #bytes}. */
  public static void write(GroupAnswer answer, DataOutput out) throws IOException {
    write(answer.group(), out);
    out.writeByte(answer.mode().wire().charAt(0));
    out.writeShort(answer.ttlSeconds());
    TableCodec.write(answer.table(), out);
  }

  /**
   * Reads one group's part.
   *
   * @throws IOException if the bytes are no such
   * @throws IllegalArgumentException likewise
   */
  public static GroupAnswer readAnswer(DataInput in) throws IOException {
    Group group = readGroup(in);
    Mode mode = mode((char) in.readByte());
    int ttl = in.readUnsignedShort();
    BucketTable table = TableCodec.read(in);
    return new GroupAnswer(group, mode, ttl, table, table.shares());
  }

  /** Writes a group's name. */
  public static void write(Group group, DataOutput out) throws IOException {
    out.writeUTF(group.service());
    out.writeUTF(group.region());
    out.writeUTF(group.network().orElse(""));
  }

  /** Reads a group's name. */
  public static Group readGroup(DataInput in) throws IOException {
    String service = in.readUTF();
    String region = in.readUTF();
    String network = in.readUTF();
    return new Group(service, region, network.isEmpty() ? Optional.empty() : Optional.of(network));
  }

  private static Mode mode(char letter) throws IOException {
    for (Mode mode : Mode.values()) {
      if (mode.wire().charAt(0) == letter) {
        return mode;
      }
    }
    throw new IOException("no mode begins with " + letter);
  }

  /** Eight hexadecimal digits of all that clients can see. */
  public static String contentHash(SortedMap<Group, GroupAnswer> groups) {
    long hash = 17;
    for (GroupAnswer answer : groups.values()) {
      hash = hash * 1_000_003 + answer.group().toString().hashCode();
      hash = hash * 1_000_003 + answer.mode().wire().hashCode();
      hash = hash * 1_000_003 + answer.ttlSeconds();
      hash = hash * 1_000_003 + answer.table().contentHash();
    }
    hash *= 0x9E3779B97F4A7C15L;
    return String.format("%08x", (int) (hash ^ (hash >>> 32)));
  }
}
