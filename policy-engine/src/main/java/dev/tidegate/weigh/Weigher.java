package dev.tidegate.weigh;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Water-filling over capacity: every group gets its base shares; where a capacity would be over its
 * level, all who draw on it are scaled down alike and fill up elsewhere, until nothing is over.
 *
 * <p>Laws: shares sum to 10 000; none below its least or above its most; no bound above its most
 * (but for rounding) wherever capacity suffices, and where it does not, none that only CDNs draw on
 * which take no surplus, as long as every group has one that does; the order of the wishes does not
 * matter.
 *
 * <p>The rounds are those of matrix scaling (each bound's multiplier takes limit over load, never
 * above 1), followed by a strict cut for what the rounds left over. Levels rise from what is aimed
 * at to their most only for bounds on which somebody short of room draws. Whoever is short even
 * then finds what room there is by {@link Exchange}; what is left has no room anywhere.
 */
public final class Weigher {
  private static final int ROUNDS = 60;
  private static final int CUTS = 80;
  private static final int HALVINGS = 4;

  /** Rounding to basis points must not lift a load over its level. */
  private static final double MARGIN = 0.9995;

  /** The rounds aim a little below, so that they end there instead of nearing it for ever. */
  private static final double AIM = 0.997;

  private final List<Bound> bounds;
  private final double[][] pull;
  private final double[][] least;
  private final double[][] most;
  private final double[][] share;
  private final double[] level;

  /** Most lines of any wish. */
  private int widest;

  private Weigher(List<Wish> wishes, List<Bound> bounds) {
    this.bounds = bounds;
    pull = new double[wishes.size()][];
    least = new double[wishes.size()][];
    most = new double[wishes.size()][];
    share = new double[wishes.size()][];
    for (int g = 0; g < wishes.size(); g++) {
      Wish wish = wishes.get(g);
      pull[g] = wish.base;
      least[g] = wish.least;
      most[g] = wish.most;
      share[g] = new double[pull[g].length];
      widest = Math.max(widest, pull[g].length);
    }
    level = bounds.stream().mapToDouble(bound -> bound.level().aim()).toArray();
  }

  /** The targets, in the order of the wishes. */
  public static List<Target> target(List<Wish> wishes, List<Bound> bounds) {
    return target(wishes, bounds, Collections.nCopies(wishes.size(), null));
  }

  /**
   * The targets, in the order of the wishes.
   *
   * @param before for each wish a target of its group, if there is one: it is returned where the
   *     new one would say the same
   */
  public static List<Target> target(
      List<Wish> wishes, List<Bound> bounds, List<@Nullable Target> before) {
    Weigher weigher = new Weigher(wishes, bounds);
    double[] lacking = weigher.solve();
    if (weigher.anyShort(lacking)) {
      lacking = weigher.raised(lacking);
    }
    if (weigher.anyShort(lacking) || weigher.anyOver()) {
      Loads strict = new Loads(bounds, MARGIN, weigher.share);
      new Exchange(wishes, strict, weigher.least, weigher.most).run();
      lacking = weigher.lacking();
    }
    List<Target> targets = new ArrayList<>();
    Spill spill = Spill.of(wishes, bounds, MARGIN, weigher.share, lacking);
    Rounding rounding = new Rounding(weigher.widest);
    for (int g = 0; g < wishes.size(); g++) {
      spill.place(g, lacking[g]);
      rounding.round(weigher.share[g], wishes.get(g));
      double shortage = lacking[g] > 1e-4 ? lacking[g] : 0;
      targets.add(rounding.target(wishes.get(g), shortage, before.get(g)));
    }
    return targets;
  }

  /** Shares at the present levels; returns what each group could not place. */
  private double[] solve() {
    double[] multiplier = new double[bounds.size()];
    java.util.Arrays.fill(multiplier, 1);
    fillAll(multiplier, most);
    for (int round = 0; round < ROUNDS; round++) {
      boolean over = false;
      for (int b = 0; b < multiplier.length; b++) {
        double load = utilisation(b) / (level[b] * AIM);
        over |= load * AIM > MARGIN;
        multiplier[b] = load > 0 ? Math.clamp(multiplier[b] / load, 1e-9, 1) : 1;
      }
      if (!over) {
        return lacking();
      }
      fillAll(multiplier, most);
    }
    return cut(multiplier);
  }

  /** What is still over is cut to its limit, and the rest filled up again. */
  private double[] cut(double[] multiplier) {
    double[][] cap = new double[most.length][];
    for (int g = 0; g < cap.length; g++) {
      cap[g] = most[g].clone();
    }
    for (int i = 0; i < CUTS; i++) {
      boolean over = false;
      for (int b = 0; b < multiplier.length; b++) {
        double load = utilisation(b) / (level[b] * MARGIN);
        if (load > 1.0001) {
          over = true;
          for (Bound.Term term : bounds.get(b).terms()) {
            int g = term.wish();
            int k = term.line();
            cap[g][k] = Math.max(least[g][k], Math.min(cap[g][k], share[g][k] / load));
          }
        }
      }
      if (!over) {
        break;
      }
      fillAll(multiplier, cap);
    }
    return lacking();
  }

  private void fillAll(double[] multiplier, double[][] cap) {
    double[][] scaled = pull;
    boolean bent = false;
    for (int b = 0; b < multiplier.length; b++) {
      if (multiplier[b] < 1) {
        if (!bent) {
          scaled = copy(pull);
          bent = true;
        }
        for (Bound.Term term : bounds.get(b).terms()) {
          if (term.load() > 0) {
            scaled[term.wish()][term.line()] *= multiplier[b];
          }
        }
      }
    }
    for (int g = 0; g < pull.length; g++) {
      WaterLevel.fill(scaled[g], least[g], cap[g], share[g]);
    }
  }

  private static double[][] copy(double[][] values) {
    double[][] copy = new double[values.length][];
    for (int g = 0; g < copy.length; g++) {
      copy[g] = values[g].clone();
    }
    return copy;
  }

  private double utilisation(int bound) {
    double load = 0;
    for (Bound.Term term : bounds.get(bound).terms()) {
      load += term.load() * share[term.wish()][term.line()];
    }
    return load / bounds.get(bound).limit();
  }

  private double[] lacking() {
    double[] lacking = new double[share.length];
    for (int g = 0; g < share.length; g++) {
      lacking[g] = Math.max(0, 1 - WaterLevel.sum(share[g]));
    }
    return lacking;
  }

  private boolean anyShort(double[] lacking) {
    return IntStream.range(0, lacking.length).anyMatch(g -> lacking[g] > 1e-4);
  }

  private boolean anyOver() {
    return IntStream.range(0, level.length)
        .anyMatch(b -> utilisation(b) > bounds.get(b).level().most());
  }

  /**
   * Raises the levels of bounds that short groups draw on, all alike, to the least at which nobody
   * is short, or to their most: harm grows faster than load, so the load is best spread evenly.
   */
  private double[] raised(double[] lacking) {
    boolean[] drawn = new boolean[level.length];
    for (int b = 0; b < drawn.length; b++) {
      for (Bound.Term term : bounds.get(b).terms()) {
        drawn[b] |= lacking[term.wish()] > 1e-4 && term.load() > 0;
      }
    }
    raise(drawn, 1);
    double[] left = solve();
    double enough = 1;
    double tooLow = 0;
    for (int i = 0; i < HALVINGS && !anyShort(left); i++) {
      double middle = (enough + tooLow) / 2;
      raise(drawn, middle);
      if (anyShort(solve())) {
        tooLow = middle;
      } else {
        enough = middle;
      }
    }
    raise(drawn, enough);
    return solve();
  }

  private void raise(boolean[] drawn, double part) {
    for (int b = 0; b < level.length; b++) {
      if (drawn[b]) {
        Level range = bounds.get(b).level();
        level[b] = range.aim() + (range.most() - range.aim()) * part;
      }
    }
  }
}
