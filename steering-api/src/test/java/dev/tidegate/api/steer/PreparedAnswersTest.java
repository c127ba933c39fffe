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
import java.util.concurrent.atomic.AtomicBoolean;
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
  private final PublicStats stats = new PublicStats();
  private long now = 1_000;
  private final Answers answers =
      new Answers(steering, intake, stats, Hints.NONE, BucketHosts.NONE, () -> now);

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
    PreparedAnswers after = answers.prepare();
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
    assertThat(whole(answers.prepare(), "live", "default"))
        .isNotSameAs(whole(before, "live", "default"));
  }

  @Test
  void whatServesAgainAnswersAsIfItWereNew() {
    answers.prepare();
    steering.publish(changed(steering.snapshot()));
    answers.prepare();
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

  @Test
  void whoAnswersWaitsForWhoPublishedAndNotForLong() {
    PreparedAnswers before = answers.current();
    steering.publish(changed(steering.snapshot()));
    assertThat(answers.current()).as("who published is at it").isSameAs(before);
    now += Answers.PATIENCE - 1;
    assertThat(answers.current()).isSameAs(before);
    PreparedAnswers made = answers.prepare();
    assertThat(made).isNotSameAs(before);
    assertThat(answers.current()).isSameAs(made);
    steering.publish(changed(steering.snapshot()));
    now += 10 * Answers.PATIENCE;
    assertThat(answers.current()).as("seen now for the first time").isSameAs(made);
    now += Answers.PATIENCE;
    assertThat(answers.current()).as("nobody else came").isNotSameAs(made);
  }

  /** A snapshot that nobody can look into stands for any fault of making answers ready. */
  @Test
  void whatCannotBeMadeReadyLeavesTheLastKnownAnswers() {
    PreparedAnswers before = answers.current();
    SteeringSnapshot well = steering.snapshot();
    steering.publish(faulty());
    assertThat(answers.prepare()).isSameAs(before);
    assertThat(stats.get(PublicStats.Answer.UNPREPARED)).isEqualTo(1);
    assertThat(answers.current()).isSameAs(before);
    assertThat(stats.get(PublicStats.Answer.UNPREPARED)).as("not tried at once").isEqualTo(1);
    now += Answers.PATIENCE;
    assertThat(answers.current()).isSameAs(before);
    assertThat(stats.get(PublicStats.Answer.UNPREPARED)).isEqualTo(2);
    steering.publish(changed(well));
    assertThat(answers.prepare().version()).isEqualTo("7.4711-0123abcd");
  }

  @Test
  void whereNoneCouldEverBeMadeReadyPlayersAreAnsweredAllTheSame() {
    steering.publish(faulty());
    Viewer viewer = new Geo(config).locate(new byte[] {8, 8, 8, 8}, Geo.Claim.NONE);
    Asked asked = new Asked(Asked.Form.HLS, "live", "s", Query.NONE, viewer, true);
    assertThat(written(answers, asked)).contains("\"TTL\":300", "\"PATHWAY-PRIORITY\":[]");
  }

  private SteeringSnapshot faulty() {
    AtomicBoolean armed = new AtomicBoolean();
    SortedMap<Group, GroupAnswer> groups =
        new TreeMap<>(
            (one, other) -> {
              if (armed.get()) {
                throw new IllegalStateException("a fault of the test");
              }
              return one.compareTo(other);
            });
    groups.putAll(steering.snapshot().groups());
    SteeringSnapshot snapshot =
        new SteeringSnapshot(new Version(8, 1, "0123abcd"), Instant.EPOCH, groups);
    armed.set(true);
    return snapshot;
  }

  private static String written(Answers by, Asked asked) {
    Octets out = new Octets(1024);
    by.write(asked, by.current(), false, Instant.EPOCH, out);
    return out.toString();
  }
}
