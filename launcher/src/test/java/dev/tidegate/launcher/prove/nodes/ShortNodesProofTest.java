package dev.tidegate.launcher.prove.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.launcher.prove.Evidence;
import dev.tidegate.launcher.prove.Terms;
import dev.tidegate.launcher.stage.Event;
import dev.tidegate.rehearsal.live.Crowd;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * What {@code ./tidegate prove nodes} runs in full, with one fault of each kind and few viewers.
 */
@Execution(ExecutionMode.SAME_THREAD)
class ShortNodesProofTest {
  private static final long SEED = 20_261_122;

  /** One whose first two faults are a failover, and one after which Redis lacks writes. */
  private static final long FAILOVERS = 20;

  private static final Event EVENT =
      new Event(
          new Crowd(new TreeMap<>(Map.of("in-west", 16, "in-south", 8)), Event.NETWORKS),
          new TreeMap<>(
              Map.of(
                  "cdn-a", new Event.Cdn(50, 1_500, Duration.ofMillis(22)),
                  "cdn-b", new Event.Cdn(30, 1_300, Duration.ofMillis(26)),
                  "cdn-c", new Event.Cdn(20, 1_200, Duration.ofMillis(30)))),
          Duration.ofSeconds(5),
          Duration.ofSeconds(5),
          Duration.ofSeconds(1));

  @Test
  void everyNodeAnswersByWhatOneOfThemWasTold() throws Exception {
    assertHeld("changes", 1, SEED);
  }

  @Test
  void whateverDiesPlayersAreAnsweredAndNothingPromisedIsLost() throws Exception {
    assertHeld("alone", 6, SEED);
  }

  @Test
  void aFailoverLosesNothingThatWasPromised() throws Exception {
    String told = assertHeld("sentinel", 2, FAILOVERS);
    assertThat(told).contains("failed over\n").contains("failed over, writes lost");
  }

  @Test
  void withoutRedisEachNodeLeavesACdnThatRefuses() throws Exception {
    assertHeld("store-and-cdn", 1, SEED);
  }

  /** What was told meanwhile. */
  private static String assertHeld(String part, int runs, long seed) throws Exception {
    List<String> lacking = NodesProof.lacking();
    if (!lacking.isEmpty() && System.getenv("CI") != null) {
      Assertions.fail("not installed: " + lacking);
    }
    Assumptions.assumeTrue(lacking.isEmpty(), () -> "not installed: " + lacking);
    StringWriter told = new StringWriter();
    Evidence evidence =
        new NodesProof(EVENT, Bounds.SHORT)
            .run(
                new Terms(Optional.of(part), Optional.empty(), OptionalInt.of(runs), seed),
                new PrintWriter(told, true));
    assertThat(evidence.held()).as("%s%n%s", told, String.join("\n", evidence.body())).isTrue();
    return told.toString();
  }
}
