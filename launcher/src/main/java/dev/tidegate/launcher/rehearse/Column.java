package dev.tidegate.launcher.rehearse;

import dev.tidegate.rehearsal.score.Measure;
import java.util.List;
import java.util.Locale;

/**
 * How a measure is shown to people.
 *
 * @param brief at the head of a column
 * @param title in full
 * @param unit as it stands behind a figure; may be empty
 * @param factor from the measure's own unit to the one shown
 * @param decimals shown
 * @param better which way is good
 * @param about one sentence: how it is counted
 */
record Column(
    Measure measure,
    String brief,
    String title,
    String unit,
    double factor,
    int decimals,
    Better better,
    String about) {

  /** Which way is good. */
  enum Better {
    LOW,
    HIGH
  }

  private static final double PERCENT = 100;

  /** The columns of the table, from left to right. */
  static final List<Column> ALL =
      List.of(
          low(
              Measure.BAD_SHARE,
              "bad %",
              "bad session-time",
              "%",
              PERCENT,
              3,
              "Share of all session-seconds that were bad, whatever the cause."),
          new Column(
              Measure.REMOVED,
              "removed %",
              "removable harm removed",
              "%",
              PERCENT,
              1,
              Better.HIGH,
              "(static - this) / (static - oracle) of bad session-seconds in the same luck; empty"
                  + " where the oracle could remove nothing."),
          low(
              Measure.REGRET,
              "regret ks",
              "regret over the oracle",
              "ks",
              1e-3,
              1,
              "Thousands of bad session-seconds more than the oracle's that knows the moment and is"
                  + " bound by TTLs; below 0 where a steering foresaw what that oracle does not."),
          low(
              Measure.ABOVE_FLOOR,
              "over floor ks",
              "above the floor",
              "ks",
              1e-3,
              1,
              "Thousands of bad session-seconds more than the floor that nobody falls below, even"
                  + " without TTLs."),
          low(
              Measure.TTD,
              "seen s",
              "time to detect",
              "s",
              1,
              0,
              "From the first fault to the first published change of more than a point of all"
                  + " viewers, or the first verdict that names it. Who never stops moving detects"
                  + " nothing."),
          low(
              Measure.TT90,
              "90 % gone s",
              "time to nine tenths",
              "s",
              1,
              0,
              "From the first fault until, over ten seconds, faults and load do at most a tenth of"
                  + " what they do under static weights."),
          low(
              Measure.PEAK_HEALTHY,
              "peak",
              "peak load on a healthy CDN",
              "",
              1,
              2,
              "Highest load over capacity of a CDN without a fault of its own."),
          low(
              Measure.OVER_SECONDS,
              "over s",
              "seconds above capacity",
              "s",
              1,
              0,
              "Seconds in which a CDN without a fault of its own had more load than capacity."),
          low(
              Measure.COLLATERAL,
              "collateral ks",
              "harm by moving",
              "ks",
              1e-3,
              1,
              "Thousands of bad session-seconds of our making: what only arrivals suffer, and load"
                  + " on healthy CDNs beyond what static weights put there."),
          low(
              Measure.CHURN,
              "moved",
              "populations moved",
              "x",
              1,
              2,
              "Half the sum of absolute changes of published shares: 1 is everyone once."),
          low(
              Measure.UNNECESSARY,
              "in vain",
              "moved without need",
              "x",
              1,
              3,
              "The part of it for which there was neither a fault in that place of late nor a want"
                  + " of capacity."),
          low(
              Measure.REVERSALS,
              "turns",
              "reversals",
              "",
              1,
              1,
              "Reversals of CDNs' shares of all viewers by two points or more."),
          low(
              Measure.FALSE_POSITIVES,
              "false /h",
              "false alarms an hour",
              "/h",
              1,
              2,
              "Moves of more than a point and verdicts in an hour without faults and want of"
                  + " capacity."),
          low(
              Measure.WRONG_VERDICTS,
              "wrong",
              "wrong verdicts",
              "",
              1,
              1,
              "Verdicts of a kind, CDN or scope that nothing bears out, nor in the two minutes"
                  + " before."),
          low(
              Measure.P95_OVER_CHEAPEST,
              "bill x",
              "bill over the cheapest",
              "x",
              1,
              2,
              "Price of the 95th percentile of five minutes' Mbit/s over that of filling the"
                  + " cheapest CDN first."),
          low(
              Measure.COMMIT_SHORTFALL,
              "short TB",
              "commitments fallen short",
              "TB",
              1e-12,
              1,
              "Terabytes that commitments, in proportion to the time, still want."));

  private static Column low(
      Measure measure,
      String brief,
      String title,
      String unit,
      double factor,
      int decimals,
      String about) {
    return new Column(measure, brief, title, unit, factor, decimals, Better.LOW, about);
  }

  /** The figure as people read it. */
  String show(double figure) {
    double shown = figure * factor;
    String text = String.format(Locale.ROOT, "%." + decimals + "f", shown);
    return text.matches("-0\\.?0*") ? text.substring(1) : text;
  }
}
