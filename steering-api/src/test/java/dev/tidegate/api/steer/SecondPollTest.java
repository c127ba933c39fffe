package dev.tidegate.api.steer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A crowd that comes at once does not come back at once. */
class SecondPollTest {
  private static final Pattern TTL = Pattern.compile("\"TTL\":(\\d+)");
  private static final int SESSIONS = 10_000;

  /** Service {@code vod} has a TTL of 30 s. */
  @Test
  void tenThousandSessionsSpreadOverATenthOfTheirTtl() throws IOException {
    Map<Integer, Integer> told = new TreeMap<>();
    try (RunningPlane running = RunningPlane.start();
        RawClient client = running.client()) {
      for (int i = 0; i < SESSIONS; i++) {
        Matcher ttl = TTL.matcher(client.get("/v1/hls/vod?session=viewer-" + i).body());
        assertThat(ttl.find()).isTrue();
        told.merge(Integer.parseInt(ttl.group(1)), 1, Integer::sum);
      }
    }
    int first = told.keySet().stream().min(Integer::compare).orElseThrow();
    int last = told.keySet().stream().max(Integer::compare).orElseThrow();
    assertThat(last).isEqualTo(30);
    assertThat(last - first).as("seconds, of 30: %s", told).isGreaterThanOrEqualTo(3);
    // Four whole seconds, a quarter each: no second takes a third of them.
    assertThat(told.values()).as("sessions a second: %s", told).allMatch(n -> n < SESSIONS / 3);
  }
}
