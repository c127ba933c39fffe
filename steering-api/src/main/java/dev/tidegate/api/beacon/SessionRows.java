package dev.tidegate.api.beacon;

import dev.tidegate.model.Cell;
import org.jspecify.annotations.Nullable;

/**
 * Sessions by their hash, in open addressing: what a {@link SessionTable} keeps, and what a scan
 * takes a copy of, so that nobody who answers waits until it has been looked at. Not thread-safe.
 */
final class SessionRows {
  private static final int WIDTH = 5;
  private static final int POLL_AT = 0;
  private static final int POLL_TTL = 1;
  private static final int BEACON_AT = 2;
  private static final int BEACON_WINDOW = 3;
  private static final int INTERVAL = 4;

  /** Milliseconds for which one that reports is remembered, since its interval is a mean. */
  private static final long REMEMBERED = 180_000;

  private int slots;
  private long[] keys;
  private long[] prefixes;
  private @Nullable Cell[] polledOn;
  private @Nullable Cell[] reportedOn;

  /** Milliseconds: poll at, its TTL, beacon at, the window it counts for, mean interval. */
  private long[] times;

  private float[] weights;

  /**
   * @param slots a power of two
   */
  SessionRows(int slots) {
    this.slots = slots;
    keys = new long[slots];
    prefixes = new long[slots];
    polledOn = new Cell[slots];
    reportedOn = new Cell[slots];
    times = new long[slots * WIDTH];
    weights = new float[slots];
  }

  int slots() {
    return slots;
  }

  /** The session in a slot; 0 if there is none. */
  long key(int at) {
    return keys[at];
  }

  /** The slot of a session, or the free one where it would be. */
  int find(long key) {
    int mask = slots - 1;
    int at = (int) ((key * 0x9E3779B97F4A7C15L) >>> 40) & mask;
    while (keys[at] != 0 && keys[at] != key) {
      at = (at + 1) & mask;
    }
    return at;
  }

  void occupy(int at, long key) {
    keys[at] = key;
  }

  /** Notes a poll; true if the session is new on that cell. */
  boolean poll(int at, Cell cell, long prefix, long ttlMillis, long now) {
    boolean known = times[at * WIDTH + POLL_AT] + 3 * ttlMillis >= now;
    boolean joined = !known || !cell.equals(polledOn[at]);
    prefixes[at] = prefix;
    polledOn[at] = cell;
    times[at * WIDTH + POLL_AT] = now;
    times[at * WIDTH + POLL_TTL] = ttlMillis;
    return joined;
  }

  /**
   * Notes a beacon.
   *
   * @param unreadAt when one, of whomever, last went unread: what a gap across it measures is not
   *     how often the session reports
   */
  void beacon(
      int at,
      Cell cell,
      long prefix,
      double weight,
      long window,
      long interval,
      long unreadAt,
      long now) {
    long before = times[at * WIDTH + BEACON_AT];
    long usual = times[at * WIDTH + INTERVAL];
    long seen = Math.clamp(now - before, 500, 120_000);
    boolean burst = before > 0 && now - before < 500;
    if (before == 0) {
      times[at * WIDTH + INTERVAL] = interval;
    } else if (!burst && before > unreadAt) {
      times[at * WIDTH + INTERVAL] = usual + (seen - usual) / 3;
    }
    prefixes[at] = prefix;
    reportedOn[at] = cell;
    weights[at] = (float) weight;
    times[at * WIDTH + BEACON_AT] = now;
    times[at * WIDTH + BEACON_WINDOW] = window;
  }

  /** Whether the session in a slot has polled or reported of late. */
  boolean counts(int at, long now) {
    int t = at * WIDTH;
    return polls(at, now)
        || (times[t + BEACON_AT] > 0
            && times[t + BEACON_AT] + Math.max(times[t + BEACON_WINDOW], REMEMBERED) >= now);
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

  /** Tells of the session in a slot. */
  void visit(int at, long now, double each, SessionTable.Visitor visitor) {
    int t = at * WIDTH;
    boolean polls = polls(at, now);
    boolean reports = times[t + BEACON_AT] + times[t + BEACON_WINDOW] >= now;
    boolean alive = times[t + BEACON_AT] > 0 && (soonPolls(t, now) || soonReports(t, now));
    visitor.session(
        keys[at],
        polls ? polledOn[at] : null,
        reports ? reportedOn[at] : null,
        prefixes[at],
        each,
        weights[at],
        alive ? 1.0 / times[t + INTERVAL] : 0,
        polls ? polledOn[at] : reportedOn[at]);
  }

  /** Takes over one session of others, into the slot that is its own here. */
  void take(SessionRows from, int there) {
    int at = find(from.keys[there]);
    keys[at] = from.keys[there];
    prefixes[at] = from.prefixes[there];
    polledOn[at] = from.polledOn[there];
    reportedOn[at] = from.reportedOn[there];
    weights[at] = from.weights[there];
    System.arraycopy(from.times, there * WIDTH, times, at * WIDTH, WIDTH);
  }

  /** Becomes a copy of others, in the arrays that are there already if they are large enough. */
  void copy(SessionRows from) {
    if (keys.length < from.slots) {
      keys = new long[from.slots];
      prefixes = new long[from.slots];
      polledOn = new Cell[from.slots];
      reportedOn = new Cell[from.slots];
      times = new long[from.slots * WIDTH];
      weights = new float[from.slots];
    }
    slots = from.slots;
    System.arraycopy(from.keys, 0, keys, 0, slots);
    System.arraycopy(from.prefixes, 0, prefixes, 0, slots);
    System.arraycopy(from.polledOn, 0, polledOn, 0, slots);
    System.arraycopy(from.reportedOn, 0, reportedOn, 0, slots);
    System.arraycopy(from.times, 0, times, 0, slots * WIDTH);
    System.arraycopy(from.weights, 0, weights, 0, slots);
  }
}
