package dev.tidegate.dns.reconcile;

import static dev.tidegate.dns.plan.Zones.ZONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tidegate.dns.plan.Plan;
import dev.tidegate.dns.reconcile.BackendException.Kind;
import dev.tidegate.dns.reconcile.MemoryBackend.End;
import dev.tidegate.dns.rfc2136.BucketLayout;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How a server is spared, on a clock of the test's. */
class CarefulBackendTest {
  private static final Plan PLAN = new Plan("memory", "1.1-00000001", List.of());

  private final MemoryBackend backend =
      new MemoryBackend(new BucketLayout(ZONE, "live", Map.of("in-west", "w"), 20));
  private final List<Duration> slept = new ArrayList<>();
  private Instant now = Instant.parse("2026-11-30T12:00:00Z");
  private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
  private final CarefulBackend careful =
      new CarefulBackend(
          backend, clock, new Spacing(backend.capabilities().spacing(), this::nanos, this::sleep));

  private long nanos() {
    return Duration.between(Instant.EPOCH, now).toNanos();
  }

  private void sleep(Duration time) {
    slept.add(time);
    now = now.plus(time);
  }

  private Kind refused() {
    BackendException thrown = catchThrowableOfType(BackendException.class, careful::observe);
    assertThat(thrown).isNotNull();
    return thrown.kind();
  }

  @Test
  void writesAreApartByTheSpacingWhateverTheMomentTheyComeAt() throws Exception {
    careful.apply(PLAN);
    assertThat(slept).as("the first waits for nobody").isEmpty();
    now = now.plusMillis(1100);
    careful.apply(PLAN);
    assertThat(slept).containsExactly(Duration.ofMillis(100));
    careful.apply(PLAN);
    assertThat(slept).containsExactly(Duration.ofMillis(100), Duration.ofMillis(1200));
    now = now.plusMillis(1300);
    careful.apply(PLAN);
    assertThat(slept).hasSize(2);
  }

  @Test
  void aWriteThatFailedIsSpacedToo() throws Exception {
    backend.ends.add(new End(Kind.UNKNOWN, false));
    assertThat(catchThrowableOfType(BackendException.class, () -> careful.apply(PLAN))).isNotNull();
    careful.apply(PLAN);
    assertThat(slept).containsExactly(Duration.ofMillis(1200));
  }

  @Test
  void aServerInTroubleIsLeftAloneForTenSecondsAndThenAskedOnce() throws Exception {
    backend.unseen = Optional.of(Kind.UNREACHABLE);
    for (int i = 0; i < 3; i++) {
      refused();
    }
    assertThat(backend.looks).isEqualTo(3);
    refused();
    assertThat(backend.looks).as("left alone").isEqualTo(3);
    now = now.plusSeconds(9);
    refused();
    assertThat(backend.looks).isEqualTo(3);
    now = now.plusSeconds(2);
    refused();
    assertThat(backend.looks).as("asked once").isEqualTo(4);
    refused();
    assertThat(backend.looks).isEqualTo(4);
    backend.unseen = Optional.empty();
    now = now.plusSeconds(11);
    careful.observe();
    careful.observe();
    assertThat(backend.looks).as("well again").isEqualTo(6);
  }

  @Test
  void aConflictOrARefusalSaysNothingAgainstTheServer() {
    backend.unseen = Optional.of(Kind.CONFLICT);
    for (int i = 0; i < 10; i++) {
      assertThat(refused()).isEqualTo(Kind.CONFLICT);
    }
    backend.unseen = Optional.of(Kind.REJECTED);
    for (int i = 0; i < 10; i++) {
      assertThat(refused()).isEqualTo(Kind.REJECTED);
    }
    assertThat(backend.looks).isEqualTo(20);
  }

  @Test
  void cachesThatCannotBeEmptiedAreNoReasonToLeaveAServerAlone() throws Exception {
    backend.forgetful = false;
    for (int i = 0; i < 10; i++) {
      assertThat(
              catchThrowableOfType(
                  BackendException.class, () -> careful.forget(Set.of("live.cdn.test."))))
          .isNotNull();
    }
    careful.observe();
    assertThat(backend.looks).isEqualTo(1);
  }
}
