package dev.tidegate.rehearsal.sim;

import java.util.function.Consumer;

/** Runs one scenario with one steering and one seed. Same seed, same bytes, whatever else runs. */
public final class Rehearsal {
  private Rehearsal() {}

  /**
   * Plays a scenario from the start of its warm-up to its end.
   *
   * @param each is handed every second, the warm-up's too ({@link Frame#scored} tells)
   */
  public static Run run(
      Scenario scenario, Steering.Factory steering, long seed, Consumer<Frame> each) {
    throw new UnsupportedOperationException(
        "not built yet: " + scenario.name() + " by " + steering.name() + " with " + seed + each);
  }
}
