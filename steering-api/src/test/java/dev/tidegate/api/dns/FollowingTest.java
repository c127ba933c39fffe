package dev.tidegate.api.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.model.Group;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FollowingTest {
  private static final Group GROUP = Group.of("live", "in-west");
  private static final Map<String, Integer> ALL_ON_A = Map.of("cdn-a", 10_000, "cdn-b", 0);
  private static final Map<String, Integer> ALL_ON_B = Map.of("cdn-a", 0, "cdn-b", 10_000);

  private final Following following = new Following();
  private Instant now = Instant.parse("2026-11-22T00:00:00Z");

  private Following.Standing see(Map<String, Integer> weights, double a, double b) {
    now = now.plusSeconds(1);
    return following.see(now, GROUP, weights, Map.of("cdn-a", a, "cdn-b", b));
  }

  private void settled() {
    for (int i = 0; i < 10; i++) {
      assertThat(see(ALL_ON_A, 5_000, 0).offSince()).isEmpty();
    }
  }

  @Test
  void viewersWhoFollowWithTheTailOfDnsAreNoAlarm() {
    settled();
    for (int i = 1; i <= 600; i++) {
      double left = 5_000 * Math.exp(-i / 60.0);
      assertThat(see(ALL_ON_B, left, 5_000 - left).offSince()).as("second " + i).isEmpty();
    }
  }

  @Test
  void viewersWhoStayAreAnAlarmAfterThreeTailsAndNoneOnceTheyCome() {
    settled();
    Optional<Integer> alarmed = Optional.empty();
    for (int i = 1; i <= 400 && alarmed.isEmpty(); i++) {
      alarmed = see(ALL_ON_B, 5_000, 0).alarm() ? Optional.of(i) : Optional.empty();
    }
    // 10 points are reached after 60 s * -ln(0.9) = 6.3 s
    assertThat(alarmed.orElseThrow()).isBetween(186, 188);
    Following.Standing after = see(ALL_ON_B, 0, 5_000);
    for (int i = 0; i < 60; i++) {
      after = see(ALL_ON_B, 0, 5_000);
    }
    assertThat(after.alarm()).isFalse();
    assertThat(after.measured().orElseThrow()).containsEntry("cdn-b", 10_000);
  }

  @Test
  void whatIsExpectedByNowTrailsTheWeight() {
    settled();
    Following.Standing standing = see(ALL_ON_B, 5_000, 0);
    for (int i = 1; i < 60; i++) {
      standing = see(ALL_ON_B, 5_000, 0);
    }
    assertThat(standing.expected())
        .hasEntrySatisfying("cdn-a", a -> assertThat(a).isBetween(3_670, 3_690)); // 1/e
    assertThat(standing.offSince()).hasValueSatisfying(since -> assertThat(since).isBefore(now));
  }

  @Test
  void fewViewersAndUnknownOnesSayNothing() {
    settled();
    for (int i = 1; i <= 400; i++) {
      assertThat(see(ALL_ON_B, 50, 0).measured()).isEmpty();
    }
    now = now.plusSeconds(1);
    Following.Standing unknown = following.see(now, GROUP, ALL_ON_B, Map.of("cdn-a", 5_000.0));
    assertThat(unknown.measured()).as("of cdn-b nothing is known").isEmpty();
    assertThat(unknown.alarm()).isFalse();
  }
}
