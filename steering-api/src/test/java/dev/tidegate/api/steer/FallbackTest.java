package dev.tidegate.api.steer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.api.beacon.BeaconIntake;
import dev.tidegate.api.beacon.IntakeStats;
import dev.tidegate.api.config.TidegateConfig;
import dev.tidegate.api.geo.Geo;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is answered when making an answer fails. */
class FallbackTest {
  private static final Hints BROKEN =
      (service, region) -> {
        throw new IllegalStateException("a fault that a test wants");
      };

  private static final Heard NOTHING =
      new Heard() {
        @Override
        public byte[] peer() {
          return new byte[] {8, 8, 8, 8};
        }

        @Override
        public List<String> all(String header) {
          return List.of();
        }
      };

  private final TidegateConfig config = TestConfig.create().build();
  private final FixedSteering steering = new FixedSteering(config);
  private final PublicStats stats = new PublicStats();
  private final Geo geo = new Geo(config);
  private final BeaconIntake intake =
      new BeaconIntake(
          steering::config,
          steering::snapshot,
          PreparedGroup.bytes("a key of sixteen or more"),
          new IntakeStats());
  private final Replies replies =
      new Replies(
          new Answers(steering, intake, stats, BROKEN),
          new Edge(BROKEN, () -> geo),
          () -> geo,
          InstantSource.fixed(Instant.EPOCH),
          new SplittableRandom(1),
          () -> Strain.NONE,
          stats);
  private final Reply reply = new Reply();

  private JsonNode ask(String target) {
    assertThat(replies.read(Target.of(target), NOTHING, reply)).isTrue();
    assertThat(stats.get(PublicStats.Answer.FALLBACK)).isEqualTo(1);
    return JsonMapper.shared().readTree(reply.body.toString());
  }

  @Test
  void aRankingHasTheConfiguredWeights() {
    JsonNode rank = ask("/v1/rank/live?session=s&path=/x.m3u8");
    assertThat(rank.get("mode").asString()).isEqualTo("static");
    assertThat(rank.get("ttl").intValue()).isEqualTo(10);
    assertThat(rank.get("ranking").toString())
        .isEqualTo(
            "[{\"cdn\":\"cdn-a\",\"url\":\"https://cdn-a.example.com/p/x.m3u8\",\"weight\":5000},"
                + "{\"cdn\":\"cdn-b\",\"url\":\"https://cdn-b.example.com/p/x.m3u8\",\"weight\":3000},"
                + "{\"cdn\":\"cdn-c\",\"url\":\"https://cdn-c.example.com/p/x.m3u8\",\"weight\":2000}]");
  }

  @Test
  void anEdgeAnswerIsKeptByNoCache() {
    JsonNode rank = ask("/v1/edge/live/in-west/7/rank");
    assertThat(rank.get("ranking").isEmpty()).isTrue();
    assertThat(reply.cacheControl()).isEqualTo("no-store");
    assertThat(reply.etag()).isEmpty();
  }
}
