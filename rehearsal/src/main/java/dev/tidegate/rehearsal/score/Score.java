package dev.tidegate.rehearsal.score;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The figures of one run. What does not apply is not among them: no time to detect where there was
 * no fault.
 */
public record Score(Map<Measure, Double> figures) {
  /** TT90 is judged over so many seconds. */
  private static final int TT90_WINDOW = 10;

  private static final double TENTH = 0.1;

  /** Where the oracle removes less than this part of static's harm, there is nothing to remove. */
  private static final double LEAST_REMOVABLE = 0.01;

  private static final double HOUR = 3_600;
  private static final double MINUTE = 60;

  public Score {
    Map<Measure, Double> ordered = new EnumMap<>(Measure.class);
    ordered.putAll(figures);
    figures = Collections.unmodifiableMap(ordered);
  }

  /** One figure. */
  public OptionalDouble of(Measure measure) {
    Double figure = figures.get(measure);
    return figure == null ? OptionalDouble.empty() : OptionalDouble.of(figure);
  }

  /**
   * The score of a run.
   *
   * @param unsteered the same scenario and seed under the configured weights
   */
  public static Score of(Account run, Account unsteered, Bounds bounds) {
    Map<Measure, Double> out = new EnumMap<>(Measure.class);
    out.put(Measure.BAD_SECONDS, run.badSeconds());
    put(out, Measure.BAD_SHARE, ratio(run.badSeconds(), run.sessionSeconds()));
    put(out, Measure.TTD, ttd(run));
    put(out, Measure.TT90, tt90(run, unsteered));
    regret(out, run, unsteered, bounds);
    out.put(Measure.PEAK_HEALTHY, run.peakHealthy());
    out.put(Measure.OVER_SECONDS, (double) run.overSeconds());
    out.put(Measure.COLLATERAL, collateral(run, unsteered));
    movement(out, run);
    put(out, Measure.P95_BILL, run.bill().p95());
    if (run.bill().p95().isPresent() && run.bill().cheapest().isPresent()) {
      double cheapest = run.bill().cheapest().getAsDouble();
      put(out, Measure.P95_OVER_CHEAPEST, ratio(run.bill().p95().getAsDouble(), cheapest));
    }
    put(out, Measure.COMMIT_SHORTFALL, run.bill().shortfall());
    return new Score(out);
  }

  private static void regret(
      Map<Measure, Double> out, Account run, Account unsteered, Bounds bounds) {
    double bad = run.badSeconds();
    bounds.clairvoyant().ifPresent(least -> out.put(Measure.REGRET_CLAIRVOYANT, bad - least));
    bounds.floor().ifPresent(least -> out.put(Measure.ABOVE_FLOOR, bad - least));
    if (bounds.oracle().isEmpty()) {
      return;
    }
    double oracle = bounds.oracle().getAsDouble();
    out.put(Measure.REGRET, bad - oracle);
    put(
        out,
        Measure.REGRET_PER_MINUTE,
        ratio((bad - oracle) * MINUTE, (double) run.faultSeconds()));
    double removable = unsteered.badSeconds() - oracle;
    if (removable > LEAST_REMOVABLE * unsteered.badSeconds()) {
      out.put(Measure.REMOVED, (unsteered.badSeconds() - bad) / removable);
    }
  }

  private static void movement(Map<Measure, Double> out, Account run) {
    Movement movement = run.movement();
    out.put(Measure.CHURN, movement.churn());
    out.put(Measure.UNNECESSARY, movement.unnecessary());
    out.put(Measure.REVERSALS, (double) movement.reversals());
    put(out, Measure.REVERSALS_PER_FAULT, ratio(movement.reversals(), run.blame().count()));
    double falsely = movement.falseMoves() + (double) run.verdicts().outOfNothing();
    put(out, Measure.FALSE_POSITIVES, ratio(falsely * HOUR, (double) movement.quietSeconds()));
    out.put(Measure.WRONG_VERDICTS, (double) run.verdicts().wrong());
  }

  /** Counted from 1: a change published in the fault's own second took one second. */
  private static OptionalLong ttd(Account run) {
    OptionalLong begins = run.blame().begins();
    OptionalLong moved = run.movement().detected();
    OptionalLong spoke = run.verdicts().first();
    if (begins.isEmpty() || (moved.isEmpty() && spoke.isEmpty())) {
      return OptionalLong.empty();
    }
    long first = Math.min(moved.orElse(Long.MAX_VALUE), spoke.orElse(Long.MAX_VALUE));
    return OptionalLong.of(first - begins.getAsLong() + 1);
  }

  private static OptionalLong tt90(Account run, Account unsteered) {
    OptionalLong begins = run.blame().begins();
    if (begins.isEmpty()) {
      return OptionalLong.empty();
    }
    long began = begins.getAsLong();
    for (long second = began; second + TT90_WINDOW <= run.byHarm().size(); second++) {
      double without = unsteered.byHarm().sum(second, second + TT90_WINDOW);
      double with = run.byHarm().sum(second, second + TT90_WINDOW);
      if (without > 0 && run.blame().acts(second) && with <= TENTH * without) {
        return OptionalLong.of(second - began);
      }
    }
    return OptionalLong.empty();
  }

  private static double collateral(Account run, Account unsteered) {
    double sum = run.byMove().sum();
    for (int second = 0; second < run.byLoad().size(); second++) {
      sum += Math.max(0, run.byLoad().at(second) - unsteered.byLoad().at(second));
    }
    return sum;
  }

  private static OptionalDouble ratio(double part, double all) {
    return all > 0 ? OptionalDouble.of(part / all) : OptionalDouble.empty();
  }

  private static void put(Map<Measure, Double> out, Measure measure, OptionalDouble figure) {
    figure.ifPresent(value -> out.put(measure, value));
  }

  private static void put(Map<Measure, Double> out, Measure measure, OptionalLong figure) {
    figure.ifPresent(value -> out.put(measure, (double) value));
  }
}
