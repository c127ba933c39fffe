package dev.tidegate.dns.reconcile;

import static dev.tidegate.dns.plan.Zones.ZONE;
import static dev.tidegate.dns.plan.Zones.intended;
import static dev.tidegate.dns.plan.Zones.shares;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.dns.plan.Intended;
import dev.tidegate.dns.plan.Limits;
import dev.tidegate.dns.reconcile.BackendException.Kind;
import dev.tidegate.dns.reconcile.MemoryBackend.End;
import dev.tidegate.dns.rfc2136.BucketLayout;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Rounds one after the other, on a clock of the test's. */
class ReconcileLoopTest {
  private final MemoryBackend backend =
      new MemoryBackend(new BucketLayout(ZONE, "live", Map.of("in-west", "w"), 20));
  private final List<Round> told = new ArrayList<>();
  private Instant now = Instant.parse("2026-11-30T12:00:00Z");
  private final ReconcileLoop loop =
      new ReconcileLoop(
          new Reconciler(
              backend,
              new Verifier(ZONE, List.of(), Set.of(), Duration.ZERO),
              new Limits("prod-1", ZONE, 1),
              () -> now),
          told::add);

  private static Intended wanted(int a) {
    return intended(shares(a, 9000 - a, 1000), "in-west");
  }

  private Round once(Intended wanted) {
    loop.once(wanted);
    return told.getLast();
  }

  @Test
  void troubleIsRetriedMoreAndMoreSlowlyAndNewsDoesNotHurryIt() {
    backend.unseen = Optional.of(Kind.UNREACHABLE);
    List<Long> pauses = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      once(wanted(7000));
      pauses.add(loop.pause().toSeconds());
      assertThat(Pace.hurries(loop.failures())).isFalse();
    }
    assertThat(pauses).containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L, 30L);
    backend.unseen = Optional.empty();
    once(wanted(7000));
    assertThat(loop.failures()).isZero();
    assertThat(loop.pause()).isEqualTo(Duration.ofSeconds(30));
    assertThat(Pace.hurries(loop.failures())).as("news is seen to at once again").isTrue();
  }

  @Test
  void aConflictWritesNothingAndTheNextRoundMakesAnotherPlan() {
    for (int i = 0; i < Sayings.MANY_CONFLICTS; i++) {
      backend.ends.add(new End(Kind.CONFLICT, false));
      assertThat(once(wanted(7000)).outcome().word()).isEqualTo("conflict");
    }
    assertThat(loop.failures()).isEqualTo(Sayings.MANY_CONFLICTS);
    assertThat(once(wanted(7000)).outcome()).isEqualTo(new Outcome.Applied());
    assertThat(backend.writes).as("one write a round").isEqualTo(Sayings.MANY_CONFLICTS + 1);
    assertThat(loop.failures()).isZero();
  }

  @Test
  void whatWasLostBeforeTheServerIsSentOnceMore() {
    backend.ends.add(new End(Kind.UNKNOWN, false));
    assertThat(once(wanted(7000)).outcome()).isEqualTo(new Outcome.Applied());
    assertThat(backend.writes).isEqualTo(2);
  }

  @Test
  void whatIsKeptOfBeforeIsForgottenBeforeServersAreAsked() {
    once(wanted(6000));
    backend.forgotten.clear();
    backend.ends.add(new End(Kind.UNKNOWN, true));
    backend.forgetful = false;
    Round written = once(wanted(7000));
    assertThat(written.outcome()).as("the zone says it").isEqualTo(new Outcome.Applied());
    assertThat(written.verification().orElseThrow().right()).as("perhaps not served").isFalse();
    Round still = once(wanted(7000));
    assertThat(still.outcome()).isEqualTo(new Outcome.InStep());
    assertThat(still.verification().orElseThrow().toString())
        .isEqualTo("caches pending: caches may hold what was before");
    assertThat(loop.failures()).as("news is not kept waiting for it").isZero();
    assertThat(loop.pause()).isEqualTo(Doubt.SOON);
    backend.forgetful = true;
    Round well = once(wanted(7000));
    assertThat(well.outcome()).isEqualTo(new Outcome.InStep());
    assertThat(well.verification().orElseThrow().right()).as("it is proved").isTrue();
    assertThat(loop.pause()).isEqualTo(Pace.LOOK_AGAIN);
    assertThat(still.drift()).as("it was we who wrote").isEmpty();
    assertThat(backend.forgotten).hasSize(1);
    assertThat(backend.forgotten.getFirst()).contains("_tidegate.w.cdn.test.");
    assertThat(backend.writes).isEqualTo(2);
  }

  @Test
  void serversAreAskedAtTheFirstLookAndThenWithEachLookButNotForEachNews() {
    once(wanted(7000)); // writes, and asks
    assertThat(once(wanted(7000)).verification()).isEmpty();
    now = now.plusSeconds(10);
    assertThat(once(wanted(7000)).verification()).isEmpty();
    now = now.plusSeconds(20);
    assertThat(once(wanted(7000)).verification()).as("a look after 30 s").isPresent();
    assertThat(loop.lastVerified().orElseThrow().at()).isEqualTo(now);
    assertThat(once(wanted(7000)).verification()).isEmpty();
    assertThat(loop.lastVerified().orElseThrow().at()).isEqualTo(now);
  }

  @Test
  void whoeverDoesNotWriteAsksNobody() {
    once(wanted(7000));
    loop.hold(false);
    now = now.plusSeconds(60);
    assertThat(once(wanted(6000)).outcome()).isEqualTo(new Outcome.Planned());
    assertThat(backend.writes).isEqualTo(1);
    assertThat(loop.lastVerified()).isEmpty();
  }
}
