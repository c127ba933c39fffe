package dev.tidegate.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.model.Policy;
import dev.tidegate.tape.Reasons;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The way back while nothing may rise. */
class LatchTest {
  private static final Evidence FAULT =
      new Evidence(0.5, true, true, true, "r0", Rate.FAILURE, Reasons.BLANK);

  private final Latch latch = new Latch();
  private Instant now = Instant.parse("2026-06-01T12:00:00Z");

  private void step(Optional<Evidence> flag, boolean cleared, boolean holds) {
    now = now.plusSeconds(1);
    latch.step(
        new Latch.Told(flag, true, cleared, holds, 10, 3_000, Duration.ofSeconds(10), now),
        Policy.STANDARD);
  }

  private void steps(int count, boolean cleared, boolean holds) {
    for (int i = 0; i < count; i++) {
      step(Optional.empty(), cleared, holds);
    }
  }

  @Test
  void noLatchClosesWhileNothingMayRise() {
    step(Optional.of(FAULT), false, false);
    steps(600, true, true);
    assertThat(latch.latched()).isTrue();
    steps(1, true, false);
    assertThat(latch.state).isInstanceOf(CdnState.Probation.class);
  }

  @Test
  void slowStartStandsStillWhileNothingMayRise() {
    step(Optional.of(FAULT), false, false);
    steps(2, true, false);
    steps(35, false, false);
    double before = latch.slowStart(Policy.STANDARD);
    assertThat(before).isGreaterThan(0.05);
    steps(900, false, true);
    assertThat(latch.slowStart(Policy.STANDARD)).isEqualTo(before);
    steps(29, false, false);
    assertThat(latch.slowStart(Policy.STANDARD)).isEqualTo(before);
    steps(2, false, false);
    assertThat(latch.slowStart(Policy.STANDARD)).isGreaterThan(before);
  }

  @Test
  void aFlagOpensItWhateverHolds() {
    step(Optional.of(FAULT), false, true);
    assertThat(latch.latched()).isTrue();
  }
}
