package dev.tidegate.weigh;

import java.util.ArrayList;
import java.util.List;

/** Shares, and what room they leave below each bound's most; kept in step with each other. */
final class Loads {
  /** A line's load on a bound, with all of the group. */
  record Draw(int bound, double load) {}

  private static final double NOTHING = 1e-9;

  final List<Bound> bounds;
  final double[][] share;
  private final double[] room;
  private final List<List<List<Draw>>> draws = new ArrayList<>();

  /**
   * @param margin the part of each bound's most that is used, 0..1
   * @param share by wish and line, 0..1; {@link #change} changes it in place
   */
  Loads(List<Bound> bounds, double margin, double[][] share) {
    this.bounds = bounds;
    this.share = share;
    room = new double[bounds.size()];
    for (double[] lines : share) {
      List<List<Draw>> of = new ArrayList<>();
      for (int k = 0; k < lines.length; k++) {
        of.add(new ArrayList<>());
      }
      draws.add(of);
    }
    for (int b = 0; b < room.length; b++) {
      Bound bound = bounds.get(b);
      room[b] = bound.limit() * bound.level().most() * margin;
      for (Bound.Term t : bound.terms()) {
        if (t.load() > 0) {
          draws.get(t.wish()).get(t.line()).add(new Draw(b, t.load()));
          room[b] -= t.load() * share[t.wish()][t.line()];
        }
      }
    }
  }

  List<Draw> of(int g, int k) {
    return draws.get(g).get(k);
  }

  /** In the unit of the bound; negative if it is over its most. */
  double room(int bound) {
    return room[bound];
  }

  /** What part of the group a line has room for, 0..1. */
  double room(int g, int k) {
    double part = 1;
    for (Draw draw : of(g, k)) {
      part = Math.min(part, room[draw.bound] / draw.load);
    }
    return Math.max(0, part);
  }

  boolean full(int bound) {
    return room[bound] <= NOTHING * bounds.get(bound).limit();
  }

  /** The bounds for which a line can receive nobody. */
  List<Integer> full(int g, int k) {
    List<Integer> full = new ArrayList<>();
    for (Draw draw : of(g, k)) {
      if (full(draw.bound)) {
        full.add(draw.bound);
      }
    }
    return full;
  }

  void change(int g, int k, double by) {
    share[g][k] += by;
    for (Draw draw : of(g, k)) {
      room[draw.bound] -= draw.load * by;
    }
  }
}
