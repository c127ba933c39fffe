package dev.tidegate.api.steer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.answer.GroupAnswer;
import dev.tidegate.answer.SteeringSnapshot;
import dev.tidegate.answer.Version;
import dev.tidegate.api.beacon.BeaconIntake;
import dev.tidegate.api.beacon.IntakeStats;
import dev.tidegate.api.config.TidegateConfig;
import dev.tidegate.api.geo.Geo;
import dev.tidegate.api.geo.Viewer;
import dev.tidegate.model.Group;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PreparedAnswersTest {
  private static final Group CHANGED = Group.of("live", "in-west");

  private final TidegateConfig config = TestConfig.create().build();
  private final FixedSteering steering = new FixedSteering(config);
  private final BeaconIntake intake =
      new BeaconIntake(
          steering::config,
          steering::snapshot,
          "a key of sixteen or more".getBytes(StandardCharsets.UTF_8),
          new IntakeStats());
  private final Answers answers = new Answers(steering, intake, new PublicStats(), Hints.NONE);

  /** The same snapshot but for one group's TTL. */
  private static SteeringSnapshot changed(SteeringSnapshot before) {
    SortedMap<Group, GroupAnswer> groups = new TreeMap<>(before.groups());
    groups.computeIfPresent(
        CHANGED,
        (group, a) -> new GroupAnswer(group, a.mode(), a.ttlSeconds() + 9, a.table(), a.weights()));
    return new SteeringSnapshot(new Version(7, 4711, "0123abcd"), Instant.EPOCH, groups);
  }

  private static PreparedGroup whole(PreparedAnswers prepared, String service, String region) {
    return Objects.requireNonNull(
        Objects.requireNonNull(prepared.service(service)).region(region).whole());
  }

  @Test
  void groupsThatDidNotChangeServeAgain() {
    PreparedAnswers before = answers.current();
    steering.publish(changed(steering.snapshot()));
    PreparedAnswers after = answers.current();
    assertThat(after).isNotSameAs(before);
    assertThat(whole(after, "live", "default")).isSameAs(whole(before, "live", "default"));
    assertThat(whole(after, "plain", "in-west")).isSameAs(whole(before, "plain", "in-west"));
    assertThat(whole(after, "live", "in-west")).isNotSameAs(whole(before, "live", "in-west"));
    assertThat(whole(after, "live", "in-west").ttlSeconds())
        .isEqualTo(whole(before, "live", "in-west").ttlSeconds() + 9);
  }

  @Test
  void anotherConfigurationIsPreparedAnew() {
    PreparedAnswers before = answers.current();
    steering.configure(TestConfig.create().build());
    assertThat(whole(answers.current(), "live", "default"))
        .isNotSameAs(whole(before, "live", "default"));
  }

  @Test
  void whatServesAgainAnswersAsIfItWereNew() {
    answers.current();
    steering.publish(changed(steering.snapshot()));
    Answers anew = new Answers(steering, intake, new PublicStats(), Hints.NONE);
    Viewer viewer = new Geo(config).locate(new byte[] {8, 8, 8, 8}, Geo.Claim.NONE);
    for (String service : config.services().keySet()) {
      for (Asked.Form form : Asked.Form.values()) {
        Asked asked = new Asked(form, service, "a session", Query.NONE, viewer, true);
        assertThat(written(answers, asked)).contains(written(anew, asked));
      }
    }
    Asked rank = new Asked(Asked.Form.RANK, "live", "s", Query.NONE, viewer, true);
    assertThat(written(answers, rank)).contains("\"version\":\"7.4711-0123abcd\"");
  }

  private static String written(Answers by, Asked asked) {
    Octets out = new Octets(1024);
    by.write(asked, by.current(), false, Instant.EPOCH, out);
    return out.toString();
  }
}
