package dev.tidegate.rehearsal.model;

import java.time.Duration;
import java.util.List;

/**
 * How much of the audience is there over time: straight lines between points, flat outside them.
 *
 * @param points rising in time, at least one
 */
public record DemandCurve(List<Point> points) {

  /**
   * @param share 0..1 of the audience
   */
  public record Point(Duration at, double share) {}

  public DemandCurve {
    points = List.copyOf(points);
    if (points.isEmpty()) {
      throw new IllegalArgumentException("a demand curve needs at least one point");
    }
    for (int i = 1; i < points.size(); i++) {
      if (points.get(i).at().compareTo(points.get(i - 1).at()) <= 0) {
        throw new IllegalArgumentException("points must rise in time: " + points);
      }
    }
  }

  /** Everyone has come after {@code join}, evenly, and stays. */
  public static DemandCurve joiningOver(Duration join) {
    return join.isZero()
        ? new DemandCurve(List.of(new Point(Duration.ZERO, 1)))
        : new DemandCurve(List.of(new Point(Duration.ZERO, 0), new Point(join, 1)));
  }

  /** The share of the audience at {@code elapsed}. */
  public double at(Duration elapsed) {
    Point before = points.getFirst();
    for (Point after : points) {
      if (elapsed.compareTo(after.at()) < 0) {
        return between(before, after, elapsed);
      }
      before = after;
    }
    return before.share();
  }

  private static double between(Point a, Point b, Duration elapsed) {
    if (a.equals(b)) {
      return a.share();
    }
    double way = (double) elapsed.minus(a.at()).toMillis() / b.at().minus(a.at()).toMillis();
    return a.share() + way * (b.share() - a.share());
  }
}
