package dev.tidegate.shift;

import dev.tidegate.tape.Tape;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Carries bucket tables whole: every move's time, however long ago; equal tables once. */
public final class TableTape {
  /** Older moves matter to no rule: neither arrivals nor no-bounce look back so far. */
  private static final int REMEMBERED_SECONDS = 3_600;

  /** Stands for one not read yet. */
  private static final BucketTable BLANK =
      BucketTable.of(
          List.of("-"),
          new byte[Buckets.COUNT],
          new int[Buckets.COUNT],
          new Tails(new TreeMap<>(), new TreeSet<>()));

  private TableTape() {}

  /** Carries one; {@code table} is ignored when playing. */
  public static BucketTable carry(Tape t, BucketTable table) {
    return t.shared(table, BLANK, TableTape::whole);
  }

  /** Stands for one not read yet. */
  public static BucketTable blank() {
    return BLANK;
  }

  private static BucketTable whole(Tape t, BucketTable table) {
    List<String> cdns = new ArrayList<>(table.cdns());
    t.all(cdns, "", Tape::word);
    SortedMap<String, Integer> headroom = new TreeMap<>(table.tails().headroom());
    t.byWord(headroom, 0, Tape::number);
    SortedSet<String> last = new TreeSet<>(table.tails().last());
    t.all(last, "", Tape::word);
    byte[] owners = new byte[Buckets.COUNT];
    int[] moved = new int[Buckets.COUNT];
    for (int bucket = 0; bucket < owners.length; bucket++) {
      owners[bucket] = table.ownerIndex(bucket);
      moved[bucket] = table.movedAt(bucket);
    }
    owners(t, owners, cdns.size());
    moves(t, moved);
    // To make one is dear, and what was written is at hand.
    return t.plays() ? BucketTable.of(cdns, owners, moved, new Tails(headroom, last)) : table;
  }

  /** Owners in as few bits as they need. */
  private static void owners(Tape t, byte[] owners, int cdns) {
    int bits = Math.max(1, 32 - Integer.numberOfLeadingZeros(cdns - 1));
    byte[] packed = new byte[(owners.length * bits + 7) / 8];
    for (int i = 0; i < owners.length * bits; i++) {
      packed[i >> 3] |= (byte) ((owners[i / bits] >> (i % bits) & 1) << (i & 7));
    }
    byte[] carried = t.block(packed);
    if (!t.plays()) {
      return;
    }
    if (carried.length != packed.length) {
      throw new IllegalArgumentException("owners of " + carried.length + " bytes");
    }
    java.util.Arrays.fill(owners, (byte) 0);
    for (int i = 0; i < owners.length * bits; i++) {
      owners[i / bits] |= (byte) ((carried[i >> 3] >> (i & 7) & 1) << (i % bits));
    }
  }

  /** Times of moves as runs of the same age, by the latest; 0 stands for never. */
  private static void moves(Tape t, int[] moved) {
    int newest = 0;
    for (int time : moved) {
      newest = Math.max(newest, time);
    }
    int latest = t.number(newest);
    int oldest = t.isBrief() ? latest - REMEMBERED_SECONDS : Integer.MIN_VALUE;
    for (int bucket = 0; bucket < moved.length; bucket++) {
      moved[bucket] = moved[bucket] < oldest ? 0 : moved[bucket];
    }
    int at = 0;
    while (at < moved.length) {
      int run = 1;
      while (at + run < moved.length && moved[at + run] == moved[at]) {
        run++;
      }
      int length = t.size(run);
      long age = t.whole(moved[at] == 0 ? 0 : (long) newest - moved[at] + 1);
      if (length < 1 || at + length > moved.length || age < 0 || age > 1L + latest) {
        throw new IllegalArgumentException("a run of " + length + " buckets at " + at);
      }
      int time = age == 0 ? 0 : (int) (latest - age + 1);
      java.util.Arrays.fill(moved, at, at + length, time);
      at += length;
    }
  }
}
