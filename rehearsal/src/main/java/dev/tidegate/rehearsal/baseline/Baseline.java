package dev.tidegate.rehearsal.baseline;

import dev.tidegate.engine.Inputs;
import dev.tidegate.rehearsal.sim.Plan;
import java.time.Instant;

/**
 * A steering other than the engine. One instance a run; called once a second, in order. It is
 * handed the engine's own inputs and no truth, so it can also decide for a real server.
 */
public interface Baseline {
  /** What viewers who ask from now on get. */
  Plan decide(Inputs inputs, Instant now);

  /** Makes one that knows nothing yet. */
  interface Maker {
    Baseline make(Roster roster);
  }
}
