package dev.tidegate.rehearsal.sim;

import dev.tidegate.rehearsal.model.DemandCurve;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Demand curves that go by a name, as shares of all capacity, stretched over a scenario. */
public final class Curves {
  /** The names that {@link #named} knows. */
  public static final List<String> NAMES = List.of("press-ramp", "realistic", "wicket", "diurnal");

  /**
   * The press's figures for the final of 8 March 2026 (cumulative views, most likely: a shape of a
   * ramp, no claim of concurrency), in crore, and when in the match.
   */
  private static final double[][] PRESS = {
    {0, 2.1},
    {0.05, 4.2},
    {0.10, 6.5},
    {0.45, 43.9},
    {0.50, 44.3},
    {0.55, 49.9},
    {0.57, 50.3},
    {0.90, 74.5},
    {0.96, 82.1}
  };

  private static final double PRESS_TOP = 82.1;
  private static final double PRESS_LOAD = 0.95;

  /** Toss, a star at bat, a break, the chase, and everyone gone within minutes. */
  private static final double[][] REALISTIC = {
    {0, 0.25},
    {0.08, 0.27},
    {0.12, 0.42},
    {0.20, 0.40},
    {0.35, 0.55},
    {0.45, 0.62},
    {0.50, 0.45},
    {0.55, 0.52},
    {0.65, 0.78},
    {0.80, 0.80},
    {0.90, 0.03}
  };

  /** From 25 M to 1 M in minutes. */
  private static final double[][] WICKET = {{0, 0.80}, {0.60, 0.80}, {0.75, 0.032}};

  private Curves() {}

  /** The same share all the time. */
  public static DemandCurve flat(double share) {
    return new DemandCurve(List.of(new DemandCurve.Point(Duration.ZERO, share)));
  }

  /**
   * The curve of this name over {@code length}.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static DemandCurve named(String name, Duration length) {
    return switch (name) {
      case "press-ramp" -> over(length, PRESS, PRESS_LOAD / PRESS_TOP);
      case "realistic" -> over(length, REALISTIC, 1);
      case "wicket" -> over(length, WICKET, 1);
      case "diurnal" -> diurnal(length);
      default ->
          throw new IllegalArgumentException("a curve must be one of " + NAMES + ": " + name);
    };
  }

  private static DemandCurve over(Duration length, double[][] points, double factor) {
    List<DemandCurve.Point> curve = new ArrayList<>();
    for (double[] point : points) {
      Duration at = Duration.ofMillis((long) (length.toMillis() * point[0]));
      curve.add(new DemandCurve.Point(at, point[1] * factor));
    }
    return new DemandCurve(curve);
  }

  /** Between 0.2 by night and 0.6 in prime time. */
  private static DemandCurve diurnal(Duration length) {
    List<DemandCurve.Point> curve = new ArrayList<>();
    for (long quarter = 0; quarter <= length.toMinutes() / 15 + 1; quarter++) {
      double day = StrictMath.sin(2 * Math.PI * quarter / 96.0);
      curve.add(new DemandCurve.Point(Duration.ofMinutes(15 * quarter), 0.4 + 0.2 * day));
    }
    return new DemandCurve(curve);
  }
}
