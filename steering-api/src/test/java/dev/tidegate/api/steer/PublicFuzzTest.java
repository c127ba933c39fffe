package dev.tidegate.api.steer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.rehearsal.live.PublicFuzz;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PublicFuzzTest {
  @Test
  void nothingThatIsSaidMakesItFail() throws IOException {
    long seed = Long.getLong("tidegate.seed", 20_261_122);
    try (RunningPlane running =
        new RunningPlane(TestConfig.create().build(), Duration.ofSeconds(10))) {
      PublicFuzz fuzz = new PublicFuzz(running.plane.port(), seed);
      fuzz.run(1000);
      long before = used();
      fuzz.run(20_000);
      long rise = used() - before;
      System.out.println(
          "fuzz seed " + seed + ": " + fuzz.outcomes() + ", heap +" + (rise >> 10) + " KiB");
      assertThat(fuzz.outcomes().keySet())
          .as("seed %d: %s", seed, fuzz.outcomes())
          .noneMatch(outcome -> outcome.contains(":"))
          .contains("200", "204", "400", "404", "405", "414", "431");
      assertThat(fuzz.wellFormedShare()).isGreaterThan(0.3);
      assertThat(rise).as("seed %d", seed).isLessThan(32L << 20);
      assertThat(running.stats.get(PublicStats.Answer.FALLBACK)).isZero();
    }
  }

  private static long used() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
