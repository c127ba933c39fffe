package dev.tidegate.launcher.prove;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What {@code ./tidegate prove} runs in full, once each, with fewer viewers. */
@Execution(ExecutionMode.SAME_THREAD)
class ShortProofsTest {
  private static final long SEED = 20_261_122;

  /**
   * Seconds. How fast things are is the full form's to judge, on a machine that does nothing else.
   */
  private static final double PATIENCE = 60;

  private final StringWriter told = new StringWriter();
  private final PrintWriter progress = new PrintWriter(told, true);

  @Test
  void anOutageReachesResolvers() throws Exception {
    double seconds =
        new OutageProof(Events.SMALL)
            .once(OutageProof.CASES.getFirst(), Duration.ofSeconds(10), SEED);
    assertThat(seconds).as("seed %d", SEED).isLessThan(PATIENCE);
  }

  @Test
  void aDrainReachesAnswers() throws Exception {
    assertHeld(new DrainProof(Events.EMPTY, PATIENCE), runs(1));
  }

  @Test
  void killedNothingAcknowledgedIsLost() throws Exception {
    assertHeld(new CrashProof(Events.event(30, 20), PATIENCE), runs(1));
  }

  private void assertHeld(Proof proof, Terms terms) throws Exception {
    Evidence evidence = proof.run(terms, progress);
    assertThat(evidence.held()).as("%s%n%s", told, String.join("\n", evidence.body())).isTrue();
  }

  private static Terms runs(int count) {
    return new Terms(Optional.empty(), Optional.empty(), OptionalInt.of(count), SEED);
  }
}
