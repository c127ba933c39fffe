package dev.tidegate.health;

import dev.tidegate.tape.Tape;

/**
 * How a cell usually fares beside its peers: an EWMA of counts with a half-life of {@code
 * baseline-half-life}.
 *
 * <p>Own counts (n, x) and what the peers of the same place let expect at that very moment (e = n *
 * peers' rate, over m of their samples) enter together, so the difference {@code x/n - e/n} is
 * matched in time and in the mix of places: a common rise, a time of day or a latched hour of
 * either side cancels. Samples enter {@code baseline-delay} late and only while the cell is
 * healthy; a fault's first seconds are thrown away with {@link #dropPending}.
 */
final class Baseline {
  /** Decayed sums. */
  static final class Sums {
    double n;
    double x;
    double sq;
    double e;
    double m;
    double seconds;

    void decay(double factor) {
      n *= factor;
      x *= factor;
      sq *= factor * factor;
      e *= factor;
      m *= factor;
    }

    void add(Sums other) {
      n += other.n;
      x += other.x;
      sq += other.sq;
      e += other.e;
      m += other.m;
      seconds = Math.max(seconds, other.seconds);
    }

    void clear() {
      n = 0;
      x = 0;
      sq = 0;
      e = 0;
      m = 0;
      seconds = 0;
    }

    double effective() {
      return sq > 0 ? n * n / sq : 0;
    }

    /** Whether it holds enough to be relied upon. */
    boolean exists(double minSeconds, double minSamples) {
      return seconds >= minSeconds && effective() >= minSamples;
    }

    void carry(Tape t) {
      n = t.real(n);
      x = t.real(x);
      sq = t.real(sq);
      e = t.real(e);
      m = t.real(m);
      seconds = t.real(seconds);
    }

    double own() {
      return x / n;
    }

    /** The peers' rate; what was taken of a CDN alone may make it a hair less than nothing. */
    double reference() {
      return Math.max(0, e / n);
    }
  }

  /** Numbers of a waiting slot, in the order of {@link Sums}' fields. */
  private static final int WIDTH = 6;

  final Sums sums = new Sums();

  /** What waits, oldest first from {@link #head} on, around the end: starts, and sums of each. */
  private long[] starts = new long[4];

  private double[] waiting = new double[4 * WIDTH];
  private int head;
  private int size;

  /**
   * Lets a moment's samples wait for their time.
   *
   * @param peers the peers' rate in the moment
   * @param peerSamples on how many of their samples
   */
  void offer(
      long nowMillis, long delayMillis, Tally own, double peers, double peerSamples, double dt) {
    long quantum = Math.max(1000, delayMillis / 10);
    long start = nowMillis - Math.floorMod(nowMillis, quantum);
    if (size == 0 || starts[slot(size - 1)] != start) {
      append(start);
    }
    int at = slot(size - 1) * WIDTH;
    waiting[at] += own.n;
    waiting[at + 1] += own.x;
    waiting[at + 2] += own.sq;
    waiting[at + 3] += own.n * peers;
    waiting[at + 4] += peerSamples;
    waiting[at + 5] += dt;
  }

  private int slot(int index) {
    return head + index < starts.length ? head + index : head + index - starts.length;
  }

  private void append(long start) {
    if (size == starts.length) {
      grow();
    }
    int slot = slot(size++);
    starts[slot] = start;
    java.util.Arrays.fill(waiting, slot * WIDTH, (slot + 1) * WIDTH, 0);
  }

  private void grow() {
    long[] longer = new long[2 * size];
    double[] wider = new double[2 * size * WIDTH];
    for (int i = 0; i < size; i++) {
      longer[i] = starts[slot(i)];
      System.arraycopy(waiting, slot(i) * WIDTH, wider, i * WIDTH, WIDTH);
    }
    starts = longer;
    waiting = wider;
    head = 0;
  }

  /** Ages the sums by {@code factor} and takes in what has waited long enough. */
  void advance(long nowMillis, long delayMillis, double factor) {
    sums.decay(factor);
    while (size > 0 && starts[head] + delayMillis <= nowMillis) {
      int at = head * WIDTH;
      sums.n += waiting[at];
      sums.x += waiting[at + 1];
      sums.sq += waiting[at + 2];
      sums.e += waiting[at + 3];
      sums.m += waiting[at + 4];
      sums.seconds += waiting[at + 5];
      head = slot(1);
      size--;
    }
  }

  /** Forgets what has not entered yet: it may already be a fault. */
  void dropPending() {
    size = 0;
  }

  static Baseline[] perRate() {
    return new Baseline[] {new Baseline(), new Baseline()};
  }

  void carry(Tape t) {
    sums.carry(t);
    int count = t.size(size);
    for (int i = 0; i < count; i++) {
      if (t.plays()) {
        append(0);
      }
      int slot = slot(i);
      starts[slot] = t.whole(starts[slot]);
      for (int k = slot * WIDTH; k < (slot + 1) * WIDTH; k++) {
        waiting[k] = t.real(waiting[k]);
      }
    }
  }
}
