package dev.tidegate.weigh;

import dev.tidegate.model.Weights;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Whole basis points: largest remainder, within least and most. One for all groups, in turn. */
final class Rounding {
  private final int[] points;
  private final int[] top;
  private final int[] bottom;
  private final double[] rest;

  /**
   * @param widest the most lines that any wish has
   */
  Rounding(int widest) {
    points = new int[widest];
    top = new int[widest];
    bottom = new int[widest];
    rest = new double[widest];
  }

  /** Rounds the shares of a group. */
  void round(double[] share, Wish wish) {
    int size = share.length;
    int given = 0;
    for (int k = 0; k < size; k++) {
      double exact = share[k] * Weights.TOTAL;
      points[k] = (int) Math.floor(exact + 1e-6);
      bottom[k] = (int) Math.floor(wish.least[k] * Weights.TOTAL + 1e-6);
      top[k] =
          Math.max(points[k], (int) Math.floor(Math.max(wish.most[k], share[k]) * 10_000 + 1e-6));
      points[k] = Math.max(points[k], bottom[k]);
      rest[k] = exact - points[k];
      given += points[k];
    }
    while (given != Weights.TOTAL) {
      int step = given < Weights.TOTAL ? 1 : -1;
      int best = pick(size, step > 0 ? top : bottom, step);
      points[best] += step;
      rest[best] -= step;
      given += step;
    }
  }

  private int pick(int size, int[] edge, int step) {
    int best = -1;
    for (int k = 0; k < size; k++) {
      boolean free = step > 0 ? points[k] < edge[k] : points[k] > edge[k];
      if (free && (best < 0 || step * rest[k] > step * rest[best])) {
        best = k;
      }
    }
    if (best >= 0) {
      return best;
    }
    // Only if the bounds leave no whole number: the one with most takes it.
    for (int k = 0; k < size; k++) {
      best = best < 0 || points[k] > points[best] ? k : best;
    }
    return best;
  }

  /** The target of the group rounded last; {@code before} if it says the same. */
  Target target(Wish wish, double shortage, @Nullable Target before) {
    String[] cdns = wish.cdns();
    boolean same = before != null && before.weights().shares().size() == cdns.length;
    for (int k = 0; same && k < cdns.length; k++) {
      Integer known = before == null ? null : before.weights().shares().get(cdns[k]);
      same = known != null && known == points[k];
    }
    if (same && before != null) {
      return before.shortage() == shortage
          ? before
          : new Target(wish.group(), before.weights(), shortage);
    }
    TreeMap<String, Integer> shares = new TreeMap<>();
    for (int k = 0; k < cdns.length; k++) {
      shares.put(cdns[k], points[k]);
    }
    return new Target(wish.group(), new Weights(shares), shortage);
  }
}
