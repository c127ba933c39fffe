package dev.tidegate.api.loop;

import dev.tidegate.answer.SteeringSnapshot;
import dev.tidegate.api.config.TidegateConfig;
import dev.tidegate.engine.Preview;
import dev.tidegate.engine.Situation;
import dev.tidegate.model.Audience;
import dev.tidegate.model.OperatorOverride;
import dev.tidegate.model.Setup;
import java.util.List;
import java.util.Optional;

/** What the loop offers to those who answer and those who operate. Reads never block. */
public interface Steering {
  /** The snapshot to answer from. Never null once the program is ready; swapped whole. */
  SteeringSnapshot snapshot();

  /** What the engine believed when it last stepped. */
  Situation situation();

  /** This node among others; empty if it is the only one. */
  default Optional<Company> company() {
    return Optional.empty();
  }

  /** The configuration in force. */
  TidegateConfig config();

  /**
   * Asks for a step now instead of at the next tick: an operator spoke, or hard evidence came.
   * Returns at once; requests that come while one waits are one.
   */
  void nudge();

  /** Where the weights would end with exactly these overrides. Blocks for at most a step's time. */
  Preview preview(List<OperatorOverride> overrides);

  /** The same with exactly these scheduled audiences. */
  Preview preview(List<OperatorOverride> overrides, List<Audience> audiences);

  /** The same under another setup, for the groups that there are now. */
  Preview preview(List<OperatorOverride> overrides, Setup setup);
}
