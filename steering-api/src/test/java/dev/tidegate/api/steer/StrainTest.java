package dev.tidegate.api.steer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.api.beacon.BeaconIntake;
import dev.tidegate.api.beacon.IntakeStats;
import dev.tidegate.api.config.TidegateConfig;
import dev.tidegate.api.geo.Geo;
import dev.tidegate.api.geo.Viewer;
import dev.tidegate.model.Cell;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What is given up when event loops are late, and what is not. */
class StrainTest {
  private final TidegateConfig config = TestConfig.create().build();
  private final FixedSteering steering = new FixedSteering(config);
  private final BeaconIntake intake =
      new BeaconIntake(
          steering::config,
          steering::snapshot,
          "a key of sixteen or more".getBytes(StandardCharsets.UTF_8),
          new IntakeStats());
  private final Answers answers = new Answers(steering, intake, new PublicStats(), Hints.NONE);
  private final Viewer viewer = new Geo(config).locate(new byte[] {8, 8, 8, 8}, Geo.Claim.NONE);

  private String answer(Asked.Form form, String service, String session, Strain strain, long at) {
    Octets out = new Octets(1024);
    PreparedAnswers current = answers.current();
    answers.write(
        new Asked(form, service, session, Query.NONE, viewer, true),
        current.service(service),
        current,
        strain,
        Instant.ofEpochSecond(at),
        out);
    return out.toString();
  }

  private String rank(String service, Strain strain) {
    return answer(Asked.Form.RANK, service, "a session", strain, 0);
  }

  @Test
  void tokensGoWhereTheyAreNotNeeded() {
    assertThat(rank("live", Strain.SOME)).isEqualTo(rank("live", Strain.NONE));
    assertThat(rank("live", Strain.MUCH))
        .isEqualTo(rank("live", Strain.NONE).replaceAll("\"token\":\"[^\"]+\"", "\"token\":null"));
    assertThat(rank("signed", Strain.MUCH)).isEqualTo(rank("signed", Strain.NONE));
  }

  @Test
  void theTtlIsLongerOnlyWhenLoopsAreLate() {
    assertThat(answer(Asked.Form.HLS, "live", "s", Strain.MUCH, 0))
        .isEqualTo(answer(Asked.Form.HLS, "live", "s", Strain.NONE, 0))
        .isNotEqualTo(answer(Asked.Form.HLS, "live", "s", Strain.LATE, 0));
  }

  /** They poll when told to, or a second later: nobody may seem to have left, or to come anew. */
  @Test
  void whoIsPassedOverRemainsAViewer() {
    int sessions = 900;
    int cdns = TestConfig.CDNS.size();
    for (int round = 0; round < 12; round++) {
      for (int i = 0; i < sessions; i++) {
        long at = 1_800_000_000L + round * 11L + i % 3;
        answer(Asked.Form.HLS, "live", "session-" + i, Strain.SOME, at);
      }
      if (round >= 2) {
        assertThat(viewers(1_800_000_000L + round * 11L + 3, cdns)).isEqualTo(sessions);
      }
    }
  }

  private double viewers(long second, int cdns) {
    double sum = 0;
    for (int i = 0; i < cdns; i++) {
      Cell cell = Cell.of("live", "default", "other", TestConfig.CDNS.get(i));
      sum += intake.viewers(Instant.ofEpochSecond(second)).getOrDefault(cell, 0L) / 1000.0;
    }
    return sum;
  }
}
