package dev.tidegate.api.beacon;

import dev.tidegate.model.Cell;
import org.jspecify.annotations.Nullable;

/**
 * Sessions seen of late, by steering requests and by beacons: a consistent sample of them in
 * bounded memory. Kept are those whose hash lies below a threshold, which halves when the table is
 * full and doubles when it has long been nearly empty; one that is kept stands for {@link #each}
 * sessions. Not thread-safe: the intake has 16, each with its lock.
 */
final class SessionTable {
  private static final int LEAST_SLOTS = 256;
  private static final int SWEEP_EVERY = 10_000;

  /** What the scan is told of a session. */
  interface Visitor {
    /**
     * @param hash the session's
     * @param polled where its last poll in the last three TTLs put it
     * @param reported where its last beacon in the last three TTLs put it
     * @param weight 1/sampled of its beacons
     * @param expected beacons a millisecond that it is expected to send, and on {@code on}; 0 if
     *     none
     */
    void session(
        long hash,
        @Nullable Cell polled,
        @Nullable Cell reported,
        long prefix,
        double each,
        double weight,
        double expected,
        @Nullable Cell on);
  }

  private final int mostSlots;
  private long[] keys = new long[LEAST_SLOTS];
  private long[] prefixes = new long[LEAST_SLOTS];
  private @Nullable Cell[] polledOn = new Cell[LEAST_SLOTS];
  private @Nullable Cell[] reportedOn = new Cell[LEAST_SLOTS];

  /** Milliseconds: poll at, its TTL, beacon at, the window it counts for, mean interval. */
  private long[] times = new long[LEAST_SLOTS * WIDTH];

  private static final int WIDTH = 5;
  private static final int POLL_AT = 0;
  private static final int POLL_TTL = 1;
  private static final int BEACON_AT = 2;
  private static final int BEACON_WINDOW = 3;
  private static final int INTERVAL = 4;

  private float[] weights = new float[LEAST_SLOTS];
  private int size;
  private long threshold = Long.MAX_VALUE;
  private long believed = Long.MAX_VALUE;
  private long raisedAt;
  private long longestWindow;
  private long sweptAt;

  /**
   * @param mostSlots a power of two; three quarters of it hold sessions
   */
  SessionTable(int mostSlots) {
    this.mostSlots = mostSlots;
  }

  /** How many sessions one that is kept stands for. */
  double each() {
    return (double) Long.MAX_VALUE / believed;
  }

  /** How many zero bits begin the hash of each session that is visited. */
  int level() {
    return Long.numberOfLeadingZeros(believed) - 1;
  }

  int size() {
    return size;
  }

  /** Notes a poll; true if the session is kept and new on that cell. */
  boolean poll(long hash, Cell cell, long prefix, long ttlMillis, long now) {
    int at = slot(hash, now);
    if (at < 0) {
      return false;
    }
    boolean known = times[at * WIDTH + POLL_AT] + 3 * ttlMillis >= now;
    boolean joined = !known || !cell.equals(polledOn[at]);
    prefixes[at] = prefix;
    polledOn[at] = cell;
    times[at * WIDTH + POLL_AT] = now;
    times[at * WIDTH + POLL_TTL] = ttlMillis;
    longestWindow = Math.max(longestWindow, 3 * ttlMillis);
    return joined;
  }

  /** Notes an accepted beacon. */
  void beacon(
      long hash, Cell cell, long prefix, double weight, long ttlMillis, long interval, long now) {
    int at = slot(hash, now);
    if (at < 0) {
      return;
    }
    long before = times[at * WIDTH + BEACON_AT];
    long usual = times[at * WIDTH + INTERVAL];
    long seen = Math.clamp(now - before, 500, 120_000);
    boolean burst = before > 0 && now - before < 500;
    if (!burst) {
      times[at * WIDTH + INTERVAL] = before == 0 ? interval : usual + (seen - usual) / 3;
    }
    prefixes[at] = prefix;
    reportedOn[at] = cell;
    weights[at] = (float) weight;
    times[at * WIDTH + BEACON_AT] = now;
    times[at * WIDTH + BEACON_WINDOW] = 3 * ttlMillis;
    longestWindow = Math.max(longestWindow, 3 * ttlMillis);
  }

  /** Visits every session that counts now. */
  void scan(long now, Visitor visitor) {
    if (now - sweptAt > SWEEP_EVERY) {
      sweep(now);
    }
    for (int at = 0; at < keys.length; at++) {
      if (keys[at] == 0 || keys[at] >>> 1 > believed) {
        continue;
      }
      int t = at * WIDTH;
      boolean polls = polls(at, now);
      boolean reports = times[t + BEACON_AT] + times[t + BEACON_WINDOW] >= now;
      boolean alive = times[t + BEACON_AT] > 0 && (soonPolls(t, now) || soonReports(t, now));
      visitor.session(
          keys[at],
          polls ? polledOn[at] : null,
          reports ? reportedOn[at] : null,
          prefixes[at],
          each(),
          weights[at],
          alive ? 1.0 / times[t + INTERVAL] : 0,
          polls ? polledOn[at] : reportedOn[at]);
    }
  }

  private boolean polls(int at, long now) {
    int t = at * WIDTH;
    return polledOn[at] != null && times[t + POLL_AT] + 3 * times[t + POLL_TTL] >= now;
  }

  private boolean soonPolls(int t, long now) {
    return times[t + POLL_AT] > 0 && now - times[t + POLL_AT] <= times[t + POLL_TTL] * 3 / 2 + 2000;
  }

  private boolean soonReports(int t, long now) {
    return now - times[t + BEACON_AT] <= times[t + INTERVAL] * 3 / 2 + 1000;
  }

  /** The session's slot, made if need be; -1 if it is not among those that are kept. */
  private int slot(long hash, long now) {
    long key = hash == 0 ? 1 : hash;
    if (key >>> 1 > threshold) {
      return -1;
    }
    int at = find(key);
    if (keys[at] == key) {
      return at;
    }
    if (size * 4 >= keys.length * 3) {
      sweep(now);
      if (size * 4 >= keys.length * 3) {
        halve(now);
      }
      return key >>> 1 > threshold ? -1 : slot(key, now);
    }
    keys[at] = key;
    size++;
    return at;
  }

  private int find(long key) {
    int mask = keys.length - 1;
    int at = (int) ((key * 0x9E3779B97F4A7C15L) >>> 40) & mask;
    while (keys[at] != 0 && keys[at] != key) {
      at = (at + 1) & mask;
    }
    return at;
  }

  private void halve(long now) {
    threshold >>>= 1;
    believed = Math.min(believed, threshold);
    rebuild(keys.length, now);
    if (size * 4 >= keys.length * 3) {
      halve(now);
    }
  }

  /**
   * Forgets the sessions that have gone; grows, shrinks, and widens the sample where there is room.
   */
  private void sweep(long now) {
    sweptAt = now;
    int live = 0;
    for (int at = 0; at < keys.length; at++) {
      live += keys[at] != 0 && counts(at, now) ? 1 : 0;
    }
    int slots = LEAST_SLOTS;
    while (slots < mostSlots && live * 2 > slots) {
      slots *= 2;
    }
    rebuild(slots, now);
    if (threshold != Long.MAX_VALUE && size * 8 < mostSlots && believed == threshold) {
      threshold = threshold << 1 | 1;
      raisedAt = now;
    } else if (believed != threshold && now - raisedAt > longestWindow) {
      believed = threshold;
      longestWindow = 0;
    }
  }

  private boolean counts(int at, long now) {
    int t = at * WIDTH;
    return (keys[at] >>> 1) <= threshold
        && (polls(at, now)
            || (times[t + BEACON_AT] > 0
                && times[t + BEACON_AT] + Math.max(times[t + BEACON_WINDOW], 180_000) >= now));
  }

  private void rebuild(int slots, long now) {
    long[] oldKeys = keys;
    long[] oldPrefixes = prefixes;
    @Nullable Cell[] oldPolled = polledOn;
    @Nullable Cell[] oldReported = reportedOn;
    long[] oldTimes = times;
    float[] oldWeights = weights;
    boolean[] kept = new boolean[oldKeys.length];
    for (int at = 0; at < oldKeys.length; at++) {
      kept[at] = oldKeys[at] != 0 && counts(at, now);
    }
    keys = new long[slots];
    prefixes = new long[slots];
    polledOn = new Cell[slots];
    reportedOn = new Cell[slots];
    times = new long[slots * WIDTH];
    weights = new float[slots];
    size = 0;
    for (int from = 0; from < oldKeys.length; from++) {
      if (kept[from]) {
        int at = find(oldKeys[from]);
        keys[at] = oldKeys[from];
        prefixes[at] = oldPrefixes[from];
        polledOn[at] = oldPolled[from];
        reportedOn[at] = oldReported[from];
        weights[at] = oldWeights[from];
        System.arraycopy(oldTimes, from * WIDTH, times, at * WIDTH, WIDTH);
        size++;
      }
    }
  }
}
