package dev.tidegate.rehearsal.sim;

import dev.tidegate.model.Setup;

/**
 * Who decides in a rehearsal: the engine, or a baseline. One instance a run; called once a
 * simulated second, in order, the warm-up included.
 */
public interface Steering {
  /** What viewers who ask from now on get. */
  Plan decide(Observation seen);

  /** Makes one for a run. */
  interface Factory {
    /** Under which results are reported: {@code engine}, {@code static}. */
    String name();

    /**
     * A steering that knows nothing yet.
     *
     * @param scenario for its dense order of regions, networks and CDNs; only an oracle may look at
     *     what is to come
     * @param setup the configuration that the scenario amounts to
     * @param seed the luck of the run; an oracle may open {@link Course} with it
     */
    Steering make(Scenario scenario, Setup setup, long seed);
  }
}
