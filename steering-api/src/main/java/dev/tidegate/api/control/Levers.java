package dev.tidegate.api.control;

import dev.tidegate.api.config.TidegateConfig;
import dev.tidegate.telemetry.ProbeResult;
import java.util.List;
import java.util.concurrent.locks.Lock;

/** What the operator plane does to the running program, besides reading it. */
public interface Levers {
  /** The store's overrides have changed: a step with them is due at once. */
  void overridesChanged();

  /** The store's scheduled audiences have changed: the next step is to expect them. */
  void audiencesChanged();

  /** A remote vantage's result is for the next step, and for a step at once if it failed. */
  void probed(ProbeResult result);

  /**
   * Makes ready to put a validated configuration in force, as far as that goes while running. What
   * may fail fails here, so that nothing is written that cannot be used, and none is used by half.
   *
   * @return puts it in force
   */
  Runnable ready(TidegateConfig config);

  /** The keys of a configuration whose change waits for a restart. */
  List<String> needsRestart(TidegateConfig config);

  /**
   * Held from before a configuration is written, or looked for in the store, until it is in force:
   * else the older of two that come together could stand.
   */
  Lock changing();
}
