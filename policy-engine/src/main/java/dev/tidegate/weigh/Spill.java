package dev.tidegate.weigh;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Where viewers go for whom no healthy CDN has room: they stay on CDNs that are being left, then go
 * to the least damaged of them, as long as these have room themselves; beyond that they stay where
 * they are, then all go to the least damaged. If a group has no such CDN, all share it in
 * proportion.
 */
final class Spill {
  private final List<Wish> wishes;
  private final Loads loads;

  Spill(List<Wish> wishes, Loads loads) {
    this.wishes = wishes;
    this.loads = loads;
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
      left -= add(g, k, Math.min(left, Math.min(stays(g, k), loads.room(g, k))));
    }
    for (int k : open) {
      left -= add(g, k, Math.min(left, loads.room(g, k)));
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
    return Math.max(0, wishes.get(g).lines().get(k).now() - loads.share[g][k]);
  }

  private double add(int g, int k, double amount) {
    loads.change(g, k, amount);
    return amount;
  }

  private void inProportion(int g, double sum) {
    double[] share = loads.share[g];
    for (int k = 0; k < share.length; k++) {
      double wanted = sum > 0 ? share[k] / sum : 1.0 / share.length;
      loads.change(g, k, wanted - share[k]);
    }
  }
}
