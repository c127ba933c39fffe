package dev.tidegate.rehearsal.score;

import java.util.OptionalDouble;

/**
 * Against what a run is measured, in bad session-seconds of the same scenario and seed. What was
 * not run is empty.
 *
 * @param oracle of the oracle that is bound by TTLs
 * @param clairvoyant of the one that foresees
 * @param floor what nobody falls below
 */
public record Bounds(OptionalDouble oracle, OptionalDouble clairvoyant, OptionalDouble floor) {
  /** None. */
  public static final Bounds NONE =
      new Bounds(OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty());
}
