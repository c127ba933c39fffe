package dev.tidegate.api.beacon;

import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * Totals by 64-bit key in bounded memory. It grows as keys come, up to a bound; keys beyond it
 * share the total of another. Not thread-safe.
 */
final class Totals {
  private static final int MEDIAN_OF = 1024;

  private final int mostSlots;
  private long[] keys = new long[16];
  private double[] totals = new double[16];
  private int size;

  /**
   * @param mostSlots a power of two; three quarters of it hold keys of their own
   */
  Totals(int mostSlots) {
    this.mostSlots = mostSlots;
  }

  /** The keys that have a total of their own. */
  int size() {
    return size;
  }

  /** Where the key's total is, made if need be; good until the next key is added. */
  int slot(long key) {
    long wanted = key == 0 ? 1 : key;
    int mask = keys.length - 1;
    int at = (int) (mix(wanted) & mask);
    for (int probes = 0; probes < 64; probes++) {
      if (keys[at] == wanted) {
        return at;
      }
      if (keys[at] == 0) {
        return insert(wanted, at);
      }
      at = (at + 1) & mask;
    }
    return at;
  }

  private int insert(long key, int at) {
    if (size * 4 >= keys.length * 3) {
      if (keys.length >= mostSlots) {
        return (int) (mix(key) & (keys.length - 1));
      }
      grow();
      return slot(key);
    }
    keys[at] = key;
    size++;
    return at;
  }

  private void grow() {
    long[] oldKeys = keys;
    double[] oldTotals = totals;
    keys = new long[oldKeys.length * 2];
    totals = new double[keys.length];
    size = 0;
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != 0) {
        totals[slot(oldKeys[i])] += oldTotals[i];
      }
    }
  }

  double at(int slot) {
    return totals[slot];
  }

  void addAt(int slot, double amount) {
    totals[slot] += amount;
  }

  void add(long key, double amount) {
    addAt(slot(key), amount);
  }

  /** The median of the totals, of the first {@value #MEDIAN_OF} where there are more. */
  OptionalDouble median() {
    double[] some = new double[Math.min(size, MEDIAN_OF)];
    int n = 0;
    for (int i = 0; i < keys.length && n < some.length; i++) {
      if (keys[i] != 0) {
        some[n++] = totals[i];
      }
    }
    if (n == 0) {
      return OptionalDouble.empty();
    }
    Arrays.sort(some, 0, n);
    return OptionalDouble.of(some[(n - 1) / 2]);
  }

  /** The sum of all totals, each at most {@code most}. */
  double sumClipped(double most) {
    double sum = 0;
    for (double total : totals) {
      sum += Math.min(total, most);
    }
    return sum;
  }

  void clear() {
    if (keys.length > 64 && size * 8 < keys.length) {
      keys = new long[keys.length / 2];
      totals = new double[keys.length];
    } else {
      Arrays.fill(keys, 0);
      Arrays.fill(totals, 0);
    }
    size = 0;
  }

  private static long mix(long key) {
    long h = key * 0x9E3779B97F4A7C15L;
    return h ^ (h >>> 32);
  }
}
