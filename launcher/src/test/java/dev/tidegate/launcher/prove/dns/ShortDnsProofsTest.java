package dev.tidegate.launcher.prove.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.launcher.prove.Evidence;
import dev.tidegate.launcher.prove.Proof;
import dev.tidegate.launcher.prove.Terms;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What {@code ./tidegate prove} runs in full, with fewer turns. */
class ShortDnsProofsTest {
  @Test
  void weightsReachAnswersOnEveryServer() throws Exception {
    assertHeld(new DnsProof(), Optional.empty(), 2, DnsProof.lacking());
  }

  @Test
  void bentDatagramsStopNobody() throws Exception {
    assertHeld(new ResponderProof(), Optional.of(ResponderProof.DATAGRAMS), 20_000, List.of());
  }

  private static void assertHeld(Proof proof, Optional<String> only, int runs, List<String> lacking)
      throws Exception {
    if (!lacking.isEmpty() && System.getenv("CI") != null) {
      Assertions.fail("not installed: " + lacking);
    }
    Assumptions.assumeTrue(lacking.isEmpty(), () -> "not installed: " + lacking);
    StringWriter told = new StringWriter();
    Evidence evidence =
        proof.run(
            new Terms(only, Optional.empty(), OptionalInt.of(runs), 20_261_122),
            new PrintWriter(told, true));
    assertThat(evidence.held()).as("%s%n%s", told, String.join("\n", evidence.body())).isTrue();
  }
}
