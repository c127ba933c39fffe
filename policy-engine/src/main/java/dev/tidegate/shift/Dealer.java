package dev.tidegate.shift;

import dev.tidegate.model.Weights;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;

/** Hands buckets from CDNs that have too many to those that have too few. */
final class Dealer {
  /** Coprime to the number of buckets: steps of this length visit every bucket once. */
  private static final int STRIDE = 7_919;

  /** Moves this young are taken back first: the time for which sessions count as arrivals. */
  private static final int UNDONE_SECONDS = 120;

  private Dealer() {}

  /**
   * Changes {@code owners} to the exact shares of {@code target} by the fewest moves, and notes
   * {@code now} in {@code movedAt} for each. An owner below 0 is a CDN that is no more there.
   */
  static void toExactShares(
      List<String> cdns,
      byte[] owners,
      int[] movedAt,
      Weights target,
      int now,
      int noBounce,
      Set<String> undone) {
    int[] lack = new int[cdns.size()];
    for (int i = 0; i < lack.length; i++) {
      lack[i] = target.of(cdns.get(i));
    }
    int homeless = 0;
    for (byte owner : owners) {
      if (owner < 0) {
        homeless++;
      } else {
        lack[owner]--;
      }
    }
    int[] order = movedAt.clone();
    for (int bucket = 0; bucket < owners.length && !undone.isEmpty(); bucket++) {
      if (owners[bucket] >= 0 && undone.contains(cdns.get(owners[bucket]))) {
        // The latest become the longest settled of all, and the settled ones restless.
        boolean came = movedAt[bucket] > now - UNDONE_SECONDS && movedAt[bucket] != 0;
        order[bucket] = came ? 0 : now;
      }
    }
    int[] leaving = leaving(owners, order, lack, homeless, now - noBounce);
    deal(leaving, owners, movedAt, lack, now);
  }

  /** The buckets that must change hands: long settled ones first, then those moved longest ago. */
  private static int[] leaving(
      byte[] owners, int[] movedAt, int[] lack, int homeless, int settledBefore) {
    int[] surplus = new int[lack.length];
    int count = homeless;
    for (int i = 0; i < lack.length; i++) {
      surplus[i] = Math.max(0, -lack[i]);
      count += surplus[i];
    }
    int[] leaving = new int[count];
    int found = 0;
    for (int bucket = 0; bucket < owners.length && found < count; bucket++) {
      byte owner = owners[bucket];
      boolean settled = movedAt[bucket] <= settledBefore || movedAt[bucket] == 0;
      if (owner < 0 || (surplus[owner] > 0 && settled && surplus[owner]-- > 0)) {
        leaving[found++] = bucket;
      }
    }
    if (found < count) {
      for (long key : restless(owners, movedAt, surplus, settledBefore)) {
        int bucket = (int) (key & 0xffff);
        if (surplus[owners[bucket]] > 0) {
          surplus[owners[bucket]]--;
          leaving[found++] = bucket;
        }
      }
    }
    return leaving;
  }

  private static long[] restless(byte[] owners, int[] movedAt, int[] surplus, int settledBefore) {
    long[] keys = new long[owners.length];
    int found = 0;
    for (int bucket = 0; bucket < owners.length; bucket++) {
      byte owner = owners[bucket];
      if (owner >= 0
          && surplus[owner] > 0
          && movedAt[bucket] > settledBefore
          && movedAt[bucket] != 0) {
        keys[found++] = ((long) movedAt[bucket] << 16) | bucket;
      }
    }
    long[] sorted = Arrays.copyOf(keys, found);
    Arrays.sort(sorted);
    return sorted;
  }

  /** Deals evenly interleaved: after any part of the list each receiver has its part. */
  private static void deal(int[] leaving, byte[] owners, int[] movedAt, int[] lack, int now) {
    int[] given = new int[lack.length];
    for (int i = 0; i < leaving.length; i++) {
      int to = -1;
      double most = 0;
      for (int cdn = 0; cdn < lack.length; cdn++) {
        if (lack[cdn] > given[cdn]) {
          double due = (double) lack[cdn] * (i + 1) / leaving.length - given[cdn];
          if (to < 0 || due > most) {
            to = cdn;
            most = due;
          }
        }
      }
      owners[leaving[i]] = (byte) to;
      movedAt[leaving[i]] = now;
      given[to]++;
    }
  }

  /** Swaps all buckets of {@code cdn} with {@code count} others, picked by {@code turn}. */
  static void rotate(byte[] owners, byte cdn, int count, long turn, IntPredicate standsLast) {
    int[] old = new int[count];
    int found = 0;
    for (int bucket = 0; bucket < owners.length; bucket++) {
      if (owners[bucket] == cdn) {
        old[found++] = bucket;
      }
    }
    long start = Math.floorMod(turn * count * (long) STRIDE, owners.length);
    int next = 0;
    for (int i = 0; i < owners.length && next < count; i++) {
      int bucket = (int) ((start + (long) i * STRIDE) % owners.length);
      byte owner = owners[bucket];
      if (owner != cdn && !standsLast.test(owner) && Arrays.binarySearch(old, bucket) < 0) {
        owners[old[next++]] = owner;
        owners[bucket] = cdn;
      }
    }
  }
}
