package dev.tidegate.health;

import dev.tidegate.tape.Tape;
import java.util.ArrayDeque;
import java.util.Iterator;

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

    double reference() {
      return e / n;
    }
  }

  private record Slot(long start, Sums sums) {
    Slot carry(Tape t) {
      Slot slot = t.plays() ? new Slot(t.whole(0), new Sums()) : new Slot(t.whole(start), sums);
      slot.sums.carry(t);
      return slot;
    }
  }

  final Sums sums = new Sums();
  private final ArrayDeque<Slot> pending = new ArrayDeque<>(12);

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
    Slot last = pending.peekLast();
    if (last == null || last.start != start) {
      last = new Slot(start, new Sums());
      pending.addLast(last);
    }
    Sums s = last.sums;
    s.n += own.n;
    s.x += own.x;
    s.sq += own.sq;
    s.e += own.n * peers;
    s.m += peerSamples;
    s.seconds += dt;
  }

  /** Ages the sums by {@code factor} and takes in what has waited long enough. */
  void advance(long nowMillis, long delayMillis, double factor) {
    sums.decay(factor);
    Iterator<Slot> waiting = pending.iterator();
    while (waiting.hasNext()) {
      Slot slot = waiting.next();
      if (slot.start + delayMillis > nowMillis) {
        return;
      }
      double held = sums.seconds;
      sums.add(slot.sums);
      sums.seconds = held + slot.sums.seconds;
      waiting.remove();
    }
  }

  /** Forgets what has not entered yet: it may already be a fault. */
  void dropPending() {
    pending.clear();
  }

  static Baseline[] perRate() {
    return new Baseline[] {new Baseline(), new Baseline()};
  }

  void carry(Tape t) {
    sums.carry(t);
    t.all(pending, new Slot(0, new Sums()), (tape, slot) -> slot.carry(tape));
  }
}
