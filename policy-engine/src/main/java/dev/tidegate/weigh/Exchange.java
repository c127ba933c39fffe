package dev.tidegate.weigh;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Finds room by exchange: who lacks it takes the place of somebody who can go elsewhere, who may
 * take the place of a third, along the shortest such chain (augmenting paths: Ford and Fulkerson
 * 1956, Edmonds and Karp 1972). Where the capacities of a line lie within one another and all count
 * alike this finds room whenever there is any; it never fills a bound beyond its most.
 *
 * <p>Where nobody has room, a group of lower priority lacks it in place of one of higher; among
 * equals, a group with a CDN that may take surplus in place of one that has none.
 */
final class Exchange {
  private static final int CHAINS = 2_000;
  private static final double NOTHING = 1e-9;

  private final List<Wish> wishes;
  private final List<Bound> bounds;
  private final Loads loads;
  private final double[][] least;
  private final double[][] most;
  private final double[][] share;

  /**
   * A link of a chain, from its end: {@code line} of {@code group} receives; {@code donor}, another
   * line of the same group, gives so that {@code next} can receive.
   */
  private record Link(int group, int line, int donor, @Nullable Link next) {}

  Exchange(List<Wish> wishes, Loads loads, double[][] least, double[][] most) {
    this.wishes = wishes;
    this.loads = loads;
    this.least = least;
    this.most = most;
    bounds = loads.bounds;
    share = loads.share;
  }

  /** Lets every group that lacks room find some. */
  void run() {
    for (int b = 0; b < bounds.size(); b++) {
      trim(b);
    }
    int chains = 0;
    for (int g : byPriority()) {
      while (lacking(g) > NOTHING && chains++ < CHAINS && extend(g)) {
        // Each chain fills a bound, empties a line or ends what is lacking.
      }
    }
  }

  private int[] byPriority() {
    return IntStream.range(0, share.length)
        .boxed()
        .sorted(Comparator.comparingInt(g -> wishes.get(g).priority()))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** Whether one group is to lack room rather than the other. */
  private boolean yields(int group, int to) {
    int own = wishes.get(group).priority();
    int other = wishes.get(to).priority();
    return own != other ? own > other : spills(group) && !spills(to);
  }

  private double lacking(int g) {
    return 1 - WaterLevel.sum(share[g]);
  }

  /** Cuts a bound that is over to its most, all who draw on it alike. */
  private void trim(int b) {
    if (loads.room(b) >= 0) {
      return;
    }
    double free = 0;
    for (Bound.Term t : bounds.get(b).terms()) {
      free += t.load() * spare(t.wish(), t.line());
    }
    double part = free > 0 ? Math.min(1, -loads.room(b) / free) : 0;
    for (Bound.Term t : bounds.get(b).terms()) {
      if (t.load() > 0) {
        loads.change(t.wish(), t.line(), -part * spare(t.wish(), t.line()));
      }
    }
  }

  private double spare(int g, int k) {
    return Math.max(0, share[g][k] - least[g][k]);
  }

  /** Moves along the shortest chain that gives {@code g} room; false if there is none. */
  private boolean extend(int g) {
    Set<List<Integer>> tried = new HashSet<>();
    Set<Integer> asked = new HashSet<>();
    Deque<Link> open = new ArrayDeque<>();
    receivers(g, -1, null, open, asked);
    while (!open.isEmpty()) {
      Link link = open.removeFirst();
      List<Integer> full = loads.full(link.group, link.line);
      if (full.isEmpty()) {
        return move(g, link);
      }
      if (tried.add(full)) {
        for (Bound.Term t : bounds.get(full.getFirst()).terms()) {
          if (t.load() > 0 && spare(t.wish(), t.line()) > NOTHING && draws(t, full)) {
            if (yields(t.wish(), g)) {
              return move(g, new Link(t.wish(), -1, t.line(), link));
            }
            receivers(t.wish(), t.line(), link, open, asked);
          }
        }
      }
    }
    return false;
  }

  private boolean spills(int g) {
    return wishes.get(g).lines().stream().anyMatch(Wish.Line::spill);
  }

  /** All lines of a group that could take what its {@code donor} gives. */
  private void receivers(
      int g, int donor, @Nullable Link next, Deque<Link> open, Set<Integer> asked) {
    for (int k = 0; k < share[g].length; k++) {
      if (k != donor && most[g][k] - share[g][k] > NOTHING && asked.add(g * 1024 + k)) {
        open.addLast(new Link(g, k, donor, next));
      }
    }
  }

  private boolean draws(Bound.Term t, Collection<Integer> full) {
    int found = 0;
    for (Loads.Draw draw : loads.of(t.wish(), t.line())) {
      found += full.contains(draw.bound()) ? 1 : 0;
    }
    return found == full.size();
  }

  /** Moves as much as the whole chain bears; false if that is nothing. */
  private boolean move(int g, Link end) {
    double[] change = new double[bounds.size()];
    List<Link> links = new ArrayList<>();
    for (Link link = end; link != null; link = link.next) {
      links.addFirst(link);
    }
    double[] amount = new double[links.size()];
    double most = lacking(g);
    amount[0] = 1;
    for (int i = 0; i < amount.length; i++) {
      Link link = links.get(i);
      if (i > 0) {
        amount[i] = amount[i - 1] * exchanged(links.get(i - 1), link);
        most = Math.min(most, spare(link.group, link.donor) / amount[i]);
        note(change, link.group, link.donor, -amount[i]);
      }
      if (link.line >= 0) {
        double free = this.most[link.group][link.line] - share[link.group][link.line];
        most = Math.min(most, free / amount[i]);
        note(change, link.group, link.line, amount[i]);
      }
    }
    for (int b = 0; b < change.length; b++) {
      if (change[b] > NOTHING * bounds.get(b).limit()) {
        most = Math.min(most, Math.max(0, loads.room(b)) / change[b]);
      }
    }
    if (!(most > NOTHING / 10)) {
      return false;
    }
    for (int i = 0; i < amount.length; i++) {
      Link link = links.get(i);
      if (i > 0) {
        loads.change(link.group, link.donor, -most * amount[i]);
      }
      if (link.line >= 0) {
        loads.change(link.group, link.line, most * amount[i]);
      }
    }
    return true;
  }

  /** What a donor must give for one unit that the receiver takes, where the receiver is full. */
  private double exchanged(Link receiver, Link giver) {
    double most = 0;
    List<Integer> full = loads.full(receiver.group, receiver.line);
    for (Loads.Draw taken : loads.of(receiver.group, receiver.line)) {
      for (Loads.Draw given : loads.of(giver.group, giver.donor)) {
        if (taken.bound() == given.bound() && full.contains(taken.bound())) {
          most = Math.max(most, taken.load() / given.load());
        }
      }
    }
    return most;
  }

  private void note(double[] change, int g, int k, double by) {
    for (Loads.Draw draw : loads.of(g, k)) {
      change[draw.bound()] += draw.load() * by;
    }
  }
}
