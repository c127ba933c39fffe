package dev.tidegate.dns.rfc2136;

import static dev.tidegate.dns.plan.Zones.ZONE;
import static dev.tidegate.dns.plan.Zones.intended;
import static dev.tidegate.dns.plan.Zones.shares;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.dns.plan.Intended;
import dev.tidegate.dns.plan.Limits;
import dev.tidegate.dns.reconcile.Outcome;
import dev.tidegate.dns.reconcile.RealServer;
import dev.tidegate.dns.reconcile.Reconciler;
import dev.tidegate.dns.reconcile.Round;
import dev.tidegate.dns.reconcile.Verification;
import dev.tidegate.dns.reconcile.Verification.Answer;
import dev.tidegate.dns.reconcile.Verifier;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/**
 * A primary and a secondary, both BIND: what is wrong with the secondary is said, and undoes
 * nothing.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecondaryTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @SuppressWarnings("NullAway.Init") // made before all tests
  private NamedServer primary;

  @SuppressWarnings("NullAway.Init") // made before all tests
  private SecondaryServer secondary;

  @SuppressWarnings("NullAway.Init") // made before all tests
  private Reconciler reconciler;

  private Instant now = Instant.parse("2026-11-30T12:00:00Z");

  @BeforeAll
  void start(@TempDir Path temp) throws Exception {
    primary = new NamedServer(Files.createDirectories(temp.resolve("primary")));
    primary.start();
    secondary =
        new SecondaryServer(
            Files.createDirectories(temp.resolve("secondary")), primary.address().getPort());
    secondary.start();
    reconciler =
        new Reconciler(
            new Rfc2136Backend(
                primary.address(),
                ZONE,
                Optional.of(NamedServer.KEY),
                Rfc2136Contract.layout(),
                20,
                Clock.systemUTC()),
            new Verifier(
                ZONE,
                List.of(secondary.address(), primary.address()),
                Set.of(primary.address()),
                Duration.ofMillis(300)),
            new Limits("prod-1", ZONE, 1),
            () -> now);
  }

  @AfterAll
  void stop() {
    if (secondary != null) {
      secondary.close();
    }
    if (primary != null) {
      primary.close();
    }
  }

  private static Intended wanted(int a) {
    return intended(shares(a, 9000 - a, 1000), "in-west", "eu");
  }

  private static int rcode(InetSocketAddress server) throws Exception {
    SimpleResolver resolver = new SimpleResolver(server);
    resolver.setTimeout(Duration.ofSeconds(2));
    Record soa = Record.newRecord(Name.fromString(ZONE), Type.SOA, DClass.IN);
    return resolver.send(Message.newQuery(soa)).getRcode();
  }

  private static void until(String what, Callable<Boolean> holds) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!holds.call()) {
      assertThat(System.nanoTime()).as(what).isLessThan(deadline);
      Thread.sleep(50);
    }
  }

  private static Answer of(Verification verification, RealServer server) {
    InetSocketAddress address = server.address();
    Answer answer = verification.servers().get(address.getHostString() + ":" + address.getPort());
    return Objects.requireNonNull(answer, verification::toString);
  }

  @Test
  void aSecondaryWhoseZoneHasExpiredIsNamedAndUndoesNothing() throws Exception {
    primary.transfers(false);
    reconciler.round(wanted(7000)); // a newer zone, so that looking alone does not keep it alive
    until("expired", () -> rcode(secondary.address()) == Rcode.SERVFAIL);
    Round drain = reconciler.round(wanted(1000));
    assertThat(drain.outcome()).as(drain.toString()).isEqualTo(new Outcome.Applied());
    Verification seen = drain.verification().orElseThrow();
    assertThat(of(seen, primary)).as(seen.toString()).isInstanceOf(Answer.Right.class);
    assertThat(of(seen, secondary)).as(seen.toString()).isInstanceOf(Answer.Ill.class);
    assertThat(seen.toString()).contains("SERVFAIL");
    assertThat(reconciler.round(wanted(1000)).outcome()).isEqualTo(new Outcome.InStep());
    Round another = reconciler.round(wanted(3000));
    assertThat(another.outcome()).as("nothing is refused").isEqualTo(new Outcome.Applied());
    primary.transfers(true);
    secondary.kill(); // by itself one that has given a zone up asks for it each minute only
    secondary.start();
  }

  @Test
  void aSecondaryThatLagsIsNamedAndThenRightWithoutAnotherWrite() throws Exception {
    primary.transfers(false);
    Intended wanted = wanted(4000);
    Verification late = reconciler.round(wanted).verification().orElseThrow();
    assertThat(of(late, secondary)).as(late.toString()).isInstanceOf(Answer.Stale.class);
    assertThat(of(late, primary)).as(late.toString()).isInstanceOf(Answer.Right.class);
    now = now.plusSeconds(30);
    Round look = reconciler.round(wanted);
    assertThat(look.outcome()).isEqualTo(new Outcome.InStep());
    Verification seen = look.verification().orElseThrow();
    assertThat(of(seen, secondary)).as(seen.toString()).isInstanceOf(Answer.Stale.class);
    primary.transfers(true);
    until(
        "right",
        () -> {
          now = now.plusSeconds(30);
          Round next = reconciler.round(wanted);
          assertThat(next.outcome()).as("nothing is written").isEqualTo(new Outcome.InStep());
          return next.verification().orElseThrow().right();
        });
  }

  @Test
  void aSecondaryThatRefusesIsNamedAndUndoesNothing() throws Exception {
    secondary.answers(false);
    until("refusing", () -> rcode(secondary.address()) == Rcode.REFUSED);
    Round drain = reconciler.round(wanted(2000));
    assertThat(drain.outcome()).as(drain.toString()).isEqualTo(new Outcome.Applied());
    Verification seen = drain.verification().orElseThrow();
    assertThat(of(seen, secondary)).as(seen.toString()).isInstanceOf(Answer.Ill.class);
    assertThat(seen.toString()).contains("REFUSED");
    secondary.answers(true);
    until("answering", () -> rcode(secondary.address()) == Rcode.NOERROR);
  }
}
