package dev.tidegate.api.control;

import dev.tidegate.api.config.TidegateConfig;
import dev.tidegate.telemetry.ProbeResult;
import java.util.List;

/** What the operator plane does to the running program, besides reading it. */
public interface Levers {
  /** The store's overrides have changed: a step with them is due at once. */
  void overridesChanged();

  /** The store's scheduled audiences have changed: the next step is to expect them. */
  void audiencesChanged();

  /** A remote vantage's result is for the next step, and for a step at once if it failed. */
  void probed(ProbeResult result);

  /**
   * Puts a validated configuration in force, as far as that goes while running.
   *
   * @return the keys whose change waits for a restart
   */
  List<String> apply(TidegateConfig config);

  /** The keys of a configuration that {@link #apply} would leave waiting for a restart. */
  List<String> needsRestart(TidegateConfig config);
}
