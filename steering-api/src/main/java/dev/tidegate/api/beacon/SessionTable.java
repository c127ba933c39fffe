package dev.tidegate.api.beacon;

import dev.tidegate.model.Cell;
import org.jspecify.annotations.Nullable;

/**
 * Sessions seen of late, by steering requests and by beacons: a consistent sample of them in
 * bounded memory. Kept are those whose hash lies below a threshold, which halves when the table is
 * full and doubles when it has long been nearly empty; one that is kept stands for {@link #each}
 * sessions. Not thread-safe but for {@link #mayKeep}: the intake has 16, each with its lock.
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

  /** What a table holds, copied out of it to be looked at at leisure. Not thread-safe. */
  static final class Copy {
    private final SessionRows rows = new SessionRows(LEAST_SLOTS);
    private long believed;

    /** How many zero bits begin the hash of each session that is visited. */
    int level() {
      return Long.numberOfLeadingZeros(believed) - 1;
    }

    /** Visits every session that counts now. */
    void visit(long now, Visitor visitor) {
      double each = each(believed);
      for (int at = 0; at < rows.slots(); at++) {
        if (rows.key(at) != 0 && rows.key(at) >>> 1 <= believed) {
          rows.visit(at, now, each, visitor);
        }
      }
    }
  }

  private final int mostSlots;
  private SessionRows rows = new SessionRows(LEAST_SLOTS);
  private int size;

  /** Read without the lock too, by whoever asks whether the lock is worth taking. */
  private volatile long threshold = Long.MAX_VALUE;

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
    return each(believed);
  }

  private static double each(long believed) {
    return (double) Long.MAX_VALUE / believed;
  }

  int size() {
    return size;
  }

  /** False if the session is not among those that are kept now. Needs no lock. */
  boolean mayKeep(long hash) {
    return hash >>> 1 <= threshold;
  }

  /** Notes a poll; true if the session is kept and new on that cell. */
  boolean poll(long hash, Cell cell, long prefix, long ttlMillis, long now) {
    int at = slot(hash, now);
    if (at < 0) {
      return false;
    }
    longestWindow = Math.max(longestWindow, 3 * ttlMillis);
    return rows.poll(at, cell, prefix, ttlMillis, now);
  }

  /** Notes an accepted beacon. */
  void beacon(
      long hash,
      Cell cell,
      long prefix,
      double weight,
      long ttlMillis,
      long interval,
      long unreadAt,
      long now) {
    int at = slot(hash, now);
    if (at >= 0) {
      longestWindow = Math.max(longestWindow, 3 * ttlMillis);
      rows.beacon(at, cell, prefix, weight, 3 * ttlMillis, interval, unreadAt, now);
    }
  }

  /** Copies out what is to be scanned; the lock is needed for no longer than this. */
  void copyTo(Copy copy, long now) {
    if (now - sweptAt > SWEEP_EVERY) {
      sweep(now);
    }
    copy.rows.copy(rows);
    copy.believed = believed;
  }

  /** The session's slot, made if need be; -1 if it is not among those that are kept. */
  private int slot(long hash, long now) {
    long key = hash == 0 ? 1 : hash;
    if (!mayKeep(key)) {
      return -1;
    }
    int at = rows.find(key);
    if (rows.key(at) == key) {
      return at;
    }
    if (isFull()) {
      sweep(now);
      if (isFull()) {
        halve(now);
      }
      return mayKeep(key) ? slot(key, now) : -1;
    }
    rows.occupy(at, key);
    size++;
    return at;
  }

  private boolean isFull() {
    return size * 4 >= rows.slots() * 3;
  }

  private void halve(long now) {
    threshold = threshold >>> 1;
    believed = Math.min(believed, threshold);
    rebuild(rows.slots(), now);
    if (isFull()) {
      halve(now);
    }
  }

  /**
   * Forgets the sessions that have gone; grows, shrinks, and widens the sample where there is room.
   */
  private void sweep(long now) {
    sweptAt = now;
    int live = 0;
    for (int at = 0; at < rows.slots(); at++) {
      live += isKept(at, now) ? 1 : 0;
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

  private boolean isKept(int at, long now) {
    return rows.key(at) != 0 && mayKeep(rows.key(at)) && rows.counts(at, now);
  }

  private void rebuild(int slots, long now) {
    SessionRows fresh = new SessionRows(slots);
    size = 0;
    for (int at = 0; at < rows.slots(); at++) {
      if (isKept(at, now)) {
        fresh.take(rows, at);
        size++;
      }
    }
    rows = fresh;
  }
}
