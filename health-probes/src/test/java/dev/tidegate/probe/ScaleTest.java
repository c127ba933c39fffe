package dev.tidegate.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.telemetry.ProbeResult.Outcome;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The short form of {@link ScaleProof}: a thousand probes a second for six seconds. */
class ScaleTest {
  @Test
  void twoThousandProbesEveryTwoSecondsKeepTheirSchedule() throws Exception {
    ScaleProof.Report report =
        ScaleProof.run(2000, Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(6));
    assertThat(report.told()).as("results in 6 s: %s", report).isBetween(5400L, 6600L);
    assertThat(report.stats().outcomes().get(Outcome.OK))
        .as(report.toString())
        .isGreaterThan(report.told() * 99 / 100);
    assertThat(report.stats().notRun()).as(report.toString()).isZero();
    assertThat(report.stats().lagMean()).as(report.toString()).isLessThan(Duration.ofMillis(20));
  }
}
