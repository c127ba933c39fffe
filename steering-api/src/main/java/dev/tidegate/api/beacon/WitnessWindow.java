package dev.tidegate.api.beacon;

import dev.tidegate.telemetry.Prefixes;
import dev.tidegate.telemetry.Witness;
import java.util.Arrays;

/**
 * How widely one cell's badness is shared, over the last 30 to 60 s: counts of up to 768 of its
 * sessions, and of 64 buckets of client prefixes. Thread-safe; its lock is held briefly.
 */
final class WitnessWindow {
  private static final int HALF = 30;
  private static final int MOST_SLOTS = 1024;
  private static final int BUCKETS = Prefixes.BUCKETS;

  /** Requests, errors, watched seconds, stalled seconds: now, then those of the half before. */
  private static final int WIDTH = 8;

  /** Where a rate's counts begin among those of a slot. */
  private static final int FAILURES = 0;

  private static final int STALLS = 2;

  /** How much wider a prefix's counts scatter than independent requests would. */
  private static final double CLUSTERING = 10;

  private static final double LEAST_RATE = 0.001;
  private static final double EFFECT = 0.0025;

  private long[] keys = new long[16];
  private float[] counts = new float[16 * WIDTH];
  private int size;
  private final float[] buckets = new float[BUCKETS * WIDTH];

  /** The same as the cell counts it: weighted and capped. */
  private final float[] weighed = new float[BUCKETS * WIDTH];

  /** The same since the last witness. */
  private final float[] fresh = new float[BUCKETS * WIDTH];

  private long half;

  /** Sums over a window. */
  record Sums(double requests, double errors, double watched, double stalled) {
    static final Sums NONE = new Sums(0, 0, 0, 0);

    Sums plus(Sums other) {
      return new Sums(
          requests + other.requests,
          errors + other.errors,
          watched + other.watched,
          stalled + other.stalled);
    }

    Sums minus(Sums part) {
      return new Sums(
          Math.max(0, requests - part.requests),
          Math.max(0, errors - part.errors),
          Math.max(0, watched - part.watched),
          Math.max(0, stalled - part.stalled));
    }

    double failureRate() {
      return requests > 0 ? Math.max(LEAST_RATE, errors / requests) : LEAST_RATE;
    }

    double stallRate() {
      return watched > 0 ? Math.max(LEAST_RATE, stalled / watched) : LEAST_RATE;
    }
  }

  /**
   * Adds what a session reported.
   *
   * @param sums unweighted
   */
  synchronized void add(
      long session, long prefix, Sums sums, CellIntake.Weight weight, long second) {
    roll(second);
    int at = slot(session == 0 ? 1 : session);
    if (at >= 0) {
      add(counts, at * WIDTH, sums);
    }
    int bucket = (int) ((prefix * 0x9E3779B97F4A7C15L) >>> 58);
    add(buckets, bucket * WIDTH, sums);
    Sums counted =
        new Sums(
            sums.requests * weight.failure(),
            sums.errors * weight.failure(),
            sums.watched * weight.stall(),
            sums.stalled * weight.stall());
    add(weighed, bucket * WIDTH, counted);
    add(fresh, bucket * WIDTH, counted);
  }

  private static void add(float[] to, int at, Sums sums) {
    to[at] += (float) sums.requests;
    to[at + 1] += (float) sums.errors;
    to[at + 2] += (float) sums.watched;
    to[at + 3] += (float) sums.stalled;
  }

  private static Sums at(float[] from, int at) {
    return new Sums(
        from[at] + from[at + 4],
        from[at + 1] + from[at + 5],
        from[at + 2] + from[at + 6],
        from[at + 3] + from[at + 7]);
  }

  /** The session's slot; -1 if there is no room for another. */
  private int slot(long session) {
    int mask = keys.length - 1;
    int at = (int) (session & mask);
    while (keys[at] != session) {
      if (keys[at] == 0) {
        if (size * 4 >= keys.length * 3) {
          if (keys.length >= MOST_SLOTS) {
            return -1;
          }
          rebuild(keys.length * 2);
          return slot(session);
        }
        keys[at] = session;
        size++;
        return at;
      }
      at = (at + 1) & mask;
    }
    return at;
  }

  /** Makes the table anew, without sessions that said nothing in the window. */
  private void rebuild(int slots) {
    long[] oldKeys = keys;
    float[] old = counts;
    keys = new long[slots];
    counts = new float[slots * WIDTH];
    size = 0;
    for (int i = 0; i < oldKeys.length; i++) {
      boolean silent = true;
      for (int j = 0; j < WIDTH; j++) {
        silent &= old[i * WIDTH + j] == 0;
      }
      if (oldKeys[i] != 0 && !silent) {
        System.arraycopy(old, i * WIDTH, counts, slot(oldKeys[i]) * WIDTH, WIDTH);
      }
    }
  }

  private void roll(long second) {
    long now = Math.floorDiv(second, HALF);
    if (now == half) {
      return;
    }
    boolean next = now == half + 1;
    shift(counts, next);
    shift(buckets, next);
    shift(weighed, next);
    half = now;
    rebuild(keys.length);
  }

  /** The present half becomes the one before; or all is forgotten. */
  private static void shift(float[] of, boolean keep) {
    for (int at = 0; at < of.length; at += WIDTH) {
      if (keep) {
        System.arraycopy(of, at, of, at + 4, 4);
      } else {
        Arrays.fill(of, at + 4, at + 8, 0);
      }
      Arrays.fill(of, at, at + 4, 0);
    }
  }

  /** Everything in the window. */
  synchronized Sums sums(long second) {
    roll(second);
    Sums sums = Sums.NONE;
    for (int b = 0; b < BUCKETS; b++) {
      sums = sums.plus(at(buckets, b * WIDTH));
    }
    return sums;
  }

  /**
   * Who bears witness.
   *
   * @param others what the other CDNs in the same place were reported to do
   */
  synchronized Witness witness(Sums others, boolean prefixOverCap, long second) {
    roll(second);
    int bad = 0;
    for (int i = 0; i < keys.length; i++) {
      if (keys[i] != 0) {
        Sums own = at(counts, i * WIDTH);
        if (BinomialTail.isRare(own.errors, own.requests, others.failureRate())
            || BinomialTail.isRare(own.stalled, own.watched, others.stallRate())) {
          bad++;
        }
      }
    }
    int populated = 0;
    int bucketsBad = 0;
    for (int b = 0; b < BUCKETS; b++) {
      Sums own = at(buckets, b * WIDTH);
      if (own.requests > 0 || own.watched > 0) {
        populated++;
        bucketsBad += worse(own, others) ? 1 : 0;
      }
    }
    double failureKept = kept(FAILURES);
    double stallKept = kept(STALLS);
    Arrays.fill(fresh, 0);
    return new Witness(bad, size, bucketsBad, populated, prefixOverCap, failureKept, stallKept);
  }

  /** What is left of the badness without prefixes far off the others. */
  private double kept(int rate) {
    double[] all = new double[BUCKETS];
    double[] some = new double[BUCKETS];
    double[] nowAll = new double[BUCKETS];
    double[] nowBad = new double[BUCKETS];
    double raw = 0;
    double counted = 0;
    for (int b = 0; b < BUCKETS; b++) {
      int at = b * WIDTH + rate;
      all[b] = weighed[at] + weighed[at + 4];
      some[b] = Math.min(all[b], weighed[at + 1] + weighed[at + 5]);
      nowAll[b] = fresh[at];
      nowBad[b] = Math.min(nowAll[b], fresh[at + 1]);
      raw += buckets[at] + buckets[at + 4];
      counted += all[b];
    }
    double sampled = raw > 0 ? Math.max(1, counted / raw) : 1;
    return Prefixes.kept(all, some, nowAll, nowBad, CLUSTERING * sampled);
  }

  private static boolean worse(Sums own, Sums others) {
    return (own.requests > 0 && own.errors / own.requests > others.failureRate() + EFFECT)
        || (own.watched > 0 && own.stalled / own.watched > others.stallRate() + EFFECT);
  }
}
