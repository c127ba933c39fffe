package dev.tidegate.api.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BootsTest {
  @TempDir Path directory;

  @Test
  void numbersRiseWhateverTheClockDoes() {
    assertThat(Boots.next(directory, 1_000)).isEqualTo(1_000);
    assertThat(Boots.next(directory, 500)).isEqualTo(1_001);
    assertThat(Boots.next(directory, 1_001)).isEqualTo(1_002);
    assertThat(Boots.next(directory, 9_000)).isEqualTo(9_000);
  }

  @Test
  void whatIsNoNumberIsNone() throws IOException {
    Files.writeString(directory.resolve("boot"), "yesterday");
    assertThat(Boots.next(directory, 7)).isEqualTo(7);
    assertThat(Boots.next(directory.resolve("new"), 3)).isEqualTo(3);
  }
}
