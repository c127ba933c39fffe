package dev.tidegate.shift;

import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A bucket table in bytes: CDNs, tails, the owners packed in as few bits as they need, and the
 * moves of the last ten minutes. Orders are not stored, since they follow from the rest. About 2.6
 * kB for three CDNs.
 */
public final class TableCodec {
  /** Older moves matter to no rule and are forgotten. */
  static final int REMEMBERED_SECONDS = 600;

  private TableCodec() {}

  /** Writes {@code table}. */
  public static void write(BucketTable table, DataOutput out) throws IOException {
    out.writeByte(table.cdns().size());
    for (String cdn : table.cdns()) {
      out.writeUTF(cdn);
      out.writeShort(table.tails().of(cdn));
      out.writeBoolean(table.tails().last().contains(cdn));
    }
    out.write(owners(table));
    writeMoves(table, out);
  }

  /** The bytes of {@link #write}. */
  public static byte[] bytes(BucketTable table) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(4_096);
    try {
      write(table, new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new IllegalStateException("memory does not fail", e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException if the bytes are no table
   */
  public static BucketTable read(DataInput in) throws IOException {
    int size = in.readUnsignedByte();
    List<String> cdns = new ArrayList<>();
    TreeMap<String, Integer> headroom = new TreeMap<>();
    TreeSet<String> last = new TreeSet<>();
    for (int i = 0; i < size; i++) {
      String cdn = in.readUTF();
      cdns.add(cdn);
      headroom.put(cdn, in.readUnsignedShort());
      if (in.readBoolean()) {
        last.add(cdn);
      }
    }
    try {
      return BucketTable.of(cdns, readOwners(in, size), readMoves(in), new Tails(headroom, last));
    } catch (IllegalArgumentException e) {
      throw new IOException("not a bucket table: " + e.getMessage(), e);
    }
  }

  private static int bits(int cdns) {
    return Math.max(1, 32 - Integer.numberOfLeadingZeros(cdns - 1));
  }

  private static byte[] owners(BucketTable table) {
    int bits = bits(table.cdns().size());
    byte[] packed = new byte[(Buckets.COUNT * bits + 7) / 8];
    for (int bucket = 0; bucket < Buckets.COUNT; bucket++) {
      int owner = table.ownerIndex(bucket);
      for (int bit = 0; bit < bits; bit++) {
        if ((owner >> bit & 1) != 0) {
          int at = bucket * bits + bit;
          packed[at >> 3] |= (byte) (1 << (at & 7));
        }
      }
    }
    return packed;
  }

  private static byte[] readOwners(DataInput in, int cdns) throws IOException {
    int bits = bits(cdns);
    byte[] packed = new byte[(Buckets.COUNT * bits + 7) / 8];
    in.readFully(packed);
    byte[] owners = new byte[Buckets.COUNT];
    for (int bucket = 0; bucket < Buckets.COUNT; bucket++) {
      for (int bit = 0; bit < bits; bit++) {
        int at = bucket * bits + bit;
        owners[bucket] |= (byte) ((packed[at >> 3] >> (at & 7) & 1) << bit);
      }
    }
    return owners;
  }

  private static void writeMoves(BucketTable table, DataOutput out) throws IOException {
    int latest = 0;
    for (int bucket = 0; bucket < Buckets.COUNT; bucket++) {
      latest = Math.max(latest, table.movedAt(bucket));
    }
    int count = 0;
    for (int bucket = 0; bucket < Buckets.COUNT; bucket++) {
      count += remembered(table, bucket, latest) ? 1 : 0;
    }
    out.writeInt(latest);
    out.writeShort(count);
    for (int bucket = 0; bucket < Buckets.COUNT; bucket++) {
      if (remembered(table, bucket, latest)) {
        out.writeShort(bucket);
        out.writeShort(latest - table.movedAt(bucket));
      }
    }
  }

  private static boolean remembered(BucketTable table, int bucket, int latest) {
    return table.movedAt(bucket) > 0 && latest - table.movedAt(bucket) <= REMEMBERED_SECONDS;
  }

  private static int[] readMoves(DataInput in) throws IOException {
    int latest = in.readInt();
    int count = in.readUnsignedShort();
    int[] movedAt = new int[Buckets.COUNT];
    for (int i = 0; i < count; i++) {
      int bucket = in.readUnsignedShort();
      int age = in.readUnsignedShort();
      if (bucket >= Buckets.COUNT) {
        throw new IOException("no bucket " + bucket);
      }
      movedAt[bucket] = latest - age;
    }
    return movedAt;
  }
}
