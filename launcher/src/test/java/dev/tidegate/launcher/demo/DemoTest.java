package dev.tidegate.launcher.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A demo too short for its fault: everything starts, runs, is summed up and ends. */
class DemoTest {
  @Test
  void aShortDemoEndsWithASummaryThatSaysWhatWasNotReached(@TempDir Path directory)
      throws Exception {
    StringWriter told = new StringWriter();
    Path report = directory.resolve("report.json");
    Scenario brownout = Scenario.named("brownout").orElseThrow();
    new Demo(brownout, Duration.ofSeconds(25), 42, new PrintWriter(told, true))
        .run(Optional.of(report));

    assertThat(told.toString())
        .contains("/#token=", "&demo=http://127.0.0.1:", "Summary: brownout")
        .contains("not reached in 25 s: the fault, which begins at the 30th second");
    JsonNode figures = new JsonMapper().readTree(Files.readString(report));
    assertThat(figures.propertyNames())
        .containsExactly(
            "fault", "moved", "peakUtilisation", "answers", "beacons", "badSecondsSavedShare");
    assertThat(figures.path("fault").isNull()).isTrue();
    assertThat(figures.path("answers").path("total").asLong()).as("%s", told).isGreaterThan(600);
    assertThat(figures.path("answers").path("failed").asLong()).isZero();
    assertThat(figures.path("beacons").path("total").asLong()).isPositive();
    assertThat(figures.path("moved").path("sessions").asLong()).isZero();
  }
}
