package dev.tidegate.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * The short form of {@link ScaleProof}: a thousand probes a second for six seconds. How many end in
 * time is the machine's doing and belongs to the proof; that none is stacked, refused or lost holds
 * on the slowest machine.
 */
class ScaleTest {
  @Test
  void twoThousandProbesEveryTwoSecondsAreAllRunOrSkipped() throws Exception {
    ScaleProof.Report report =
        ScaleProof.run(2000, Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(6));
    ProberStats stats = report.stats();
    long ended = stats.outcomes().values().stream().mapToLong(Long::longValue).sum();
    assertThat(report.told()).as(report.toString()).isPositive();
    assertThat(stats.running()).as("one at a time a target: %s", report).isLessThanOrEqualTo(2000);
    assertThat(stats.notRun()).as("none over a budget: %s", report).isZero();
    assertThat(ended + stats.running() + stats.skipped())
        .as("four turns of two thousand targets, give or take a round: %s", report)
        .isBetween(2000L * 3, 2000L * 5);
  }
}
