package dev.tidegate.api.steer;

import dev.tidegate.answer.SteeringSnapshot;
import dev.tidegate.api.config.TidegateConfig;
import dev.tidegate.api.loop.Steering;
import dev.tidegate.engine.Engine;
import dev.tidegate.engine.Preview;
import dev.tidegate.engine.Situation;
import dev.tidegate.model.Audience;
import dev.tidegate.model.OperatorOverride;
import dev.tidegate.model.Setup;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** A loop that stands still: what it answers is set by the test. */
public final class FixedSteering implements Steering {
  private volatile TidegateConfig config;
  private volatile SteeringSnapshot snapshot;

  public FixedSteering(TidegateConfig config) {
    this.config = config;
    this.snapshot = Engine.start(config.setup(), 7, Optional.empty(), Instant.EPOCH).snapshot();
  }

  public void publish(SteeringSnapshot next) {
    snapshot = next;
  }

  public void configure(TidegateConfig next) {
    config = next;
  }

  @Override
  public SteeringSnapshot snapshot() {
    return snapshot;
  }

  @Override
  public Situation situation() {
    return new Situation(Instant.EPOCH, new TreeMap<>());
  }

  @Override
  public TidegateConfig config() {
    return config;
  }

  @Override
  public void nudge() {}

  @Override
  public Preview preview(List<OperatorOverride> overrides) {
    throw new UnsupportedOperationException("not asked for here");
  }

  @Override
  public Preview preview(List<OperatorOverride> overrides, List<Audience> audiences) {
    throw new UnsupportedOperationException("not asked for here");
  }

  @Override
  public Preview preview(List<OperatorOverride> overrides, Setup setup) {
    throw new UnsupportedOperationException("not asked for here");
  }
}
