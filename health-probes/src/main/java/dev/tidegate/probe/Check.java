package dev.tidegate.probe;

import dev.tidegate.telemetry.ProbeResult.LiveEdge;
import dev.tidegate.telemetry.ProbeResult.Outcome;
import java.time.Duration;
import java.util.Optional;

/** One way to look at a target, once. */
interface Check {
  /**
   * Looks.
   *
   * @param deadline by {@link System#nanoTime}
   * @throws ProbeFailed if there is something wrong and no live edge to tell of
   */
  Seen look(long deadline) throws ProbeFailed, InterruptedException;

  /**
   * What was seen.
   *
   * @param pace how often to look from now on; empty to stay as it is
   * @param again when a further look would tell more than the next turn; empty if none would
   */
  record Seen(
      Outcome outcome,
      String detail,
      Optional<LiveEdge> live,
      Optional<Duration> pace,
      Optional<Duration> again) {
    static Seen ok(String detail) {
      return new Seen(Outcome.OK, detail, Optional.empty(), Optional.empty(), Optional.empty());
    }
  }
}
