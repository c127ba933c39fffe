package dev.tidegate.probe;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a live manifest says of its edge.
 *
 * @param newest candidates for the newest segment, the newest first, at least one. A playlist names
 *     one; a numbered DASH template names none, so several are tried
 * @param segments how many segments the manifest offers, &gt;= 1
 * @param target the longest a segment lasts, 100 ms to 1 min
 * @param ended whether the manifest says that nothing will follow
 */
record LiveView(List<Segment> newest, int segments, Duration target, boolean ended) {

  /**
   * One segment.
   *
   * @param sequence its number, growing by one a segment
   * @param time when it begins on the programme's clock, if the manifest says so
   */
  record Segment(long sequence, Optional<Instant> time, URI uri) {}

  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofMinutes(1);

  LiveView {
    newest = List.copyOf(newest);
    if (newest.isEmpty() || segments < 1) {
      throw new IllegalArgumentException("a live manifest needs at least one segment");
    }
    // Schedules follow from it, and it comes from outside.
    target = target.compareTo(SHORTEST) < 0 ? SHORTEST : target;
    target = target.compareTo(LONGEST) > 0 ? LONGEST : target;
  }

  /** How often to look: a quarter of the target duration, at most 2 s. */
  static Duration interval(Duration target) {
    Duration quarter = target.dividedBy(4);
    return quarter.compareTo(ProbeTarget.LIVE_INTERVAL) < 0 ? quarter : ProbeTarget.LIVE_INTERVAL;
  }
}
