package dev.tidegate.dns.reconcile;

import static dev.tidegate.dns.plan.Zones.ZONE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.dns.plan.Intended;
import dev.tidegate.dns.plan.Limits;
import dev.tidegate.dns.plan.Plan;
import dev.tidegate.dns.plan.Planner;
import dev.tidegate.dns.plan.ZoneContent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * What goes wrong between us and a server: each ends in the right state and in words. Each test
 * leaves the server in step, and takes it from wherever it finds it.
 */
public abstract class BackendFaults extends BackendStage {
  @Test
  @Order(4)
  void aForeignEditIsFoundNamedAndPutRight() throws Exception {
    Reconciler reconciler = reconciler();
    Intended wanted = wanted(6500, 2500, 1000);
    reconciler.round(wanted);
    foreignEdit(oneOfOurs().name(), oneOfOurs().type(), foreignValue());
    Round round = reconciler.round(wanted);
    assertThat(round.outcome()).as(round.toString()).isEqualTo(new Outcome.Applied());
    assertThat(round.drift()).as(round.toString()).isNotEmpty();
    assertThat(reconciler.round(wanted).outcome()).isEqualTo(new Outcome.InStep());
  }

  @Test
  @Order(5)
  void aStrangerIsRejectedInWordsAndChangesNothing() throws Exception {
    ZoneContent before = backend().observe();
    Round round = reconciler(strangersBackend()).round(wanted(5000, 4000, 1000));
    assertThat(round.outcome().word()).as(round.toString()).isEqualTo("rejected");
    assertThat(round.outcome().toString())
        .containsAnyOf("BADSIG", "BADKEY", "api-key", "secret-access-key");
    assertThat(backend().observe().records()).isEqualTo(before.records());
  }

  @Test
  @Order(7)
  void aServerThatDiesAndComesBackStillHasItAndTheNextRoundGoesOn() throws Exception {
    Reconciler reconciler = reconciler();
    assertThat(reconciler.round(wanted(3000, 6000, 1000)).outcome().inStep()).isTrue();
    server.kill();
    assertThat(reconciler.round(wanted(2000, 7000, 1000)).outcome().word())
        .isEqualTo("unreachable");
    server.start();
    assertThat(reconciler.round(wanted(3000, 6000, 1000)).outcome())
        .as("what was acknowledged survived")
        .isEqualTo(new Outcome.InStep());
    assertThat(reconciler.round(wanted(2000, 7000, 1000)).outcome())
        .isEqualTo(new Outcome.Applied());
  }

  @Test
  @Order(8)
  void aDeathOfOursBetweenPlanAndVerifyLeavesNothingHalfDone() throws Exception {
    Backend backend = backend();
    open.add(backend);
    Intended wanted = wanted(4000, 5000, 1000);
    Plan plan = Planner.plan("t", "prod-1", wanted, backend.observe(), backend.layout());
    backend.apply(plan); // and here we die
    assertThat(reconciler().round(wanted).outcome())
        .as("whoever comes next finds it done")
        .isEqualTo(new Outcome.InStep());
  }

  @Test
  @Order(10)
  void aServerKilledBetweenPlanAndWriteIsNamedAndTheNextRoundWrites() throws Exception {
    Intended before = wanted(4000, 5000, 1000);
    reconciler().round(before);
    Reconciler unlucky = reconciler(new Meddled(backend(), server::kill, () -> {}));
    Round round = unlucky.round(wanted(3000, 6000, 1000));
    assertThat(round.outcome().word()).as(round.toString()).isIn("unreachable", "unknown");
    server.start();
    assertThat(reconciler().round(before).outcome())
        .as("it says what it said")
        .isEqualTo(new Outcome.InStep());
    assertThat(unlucky.round(before).outcome()).isEqualTo(new Outcome.InStep());
  }

  @Test
  @Order(11)
  void aServerKilledBetweenWriteAndVerifyIsNamedAndHasItWhenItComesBack() throws Exception {
    Intended wanted = wanted(3500, 5500, 1000);
    Reconciler unlucky =
        new Reconciler(
            new Meddled(backend(), () -> {}, server::kill),
            Verifier.ofWritten(ZONE, server.address(), Duration.ofMillis(300)),
            new Limits("prod-1", ZONE, 0.3),
            InstantSource.system());
    open.add(unlucky);
    Round round = unlucky.round(wanted);
    assertThat(round.outcome().word()).as(round.toString()).isIn("applied", "unreachable");
    round
        .verification()
        .ifPresent(
            v ->
                assertThat(v.toString())
                    .containsAnyOf("silent: ", "caches pending: ")
                    .doesNotContain("right"));
    server.start();
    assertThat(reconciler().round(wanted).outcome()).isEqualTo(new Outcome.InStep());
  }

  @Test
  @Order(9)
  void aServerThatLagsBehindIsNamed() throws Exception {
    Path other = Files.createDirectories(directory.resolve("secondary"));
    try (NameServer stale = server(other)) {
      stale.start();
      Reconciler both =
          new Reconciler(
              backend(),
              new Verifier(
                  ZONE,
                  List.of(server.address(), stale.address()),
                  Set.of(server.address()),
                  Duration.ofMillis(300)),
              new Limits("prod-1", ZONE, 0.3),
              InstantSource.system());
      open.add(both);
      Intended wanted = wanted(4500, 4500, 1000);
      Round round = both.round(wanted);
      assertThat(round.outcome()).as("no rollback for a slow one").isEqualTo(new Outcome.Applied());
      assertThat(round.verification().orElseThrow().right()).isFalse();
      // a busy machine may take longer than 300 ms
      Round right = reconciler().verify(wanted);
      assertThat(right.verification().orElseThrow().right()).as(right.toString()).isTrue();
      Verification seen = both.verify(wanted).verification().orElseThrow();
      assertThat(seen.right()).isFalse();
      assertThat(seen.servers().get(Verifier.named(stale.address())))
          .isInstanceOf(Verification.Answer.Stale.class);
      assertThat(seen.servers().get(Verifier.named(server.address())))
          .isInstanceOf(Verification.Answer.Right.class);
    }
  }
}
