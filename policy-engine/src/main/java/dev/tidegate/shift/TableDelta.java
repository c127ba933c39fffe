package dev.tidegate.shift;

import dev.tidegate.telemetry.VarReader;
import dev.tidegate.telemetry.VarWriter;
import java.util.Arrays;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The buckets in which one table differs from another of the same CDNs: what a shift costs to tell,
 * some four bytes a moved bucket. Of the times of moves only those count that {@link TableCodec}
 * keeps, so it may be applied to a table that was read from bytes.
 *
 * <p>Laws (the suite {@code TableDeltaTest} tests them in this order):
 *
 * <ol>
 *   <li>Applied to a table of the base's bytes it gives a table of the next one's bytes.
 *   <li>What is read equals what was written; other bytes are refused.
 * </ol>
 */
public final class TableDelta {
  /** More moved buckets than this take more bytes than the whole table does. */
  private static final int MOST = 700;

  private final SortedMap<String, Integer> headroom;
  private final SortedSet<String> last;
  private final int latest;
  private final int[] buckets;
  private final byte[] owners;
  private final int[] ages;

  private TableDelta(Tails tails, int latest, int[] buckets, byte[] owners, int[] ages) {
    headroom = tails.headroom();
    last = tails.last();
    this.latest = latest;
    this.buckets = buckets;
    this.owners = owners;
    this.ages = ages;
  }

  /** What differs; empty if the whole table is the shorter way to say it. */
  public static Optional<TableDelta> between(BucketTable base, BucketTable next) {
    if (!base.cdns().equals(next.cdns())) {
      return Optional.empty();
    }
    int[] before = remembered(base);
    int[] after = remembered(next);
    int latest = latest(after);
    forget(before, latest);
    int count = 0;
    int[] buckets = new int[MOST];
    for (int bucket = 0; bucket < Buckets.COUNT; bucket++) {
      if (before[bucket] != after[bucket] || base.ownerIndex(bucket) != next.ownerIndex(bucket)) {
        if (count == MOST) {
          return Optional.empty();
        }
        buckets[count++] = bucket;
      }
    }
    byte[] owners = new byte[count];
    int[] ages = new int[count];
    for (int i = 0; i < count; i++) {
      owners[i] = next.ownerIndex(buckets[i]);
      ages[i] = after[buckets[i]] == 0 ? 0 : latest - after[buckets[i]] + 1;
    }
    return Optional.of(
        new TableDelta(next.tails(), latest, Arrays.copyOf(buckets, count), owners, ages));
  }

  /** The times of moves that a table's bytes hold; 0 for those that they do not. */
  private static int[] remembered(BucketTable table) {
    int[] moved = new int[Buckets.COUNT];
    for (int bucket = 0; bucket < moved.length; bucket++) {
      moved[bucket] = table.movedAt(bucket);
    }
    forget(moved, latest(moved));
    return moved;
  }

  private static int latest(int[] moved) {
    int latest = 0;
    for (int time : moved) {
      latest = Math.max(latest, time);
    }
    return latest;
  }

  private static void forget(int[] moved, int latest) {
    for (int bucket = 0; bucket < moved.length; bucket++) {
      boolean kept =
          moved[bucket] > 0 && (long) latest - moved[bucket] <= TableCodec.REMEMBERED_SECONDS;
      moved[bucket] = kept ? moved[bucket] : 0;
    }
  }

  /**
   * The other table.
   *
   * @throws IllegalArgumentException if {@code base} has no such CDNs
   */
  public BucketTable applyTo(BucketTable base) {
    int[] moved = remembered(base);
    forget(moved, latest);
    byte[] owner = new byte[Buckets.COUNT];
    for (int bucket = 0; bucket < owner.length; bucket++) {
      owner[bucket] = base.ownerIndex(bucket);
    }
    for (int i = 0; i < buckets.length; i++) {
      if (owners[i] >= base.cdns().size()) {
        throw new IllegalArgumentException("no CDN has index " + owners[i]);
      }
      owner[buckets[i]] = owners[i];
      moved[buckets[i]] = ages[i] == 0 ? 0 : latest - ages[i] + 1;
    }
    return base.with(owner, moved, new Tails(headroom, last));
  }

  /**
   * Writes it.
   *
   * <pre>
   * delta : tails, latest move's epoch second, number of buckets, then for each: those between it
   *         and the one before, its owner's index, the age of its move plus 1, 0 for none
   * tails : number, then each as CDN and headroom; number, then those that stand last
   * </pre>
   */
  public void write(VarWriter out) {
    out.number(headroom.size());
    headroom.forEach(
        (cdn, room) -> {
          out.text(cdn);
          out.number(room);
        });
    out.number(last.size());
    last.forEach(out::text);
    out.number(latest);
    out.number(buckets.length);
    int next = 0;
    for (int i = 0; i < buckets.length; i++) {
      out.number(buckets[i] - next);
      out.number(owners[i]);
      out.number(ages[i]);
      next = buckets[i] + 1;
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalArgumentException if the bytes are no delta
   */
  public static TableDelta read(VarReader in) {
    TreeMap<String, Integer> headroom = new TreeMap<>();
    for (int i = in.count(Byte.MAX_VALUE); i > 0; i--) {
      headroom.put(in.text(64), within(Integer.MAX_VALUE, in));
    }
    TreeSet<String> last = new TreeSet<>();
    for (int i = in.count(Byte.MAX_VALUE); i > 0; i--) {
      last.add(in.text(64));
    }
    int latest = within(Integer.MAX_VALUE, in);
    int[] buckets = new int[in.count(MOST)];
    byte[] owners = new byte[buckets.length];
    int[] ages = new int[buckets.length];
    int next = 0;
    for (int i = 0; i < buckets.length; i++) {
      buckets[i] = next + within(Buckets.COUNT - 1 - next, in);
      owners[i] = (byte) within(Byte.MAX_VALUE, in);
      ages[i] = within(Math.min(latest, TableCodec.REMEMBERED_SECONDS + 1), in);
      next = buckets[i] + 1;
    }
    return new TableDelta(new Tails(headroom, last), latest, buckets, owners, ages);
  }

  private static int within(int most, VarReader in) {
    long value = in.number();
    if (value < 0 || value > most) {
      throw in.refused("not within 0.." + most + ": " + value);
    }
    return (int) value;
  }

  /** How many buckets differ. */
  public int size() {
    return buckets.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TableDelta that
        && headroom.equals(that.headroom)
        && last.equals(that.last)
        && latest == that.latest
        && Arrays.equals(buckets, that.buckets)
        && Arrays.equals(owners, that.owners)
        && Arrays.equals(ages, that.ages);
  }

  @Override
  public int hashCode() {
    return 31 * latest + Arrays.hashCode(buckets);
  }
}
