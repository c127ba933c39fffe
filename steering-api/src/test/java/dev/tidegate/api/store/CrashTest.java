package dev.tidegate.api.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of the proof: ten rounds of {@code kill -9}. */
class CrashTest {
  private static final long SEED = 20_261_122;

  @Test
  void nothingAcknowledgedIsLost(@TempDir Path home) throws Exception {
    CrashProof.Report report = new CrashProof(home, SEED).run(10);
    assertThat(report.faults()).as("seed %d", SEED).isEmpty();
    assertThat(report.acknowledged()).as("writes acknowledged").isGreaterThan(200);
  }
}
