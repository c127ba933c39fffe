package dev.tidegate.rehearsal.sim;

import dev.tidegate.model.Setup;
import java.util.Arrays;
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
    long began = System.nanoTime();
    Setup setup = Setups.of(scenario);
    ClosedLoop loop = new ClosedLoop(scenario, setup, steering.make(scenario, setup, seed), seed);
    FrameDigest digest = new FrameDigest();
    int seconds = Math.toIntExact(scenario.warmUp().plus(scenario.length()).toSeconds());
    long[] decided = new long[seconds];
    double bad = 0;
    double sessions = 0;
    for (int i = 0; i < seconds; i++) {
      Frame frame = loop.step();
      decided[i] = loop.decided;
      digest.add(frame);
      if (frame.scored()) {
        bad += Frame.sum(frame.bad());
        sessions += Frame.sum(frame.viewers());
      }
      each.accept(frame);
    }
    return new Run(
        scenario.name(),
        steering.name(),
        seed,
        bad,
        sessions,
        digest.hex(),
        timing(decided, System.nanoTime() - began));
  }

  private static Run.Timing timing(long[] decided, long all) {
    long sum = Arrays.stream(decided).sum();
    Arrays.sort(decided);
    return new Run.Timing(sum, decided[(int) (decided.length * 0.99)], all);
  }
}
