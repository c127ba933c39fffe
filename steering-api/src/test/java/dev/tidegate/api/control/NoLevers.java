package dev.tidegate.api.control;

import dev.tidegate.api.config.TidegateConfig;
import dev.tidegate.telemetry.ProbeResult;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** There is nothing to move. */
public class NoLevers implements Levers {
  private final Lock changing = new ReentrantLock();

  @Override
  public void overridesChanged() {}

  @Override
  public void audiencesChanged() {}

  @Override
  public void probed(ProbeResult result) {}

  @Override
  public Runnable ready(TidegateConfig config) {
    return () -> {};
  }

  @Override
  public List<String> needsRestart(TidegateConfig config) {
    return List.of();
  }

  @Override
  public Lock changing() {
    return changing;
  }
}
