package dev.tidegate.model;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A scheduled audience: how many viewers somebody expects, when and where. The engine makes room
 * for them before they come; it never moves anybody because they did not.
 *
 * @param service a service id; empty for all together
 * @param region a region id; empty for all together
 * @param starts from when it is expected, inclusive
 * @param ends until when, exclusive
 * @param points rising in time, at least one; straight lines between them, flat outside
 */
public record Audience(
    Optional<String> service,
    Optional<String> region,
    Instant starts,
    Instant ends,
    List<Point> points) {

  /**
   * @param viewers concurrent viewers, &gt;= 0
   */
  public record Point(Instant at, double viewers) {
    public Point {
      if (!(viewers >= 0) || Double.isInfinite(viewers)) {
        throw new IllegalArgumentException("viewers must be finite and >= 0: " + viewers);
      }
    }
  }

  public Audience {
    points = List.copyOf(points);
    if (points.isEmpty() || !ends.isAfter(starts)) {
      throw new IllegalArgumentException(
          "an audience needs a point and must end after it starts: " + starts + " .. " + ends);
    }
  }

  /** Viewers expected at {@code at}; empty outside its time. */
  public OptionalDouble expected(Instant at) {
    if (at.isBefore(starts) || !at.isBefore(ends)) {
      return OptionalDouble.empty();
    }
    Point before = points.getFirst();
    for (Point after : points) {
      if (after.at().isAfter(at)) {
        return OptionalDouble.of(between(before, after, at));
      }
      before = after;
    }
    return OptionalDouble.of(before.viewers());
  }

  /** The most expected at any moment of {@code from .. to}; empty if it is not on then. */
  public OptionalDouble most(Instant from, Instant to) {
    OptionalDouble most = larger(expected(from), expected(to));
    if (starts.isAfter(from) && !starts.isAfter(to)) {
      most = larger(most, expected(starts));
    }
    for (Point point : points) {
      if (point.at().isAfter(from) && !point.at().isAfter(to)) {
        most = larger(most, expected(point.at()));
      }
    }
    return most;
  }

  private static OptionalDouble larger(OptionalDouble a, OptionalDouble b) {
    return a.isPresent() && b.isPresent()
        ? OptionalDouble.of(Math.max(a.getAsDouble(), b.getAsDouble()))
        : a.isPresent() ? a : b;
  }

  private static double between(Point a, Point b, Instant at) {
    if (!at.isAfter(a.at())) {
      return a.viewers();
    }
    double way =
        (double) Duration.between(a.at(), at).toMillis()
            / Math.max(1, Duration.between(a.at(), b.at()).toMillis());
    return a.viewers() + way * (b.viewers() - a.viewers());
  }
}
