package dev.tidegate.dns.rfc2136;

import static dev.tidegate.dns.plan.Zones.ZONE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.dns.plan.Intended;
import dev.tidegate.dns.plan.Planner;
import dev.tidegate.dns.plan.RecordKey;
import dev.tidegate.dns.plan.ZoneContent;
import dev.tidegate.dns.reconcile.Backend;
import dev.tidegate.dns.reconcile.BackendContract;
import dev.tidegate.dns.reconcile.BackendException;
import dev.tidegate.dns.reconcile.KilledRun;
import dev.tidegate.dns.reconcile.Loss;
import dev.tidegate.dns.reconcile.Outcome;
import dev.tidegate.dns.reconcile.Round;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

/** What is true of servers that take signed updates, whichever they are. */
abstract class Rfc2136Contract extends BackendContract {
  static BucketLayout layout() {
    return new BucketLayout(ZONE, "live", Map.of("in-west", "w", "eu", "eu"), 20);
  }

  private static Backend backend(InetSocketAddress address, TsigSigner signer) {
    return backend(address, signer, Clock.systemUTC());
  }

  private static Backend backend(InetSocketAddress address, TsigSigner signer, Clock clock) {
    return new Rfc2136Backend(address, ZONE, Optional.of(signer), layout(), 20, clock);
  }

  @Override
  protected Backend backend() {
    return backend(server.address(), NamedServer.KEY);
  }

  @Override
  protected Backend strangersBackend() {
    return backend(
        server.address(),
        new TsigSigner(
            "tidegate.", "hmac-sha256", "d3Jvbmctd3Jvbmctd3Jvbmctd3Jvbmctd3Jvbmctd3Jvbg=="));
  }

  @Override
  protected RecordKey oneOfOurs() {
    return RecordKey.of("b42.w.cdn.test.", "CNAME");
  }

  @Override
  protected String foreignValue() {
    return "elsewhere.example.";
  }

  @Override
  protected void foreignEdit(String name, String type, String value) throws Exception {
    Update update = new Update(Name.fromString(ZONE));
    update.replace(Name.fromString(name), Type.value(type), 20, value);
    SimpleResolver resolver = new SimpleResolver(server.address());
    resolver.setTCP(true);
    resolver.setTimeout(Duration.ofSeconds(5));
    resolver.setTSIGKey(NamedServer.KEY.key(Clock.systemUTC()));
    Message answer = resolver.send(update);
    assertThat(Rcode.string(answer.getRcode())).isEqualTo("NOERROR");
  }

  @Test
  @Order(20)
  void anUnknownKeyIsNamedAsSuch() throws Exception {
    ZoneContent before = backend().observe();
    TsigSigner unknown = new TsigSigner("nobody.", "hmac-sha256", NamedServer.KEY.secret());
    Round round = reconciler(backend(server.address(), unknown)).round(wanted(5000, 4000, 1000));
    assertThat(round.outcome().toString()).startsWith("rejected").contains("BADKEY");
    assertThat(backend().observe().records()).isEqualTo(before.records());
  }

  @Test
  @Order(21)
  void aClockThatIsTenMinutesOffIsNamedAndNothingIsWritten() throws Exception {
    ZoneContent before = backend().observe();
    for (int minutes : new int[] {-10, 10}) {
      Clock off = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(minutes));
      Round round =
          reconciler(backend(server.address(), NamedServer.KEY, off))
              .round(wanted(5000, 4000, 1000));
      assertThat(round.outcome().toString())
          .as("%s minutes", minutes)
          .startsWith("rejected")
          .contains("BADTIME", "clock");
      assertThat(backend().observe().records()).isEqualTo(before.records());
    }
  }

  @Test
  @Order(22)
  void anUpdateThatIsLostBeforeTheServerIsSentOnceMore() throws Exception {
    reconciler().round(wanted(7000, 2000, 1000));
    try (LossyProxy proxy = new LossyProxy(server.address(), Loss.REQUEST)) {
      Round round =
          reconciler(backend(proxy.address(), NamedServer.KEY), server.address())
              .round(wanted(2000, 7000, 1000));
      assertThat(proxy.lost()).as("the update was lost").isEqualTo(1);
      assertThat(round.outcome()).as(round.toString()).isEqualTo(new Outcome.Applied());
      assertThat(round.verification().orElseThrow().right()).as(round.toString()).isTrue();
    }
  }

  @Test
  @Order(22)
  void aProcessOfOursThatIsKilledBetweenWriteAndVerifyLeavesItDone() throws Exception {
    reconciler().round(wanted(7000, 2000, 1000));
    try (LossyProxy proxy = new LossyProxy(server.address(), Loss.HELD)) {
      KilledRun.of(
          DyingWriter.class,
          directory.resolve("killed.log"),
          () -> proxy.lost() == 1,
          String.valueOf(proxy.address().getPort()));
    }
    Round next = reconciler().round(DyingWriter.WANTED);
    assertThat(next.outcome()).as(next.toString()).isEqualTo(new Outcome.InStep());
    assertThat(next.verification().orElseThrow().right()).as("and is asked for: " + next).isTrue();
  }

  /** What is killed: it writes through the proxy on the port that it is told. */
  static final class DyingWriter {
    static final Intended WANTED = wanted(1500, 7500, 1000);

    private DyingWriter() {}

    public static void main(String[] arguments) {
      InetSocketAddress proxy =
          new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0]));
      KilledRun.write(backend(proxy, NamedServer.KEY), WANTED);
    }
  }

  @Test
  @Order(22)
  void aLostAnswerIsSettledByLooking() throws Exception {
    try (LossyProxy proxy = new LossyProxy(server.address(), Loss.ANSWER)) {
      Round round =
          reconciler(backend(proxy.address(), NamedServer.KEY), server.address())
              .round(wanted(1000, 8000, 1000));
      assertThat(proxy.lost()).as("the answer to the update was lost").isEqualTo(1);
      assertThat(round.outcome()).as(round.toString()).isEqualTo(new Outcome.Applied());
      assertThat(reconciler().round(wanted(1000, 8000, 1000)).outcome())
          .isEqualTo(new Outcome.InStep());
    }
  }

  @Test
  @Order(23)
  void aPlanIsAllOrNothing() throws Exception {
    Backend backend = backend();
    ZoneContent before = backend.observe();
    var plan = Planner.plan("t", "prod-1", wanted(9000, 500, 500), before, backend.layout());
    assertThat(plan.size()).isGreaterThan(100);
    foreignEdit("b99.eu.cdn.test.", "CNAME", "elsewhere.example.");
    ZoneContent edited = backend.observe();
    BackendException refused =
        org.assertj.core.api.Assertions.catchThrowableOfType(
            BackendException.class, () -> backend.apply(plan));
    boolean touched =
        plan.scopes().stream()
            .flatMap(s -> s.changes().stream())
            .anyMatch(c -> c.key().name().equals("b99.eu.cdn.test."));
    if (touched) {
      assertThat(refused).isNotNull();
      assertThat(backend.observe().records()).isEqualTo(edited.records());
    }
    assertThat(reconciler().round(wanted(9000, 500, 500)).outcome())
        .isEqualTo(new Outcome.Applied());
  }
}
