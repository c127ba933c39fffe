package dev.tidegate.dns.reconcile;

import static dev.tidegate.dns.plan.Zones.ZONE;
import static dev.tidegate.dns.plan.Zones.intended;
import static dev.tidegate.dns.plan.Zones.shares;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.dns.plan.Intended;
import dev.tidegate.dns.plan.Limits;
import dev.tidegate.dns.plan.Shares;
import dev.tidegate.dns.reconcile.BackendException.Kind;
import dev.tidegate.dns.reconcile.MemoryBackend.End;
import dev.tidegate.dns.rfc2136.BucketLayout;
import dev.tidegate.model.Group;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
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
      assertThat(Pace.hurries(loop.faults())).isFalse();
    }
    assertThat(pauses).containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L, 30L);
    backend.unseen = Optional.empty();
    once(wanted(7000));
    assertThat(loop.failures()).isZero();
    assertThat(loop.pause()).isEqualTo(Duration.ofSeconds(30));
    assertThat(Pace.hurries(loop.faults())).as("news is seen to at once again").isTrue();
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

  @Test
  void whatTheGuardRefusesIsNoFaultOfTheServersAndDelaysNothing() {
    once(wanted(7000));
    Intended nobody = new Intended("1.1-00000002", new TreeMap<>());
    for (int i = 0; i < 10; i++) {
      assertThat(once(nobody).outcome().word()).isEqualTo("refused");
      assertThat(loop.pause()).isEqualTo(Pace.FIRST_RETRY);
    }
    assertThat(loop.failures()).isEqualTo(10);
    assertThat(Pace.hurries(loop.faults())).as("news may pass at once").isTrue();
    backend.unseen = Optional.of(Kind.UNREACHABLE);
    once(wanted(7000));
    assertThat(loop.pause()).as("the first fault").isEqualTo(Pace.FIRST_RETRY);
    once(wanted(7000));
    assertThat(loop.pause()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void aListenerThatFailsDoesNotEndTheLoop() {
    AtomicInteger heard = new AtomicInteger();
    ReconcileLoop fragile =
        new ReconcileLoop(
            loop.reconciler(),
            round -> {
              heard.incrementAndGet();
              throw new IllegalStateException("as the test says");
            });
    fragile.once(wanted(7000));
    fragile.once(wanted(7000));
    assertThat(heard).hasValue(2);
    assertThat(fragile.faults()).isEqualTo(1);
  }

  @Test
  void anotherPlansProofDoesNotProveWhatWasInDoubtBefore() {
    Intended both = intended(shares(7000, 2000, 1000), "in-west", "eu");
    loopOfTwo.once(both);
    twice.forgetful = false;
    loopOfTwo.once(moved("in-west"));
    twice.forgetful = true;
    twice.forgotten.clear();
    TreeMap<Group, Shares> shares = new TreeMap<>(moved("in-west").shares());
    shares.put(Group.of("live", "eu"), shares(6000, 3000, 1000));
    loopOfTwo.once(new Intended("1.1-00000003", shares));
    assertThat(told.getLast().outcome()).isEqualTo(new Outcome.Applied());
    assertThat(told.getLast().plan().orElseThrow().names())
        .contains("_tidegate.eu.cdn.test.")
        .doesNotContain("_tidegate.w.cdn.test.");
    assertThat(twice.forgotten.getFirst())
        .contains("_tidegate.eu.cdn.test.", "_tidegate.w.cdn.test.");
  }

  private final MemoryBackend twice =
      new MemoryBackend(new BucketLayout(ZONE, "live", Map.of("in-west", "w", "eu", "eu"), 20));
  private final ReconcileLoop loopOfTwo =
      new ReconcileLoop(
          new Reconciler(
              twice,
              new Verifier(ZONE, List.of(), Set.of(), Duration.ZERO),
              new Limits("prod-1", ZONE, 1),
              () -> now),
          told::add);

  private static Intended moved(String region) {
    TreeMap<Group, Shares> shares =
        new TreeMap<>(intended(shares(7000, 2000, 1000), "in-west", "eu").shares());
    shares.put(Group.of("live", region), shares(5000, 4000, 1000));
    return new Intended("1.1-00000002", shares);
  }
}
