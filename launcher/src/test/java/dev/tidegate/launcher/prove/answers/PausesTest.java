package dev.tidegate.launcher.prove.answers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PausesTest {
  /** A program that stands still once. */
  static final class Collects {
    private Collects() {}

    public static void main(String[] args) {
      System.gc();
    }
  }

  /** As JDK 25 writes it. */
  private static final String LINE =
      "[2.345s] Safepoint \"%s\", Time since last: 1000234 ns, Reaching safepoint: 40123 ns,"
          + " At safepoint: 1234567 ns, Leaving safepoint: 20000 ns, Total: %d ns, Threads: 1"
          + " runnable, 14 total\n";

  @Test
  void theLongestSinceTheBeginningIsFound(@TempDir Path directory) throws IOException {
    Path log = directory.resolve("pauses.log");
    Files.writeString(log, LINE.formatted("G1CollectForAllocation", 90_000_000));
    Pauses pauses = new Pauses(log);
    pauses.begin();
    assertThat(pauses.longest()).isEmpty();
    Files.writeString(
        log,
        LINE.formatted("Cleanup", 200_000)
            + "[2.4s] something else\n"
            + LINE.formatted("G1PauseRemark", 4_500_000),
        StandardOpenOption.APPEND);
    assertThat(pauses.seen()).hasSize(2);
    assertThat(pauses.longest()).contains(new Pauses.Pause("G1PauseRemark", 4.5));
  }

  @Test
  void thisVirtualMachineWritesThemSo(@TempDir Path directory) throws Exception {
    Path log = directory.resolve("pauses.log");
    Process java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                Pauses.option(log),
                "-cp",
                System.getProperty("java.class.path"),
                Collects.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(java.waitFor()).isZero();
    assertThat(new Pauses(log).seen()).isNotEmpty();
  }
}
