package dev.tidegate.api.wiring;

import dev.tidegate.answer.SteeringSnapshot;
import dev.tidegate.api.config.TidegateConfig;
import dev.tidegate.api.loop.Steering;
import dev.tidegate.api.store.Store;
import dev.tidegate.engine.Engine;
import dev.tidegate.engine.Inputs;
import dev.tidegate.engine.Preview;
import dev.tidegate.engine.Situation;
import dev.tidegate.engine.Step;
import dev.tidegate.model.OperatorOverride;
import dev.tidegate.telemetry.ProbeResult;
import java.time.InstantSource;
import java.util.List;
import java.util.TreeMap;

/** Stands where the loop will be: answers what the engine starts with. */
final class ProvisionalLoop implements Steering {
  private final Step step;
  private final InstantSource clock;
  private volatile TidegateConfig config;

  ProvisionalLoop(TidegateConfig config, Store store, InstantSource clock) {
    this.config = config;
    this.clock = clock;
    this.step = Engine.start(config.setup(), store.nextEpoch(), store.engine(), clock.instant());
  }

  void start() {}

  void close() {}

  void probed(ProbeResult result) {}

  void overridesChanged() {}

  void reconfigure(TidegateConfig wanted) {
    config = wanted;
  }

  @Override
  public SteeringSnapshot snapshot() {
    return step.snapshot();
  }

  @Override
  public Situation situation() {
    return step.situation();
  }

  @Override
  public TidegateConfig config() {
    return config;
  }

  @Override
  public void nudge() {}

  @Override
  public Preview preview(List<OperatorOverride> overrides) {
    Inputs inputs =
        new Inputs(
            config.setup(),
            List.of(),
            List.of(),
            new TreeMap<>(),
            new TreeMap<>(),
            overrides,
            true);
    return Engine.preview(step.state(), inputs, clock.instant());
  }
}
