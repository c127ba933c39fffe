package dev.tidegate.launcher.prove.answers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidegate.launcher.prove.Evidence;
import dev.tidegate.launcher.prove.Proof;
import dev.tidegate.launcher.prove.Terms;
import dev.tidegate.launcher.prove.edge.EdgeProof;
import dev.tidegate.launcher.prove.load.Crowd;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * What {@code ./tidegate prove} loads in full, with fewer and shorter. How fast answers are is the
 * full form's to judge, on a machine that does nothing else: here none may fail, and what is
 * counted must add up.
 */
@Execution(ExecutionMode.SAME_THREAD)
class ShortLoadsTest {
  private static final double ANY = Double.POSITIVE_INFINITY;

  /** On a busy machine answers are late; only those that never come have failed. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final StringWriter told = new StringWriter();

  @BeforeEach
  void demandTools() {
    List<String> lacking = Tools.lacking();
    if (System.getenv("CI") != null) {
      assertThat(lacking).as("what must be there in CI").isEmpty();
    }
    assumeTrue(lacking.isEmpty(), lacking + " are lacking; ./tidegate test installs them");
  }

  @Test
  void atASteadyRateAllAreAnswered() throws Exception {
    assertHeld(new LatencyProof(ANY, 100, PATIENCE), 2);
  }

  @Test
  void aNodeAnswersFromItsFirstRequestOn() throws Exception {
    assertHeld(new StartProof(ANY, ANY), 1);
  }

  @Test
  void newTlsConnectionsResumeTheirSessions() throws Exception {
    assertHeld(new TlsProof(0, ANY, 40), 2);
  }

  @Test
  void newSnapshotsLoseNoRequest() throws Exception {
    assertHeld(new SwapProof(ANY, false), 4);
  }

  @Test
  void manyConnectionsAreKeptAndAnswered() throws Exception {
    assertHeld(new ConnectionsProof(1000), 1);
  }

  @Test
  void honestPlayersAreAnsweredBesideAbuse() throws Exception {
    List<HostileProof.Abuse> few =
        List.of(
            new HostileProof.Abuse("unfinished", Crowd.Manner.UNFINISHED, 400),
            new HostileProof.Abuse("slow-loris", Crowd.Manner.DRIP, 100),
            new HostileProof.Abuse("header-flood", Crowd.Manner.HEADERS, 20),
            new HostileProof.Abuse("pipelining", Crowd.Manner.PIPELINE, 20));
    assertHeld(new HostileProof(few, ANY, 100, PATIENCE), 2);
  }

  @Test
  void cachesShieldTheOriginAndOutliveIt() throws Exception {
    assertHeld(new EdgeProof(5, 4, 20, PATIENCE), 6);
  }

  private void assertHeld(Proof proof, int seconds) throws Exception {
    Terms terms =
        new Terms(
            Optional.empty(),
            Optional.of(Duration.ofSeconds(seconds)),
            OptionalInt.of(1),
            Terms.FULL.seed());
    Evidence evidence = proof.run(terms, new PrintWriter(told, true));
    assertThat(evidence.held()).as("%s%n%s", told, String.join("\n", evidence.body())).isTrue();
  }
}
