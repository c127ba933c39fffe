package dev.tidegate.health;

import dev.tidegate.model.Reason;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What is believed of a CDN in a group, and on which numbers. Absent numbers were not measured.
 *
 * @param damage excess badness now, 0..1, shrunk by its uncertainty; while latched never below what
 *     evidence still holds; empty if nothing is known
 * @param peakDamage the worst since the latch opened; 0 if not latched
 * @param sudden whether the evidence allows leaving in one tick
 * @param corroborated whether a second source agrees, so that a large move may go on
 * @param slowStart the part of its target that a CDN in probation may take, 0..1; 1 otherwise
 * @param canariesAllowed false while its probes fail: then not even canaries are sent
 * @param arrivalsWorse whether sessions moved there fare worse than what they left
 * @param errorRate the players' failures over requests in the short window, 0..1
 * @param stallRatio stalled over watched time in the short window, 0..1
 * @param samples effective number of requests in the short window
 * @param minimumDetectable least acute excess of failures that these samples could show, 0..1
 */
public record CdnHealth(
    CdnState state,
    OptionalDouble damage,
    double peakDamage,
    boolean sudden,
    boolean corroborated,
    double slowStart,
    boolean canariesAllowed,
    boolean arrivalsWorse,
    OptionalDouble errorRate,
    OptionalDouble stallRatio,
    OptionalDouble ttfbP50Millis,
    OptionalDouble ttfbP95Millis,
    OptionalDouble samples,
    OptionalDouble minimumDetectable,
    Optional<ProbeHealth> probe,
    Optional<Reason> reason) {

  /**
   * What the probes say.
   *
   * @param state {@code ok} or {@code failing}
   * @param failures consecutive failing rounds
   * @param at when the last result came
   */
  public record ProbeHealth(String state, int failures, Instant at) {}

  /** Nothing is known. */
  public static final CdnHealth UNKNOWN =
      new CdnHealth(
          new CdnState.Unknown(),
          OptionalDouble.empty(),
          0,
          false,
          false,
          1,
          true,
          false,
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          Optional.empty(),
          Optional.empty());
}
