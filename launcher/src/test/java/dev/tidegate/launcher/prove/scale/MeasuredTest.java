package dev.tidegate.launcher.prove.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Figures that are read from the pages of other proofs. */
class MeasuredTest {
  @TempDir Path evidence;

  @Test
  void halfOfWhatThePagesSay() throws Exception {
    Files.writeString(
        evidence.resolve("answers.md"), "| tidegate /v1/hls | 122161 | 1 .. 2 | 117031 | 0.44 |\n");
    Files.writeString(
        evidence.resolve("tls.md"), "| tidegate, full | 5 | 1953.8 | 653.49 | 18.389 |\n");
    assertThat(Measured.halved(evidence)).isEqualTo(new Measured(58515.5, 976.9));
  }

  @Test
  void aPageThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> Measured.halved(evidence))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("answers.md");
  }
}
