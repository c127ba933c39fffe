package dev.tidegate.engine;

import dev.tidegate.model.Policy;
import dev.tidegate.weigh.Bound;
import dev.tidegate.weigh.Level;
import dev.tidegate.weigh.Worth;
import java.util.ArrayList;
import java.util.List;

/** How far others take in those who leave a damaged CDN: only as far as it is worth. */
final class Receivers {
  /** So far beyond its worth load may drift: demand that only trembles sends nobody back. */
  private static final double SLACK = 0.02;

  private Receivers() {}

  /**
   * The bounds, filled for the sake of those who leave no further than it is worth; those of the
   * CDNs that are left keep their levels, since whom nobody has room for stays there.
   */
  static List<Bound> worth(List<Bound> bounds, List<Aim> aims, List<double[]> shares) {
    if (aims.stream()
        .noneMatch(
            aim -> !aim.health().calm() && aim.permitted().stream().anyMatch(aim::latched))) {
      return bounds;
    }
    List<Bound> all = new ArrayList<>();
    for (Bound bound : bounds) {
      double most = worth(bound, aims);
      double now = Math.min(bound.level().most(), bound.utilisation(shares));
      double may = Math.max(most, Math.min(now, most + SLACK));
      all.add(most > 0 ? bound.with(new Level(bound.level().aim(), may)) : bound);
    }
    return all;
  }

  /** The most that anybody's leaving is worth to a bound; 0 if nobody is to receive there. */
  private static double worth(Bound bound, List<Aim> aims) {
    double most = 0;
    boolean receives = false;
    for (Bound.Term term : bound.terms()) {
      Aim aim = aims.get(term.wish());
      receives |= term.own() && !aim.latched(aim.lines().get(term.line()));
      for (String cdn : aim.health().calm() ? List.<String>of() : aim.permitted()) {
        if (term.own() && aim.latched(cdn)) {
          most = Math.max(most, level(aim, cdn, bound.level()));
        }
      }
    }
    return receives ? most : 0;
  }

  private static double level(Aim aim, String cdn, Level range) {
    double damage = Math.max(aim.damage(cdn), aim.of(cdn).peakDamage());
    return Worth.level(aim.service().policy(), damage, range.aim(), range.most());
  }

  /** Whether somebody stays on a damaged CDN because leaving it would do more harm. */
  static boolean stay(Aim aim) {
    double most = aim.get(Policy.Key.UTILISATION_MAX);
    Level range = new Level(Math.min(most, aim.get(Policy.Key.UTILISATION)), most);
    return aim.permitted().stream()
        .anyMatch(cdn -> aim.latched(cdn) && level(aim, cdn, range) < most - 1e-6);
  }
}
