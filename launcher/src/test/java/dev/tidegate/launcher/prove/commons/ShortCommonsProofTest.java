package dev.tidegate.launcher.prove.commons;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.launcher.prove.Evidence;
import dev.tidegate.launcher.prove.Terms;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What {@code ./tidegate prove commons} counts, over fewer seconds. */
class ShortCommonsProofTest {
  private static final String LACKING = "redis-server is not installed";

  @Test
  void trafficGrowsWithNodesAndCellsNotWithViewers() throws Exception {
    if (!CommonsProof.possible() && System.getenv("CI") != null) {
      Assertions.fail(LACKING);
    }
    Assumptions.assumeTrue(CommonsProof.possible(), LACKING);
    StringWriter told = new StringWriter();
    Evidence evidence =
        new CommonsProof()
            .run(
                new Terms(Optional.empty(), Optional.empty(), OptionalInt.of(2), 20_261_122),
                new PrintWriter(told, true));
    assertThat(evidence.held()).as("%s%n%s", told, String.join("\n", evidence.body())).isTrue();
  }
}
