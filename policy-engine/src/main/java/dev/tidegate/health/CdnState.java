package dev.tidegate.health;

import java.time.Instant;

/**
 * What we believe of a CDN in a group.
 *
 * <pre>
 * healthy   --evidence-->            suspect   --1 s of it-->       draining
 * draining  --share at its floor-->  drained
 * draining, drained --cleared, dwelt--> probation --share at target--> healthy
 * probation --evidence-->            draining  (a flap: the next dwell doubles)
 * </pre>
 *
 * A CDN is <em>latched</em> while draining or drained.
 */
public sealed interface CdnState {
  /** Nothing heard of it yet. */
  record Unknown() implements CdnState {}

  /** As good as its peers and its past. */
  record Healthy() implements CdnState {}

  /** Evidence began at {@code since}; not yet acted upon. */
  record Suspect(Instant since) implements CdnState {}

  /**
   * Viewers are being moved away.
   *
   * @param since when the latch opened
   * @param shareAtLatch its share then, basis points: the drain's pace is a part of it
   * @param flaps latches within {@code flap-within} of clearing, before this one
   */
  record Draining(Instant since, int shareAtLatch, int flaps) implements CdnState {}

  /** Only canaries remain. */
  record Drained(Instant since, int flaps) implements CdnState {}

  /**
   * Cleared; its share returns by slow start.
   *
   * @param step how many slow-start steps it has earned, from 0
   */
  record Probation(Instant since, int step, Instant stepAt, int flaps) implements CdnState {}

  /** True while viewers are kept away. */
  default boolean latched() {
    return this instanceof Draining || this instanceof Drained;
  }

  /** The word used on the wire. */
  default String wire() {
    return switch (this) {
      case Unknown ignored -> "unknown";
      case Healthy ignored -> "healthy";
      case Suspect ignored -> "suspect";
      case Draining ignored -> "draining";
      case Drained ignored -> "drained";
      case Probation ignored -> "probation";
    };
  }
}
