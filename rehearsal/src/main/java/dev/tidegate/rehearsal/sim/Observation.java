package dev.tidegate.rehearsal.sim;

import dev.tidegate.engine.Inputs;
import java.time.Instant;
import java.util.List;

/**
 * What may be seen in one second. Made once for every kind of policy.
 *
 * @param second of the scored clock; negative in the warm-up
 * @param inputs all digests, probes, viewers and witnesses of this second, in the engine's form
 * @param nodes the same as each of the engine's nodes sees it; one element if there is one node
 * @param truth how things are: only oracles may open it
 */
public record Observation(
    Instant now, long second, Inputs inputs, List<Inputs> nodes, Truth truth) {
  public Observation {
    nodes = List.copyOf(nodes);
  }
}
