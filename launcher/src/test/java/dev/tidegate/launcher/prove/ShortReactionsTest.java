package dev.tidegate.launcher.prove;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * What {@code ./tidegate prove reaction} and {@code no-move} run in full, once each, smaller. That
 * one who refuses is left, {@link ShortProofsTest} sees on its way to resolvers.
 */
@Execution(ExecutionMode.SAME_THREAD)
class ShortReactionsTest {
  private static final long SEED = 20_261_122;

  @Test
  void aRegionalFaultMovesThatRegionOnly() throws Exception {
    // as long as a baseline takes to exist: younger, a region of few viewers cannot speak for
    // itself
    assertReaction("regional", 36);
  }

  @Test
  void aFrozenPlaylistIsLeft() throws Exception {
    assertReaction("frozen", 8);
  }

  @Test
  void aLyingProberMovesNobody() throws Exception {
    NoMoveProof proof = new NoMoveProof(Events.SMALL);
    NoMoveProof.Case liar = NoMoveProof.CASES.getLast();
    Set<String> verdicts = new HashSet<>();
    assertThat(proof.once(liar, SEED, Duration.ofSeconds(12), Duration.ofSeconds(8), verdicts))
        .as("seed %d, verdicts %s", SEED, verdicts)
        .isEmpty();
  }

  private void assertReaction(String name, int warmUp) throws Exception {
    ReactionProof.Case asked =
        ReactionProof.CASES.stream()
            .filter(each -> each.name().equals(name))
            .findFirst()
            .orElseThrow();
    ReactionProof.Run run =
        new ReactionProof(Events.SMALL).once(asked, Duration.ofSeconds(warmUp), SEED);
    assertThat(run.seconds()).as("seed %d: %s", SEED, run).isPresent();
    assertThat(run.strayed()).as("seed %d: %s", SEED, run).isEmpty();
  }
}
