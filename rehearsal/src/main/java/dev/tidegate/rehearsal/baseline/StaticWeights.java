package dev.tidegate.rehearsal.baseline;

import dev.tidegate.engine.Inputs;
import dev.tidegate.rehearsal.sim.Plan;
import java.time.Instant;

/** The configured weights, whatever happens. */
final class StaticWeights implements Baseline {
  private final Plan plan;

  StaticWeights(Roster roster) {
    plan = roster.plan(roster.weights());
  }

  @Override
  public Plan decide(Inputs inputs, Instant now) {
    return plan;
  }
}
