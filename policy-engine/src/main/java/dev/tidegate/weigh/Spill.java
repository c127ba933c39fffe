package dev.tidegate.weigh;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where viewers go for whom no healthy CDN has room: they stay on CDNs that are being left, then go
 * to the least damaged of them, as long as these have room themselves; beyond that they stay where
 * they are, then all go to the least damaged. If a group has no such CDN, all share it in
 * proportion.
 */
final class Spill {
  private final List<Wish> wishes;

  /** None if nobody who lacks room may spill: then only shares matter. */
  private final @Nullable Loads loads;

  private final double[][] share;

  private Spill(List<Wish> wishes, @Nullable Loads loads, double[][] share) {
    this.wishes = wishes;
    this.loads = loads;
    this.share = share;
  }

  /** One for these shares, which it changes. */
  static Spill of(
      List<Wish> wishes, List<Bound> bounds, double margin, double[][] share, double[] lacking) {
    boolean any = false;
    for (int g = 0; g < lacking.length && !any; g++) {
      any = lacking[g] > 0 && wishes.get(g).lines().stream().anyMatch(Wish.Line::spill);
    }
    return new Spill(wishes, any ? new Loads(bounds, margin, share) : null, share);
  }

  void place(int g, double lacking) {
    if (!(lacking > 0)) {
      return;
    }
    List<Wish.Line> lines = wishes.get(g).lines();
    List<Integer> open = new ArrayList<>();
    for (int k = 0; k < lines.size(); k++) {
      if (lines.get(k).spill()) {
        open.add(k);
      }
    }
    open.sort(
        Comparator.<Integer>comparingDouble(k -> lines.get(k).damage())
            .thenComparing(Comparator.naturalOrder()));
    double left = lacking;
    for (int k : open) {
      left -= add(g, k, Math.min(left, Math.min(stays(g, k), room(g, k))));
    }
    for (int k : open) {
      left -= add(g, k, Math.min(left, room(g, k)));
    }
    for (int k : open) {
      left -= add(g, k, Math.min(left, stays(g, k)));
    }
    if (left > 0 && !open.isEmpty()) {
      add(g, open.getFirst(), left);
    } else if (left > 0) {
      inProportion(g, 1 - left);
    }
  }

  private double stays(int g, int k) {
    return Math.max(0, wishes.get(g).lines().get(k).now() - share[g][k]);
  }

  private double room(int g, int k) {
    return loads == null ? 0 : loads.room(g, k);
  }

  private double add(int g, int k, double amount) {
    if (loads == null) {
      share[g][k] += amount;
    } else {
      loads.change(g, k, amount);
    }
    return amount;
  }

  private void inProportion(int g, double sum) {
    double[] own = share[g];
    for (int k = 0; k < own.length; k++) {
      double wanted = sum > 0 ? own[k] / sum : 1.0 / own.length;
      add(g, k, wanted - own[k]);
    }
  }
}
