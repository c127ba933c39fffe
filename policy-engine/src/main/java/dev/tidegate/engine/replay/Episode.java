package dev.tidegate.engine.replay;

import dev.tidegate.engine.Decision;
import dev.tidegate.engine.Rule;
import dev.tidegate.model.Group;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;

/**
 * A run of decisions by one rule on one CDN of a group, each within a minute of the last: a drain,
 * a return.
 *
 * @param from basis points before the first
 * @param to basis points after the last
 * @param reason of the first, for people
 */
public record Episode(
    Of of, Instant began, Instant ended, int from, int to, int decisions, String reason) {
  private static final Duration PAUSE = Duration.ofMinutes(1);

  /** What a run is of. */
  public record Of(Group group, String cdn, Rule rule) implements Comparable<Of> {
    private static final Comparator<Of> ORDER =
        Comparator.comparing(Of::group).thenComparing(Of::cdn).thenComparing(Of::rule);

    static Of of(Decision decision) {
      return new Of(decision.group(), decision.cdn(), decision.rule());
    }

    @Override
    public int compareTo(Of other) {
      return ORDER.compare(this, other);
    }
  }

  static Episode begun(Decision d) {
    return new Episode(Of.of(d), d.at(), d.at(), d.from(), d.to(), 1, d.reason().text());
  }

  boolean goesOnWith(Decision d) {
    return Duration.between(ended, d.at()).compareTo(PAUSE) <= 0;
  }

  Episode with(Decision d) {
    return new Episode(of, began, d.at(), from, d.to(), decisions + 1, reason);
  }

  /** Whether both did the same at the same time, whatever their reasons' numbers. */
  boolean sameAs(Episode other) {
    return of.equals(other.of)
        && began.equals(other.began)
        && ended.equals(other.ended)
        && from == other.from
        && to == other.to;
  }
}
