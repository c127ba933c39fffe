package dev.tidegate.api.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.api.geo.Geo;
import dev.tidegate.api.steer.FixedSteering;
import dev.tidegate.api.steer.TestConfig;
import dev.tidegate.shift.Buckets;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What is explained is what players are answered. */
class ExplainTest {
  private final FixedSteering steering = new FixedSteering(TestConfig.create().build());
  private final Geo geo = new Geo(steering.config());
  private final Explain explain = new Explain(steering, () -> geo);

  private JsonNode ask(String service, String session, Map<String, String> more) {
    Map<String, String> query = new TreeMap<>(more);
    query.put("service", service);
    query.put("session", session);
    Reply reply = explain.answer(Ground.call("", Map.of(), query, Ground.NOW));
    return Json.MAPPER.readTree(reply instanceof Reply.Whole whole ? whole.body() : new byte[0]);
  }

  @Test
  void theCountryOfARegionThatHasJustOneIsKnown() {
    JsonNode west = ask("fenced", "s", Map.of("region", "in-west", "device", "tv"));
    assertThat(west.get("ranking").toString()).contains("cdn-c").doesNotContain("cdn-b");
    JsonNode nowhere = ask("fenced", "s", Map.of("device", "tv"));
    assertThat(nowhere.get("ranking").toString()).doesNotContain("cdn-c");
    JsonNode abroad =
        ask("fenced", "s", Map.of("region", "in-west", "device", "tv", "country", "US"));
    assertThat(abroad.get("ranking").toString()).doesNotContain("cdn-c");
  }

  @Test
  void theBucketIsTheTitlesWhereTheServiceKeepsItsCaches() {
    Map<String, String> path = Map.of("path", "/film.m3u8?viewer=1");
    JsonNode title = ask("vod", "s", path);
    assertThat(title.get("bucket").intValue()).isEqualTo(Buckets.of("/film.m3u8"));
    assertThat(title.get("title").asString()).isEqualTo("/film.m3u8");
    assertThat(ask("vod", "s", Map.of()).get("bucket").intValue()).isEqualTo(Buckets.of("s"));
    assertThat(ask("live", "s", path).get("bucket").intValue()).isEqualTo(Buckets.of("s"));
  }
}
