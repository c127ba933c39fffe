package dev.tidegate.api.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.api.loop.SteeringLoop;
import dev.tidegate.model.Audience;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators schedule is what the engine expects. */
class ScheduledEventsTest {
  private static final String EVENTS = "/ops/v1/events";
  private static final String EVENT =
      """
      {"name":"final","service":"live","region":"*","reason":"cup",
       "starts":"2030-07-14T18:00:00Z","ends":"2030-07-14T22:00:00Z",
       "viewers":[{"at":"2030-07-14T20:00:00Z","viewers":9000000},
                  {"at":"2030-07-14T18:00:00Z","viewers":1000000}]}""";

  @TempDir private Path directory;

  /** The audiences of the latest step. */
  private static final class Told {
    volatile List<Audience> latest = List.of();

    Told(Plane plane) {
      ((SteeringLoop) plane.application.steering())
          .listen(stepped -> latest = stepped.inputs().audiences());
    }
  }

  @Test
  void aStepExpectsWhatIsScheduledUntilItIsDeleted() throws Exception {
    String id;
    try (Plane plane = Plane.start(directory, Plane.yaml())) {
      Told told = new Told(plane);
      HttpResponse<String> made = plane.send("POST", EVENTS, Plane.OPERATOR, EVENT);
      assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
      id = Plane.json(made).get("id").asString();
      Await.until(Duration.ofSeconds(5), () -> !told.latest.isEmpty());
      assertThat(told.latest).singleElement().isEqualTo(expected());
    }
    try (Plane again = Plane.start(directory, Plane.yaml())) {
      Told told = new Told(again);
      Await.until(Duration.ofSeconds(5), () -> !told.latest.isEmpty());
      assertThat(
              again
                  .send("DELETE", EVENTS + "?id=" + id + "&reason=over", Plane.OPERATOR, "")
                  .statusCode())
          .isEqualTo(204);
      Await.until(Duration.ofSeconds(5), () -> told.latest.isEmpty());
    }
  }

  /** Its points in order of time, however they came. */
  private static Audience expected() {
    Instant starts = Instant.parse("2030-07-14T18:00:00Z");
    return new Audience(
        Optional.of("live"),
        Optional.empty(),
        starts,
        Instant.parse("2030-07-14T22:00:00Z"),
        List.of(
            new Audience.Point(starts, 1_000_000),
            new Audience.Point(Instant.parse("2030-07-14T20:00:00Z"), 9_000_000)));
  }

  @Test
  void aDryRunOfAnEventChangesNothing() throws Exception {
    try (Plane plane = Plane.start(directory, Plane.yaml())) {
      HttpResponse<String> tried =
          plane.send("POST", EVENTS + "?dryRun=true", Plane.OPERATOR, EVENT);
      assertThat(Plane.json(tried).at("/weights/live/in-west/cdn-a").intValue()).isEqualTo(5000);
      assertThat(Plane.json(plane.get(EVENTS, Plane.VIEWER)).get("items")).isEmpty();
    }
  }
}
