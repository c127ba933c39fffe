package dev.tidegate.dns.powerdns;

import static dev.tidegate.dns.plan.Zones.ZONE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.dns.plan.Intended;
import dev.tidegate.dns.plan.Layout;
import dev.tidegate.dns.plan.Limits;
import dev.tidegate.dns.plan.Plan;
import dev.tidegate.dns.plan.RecordData;
import dev.tidegate.dns.plan.RecordKey;
import dev.tidegate.dns.plan.Shares;
import dev.tidegate.dns.plan.ZoneContent;
import dev.tidegate.dns.plan.Zones;
import dev.tidegate.dns.reconcile.Backend;
import dev.tidegate.dns.reconcile.BackendContract;
import dev.tidegate.dns.reconcile.BackendException;
import dev.tidegate.dns.reconcile.Capabilities;
import dev.tidegate.dns.reconcile.Expectation;
import dev.tidegate.dns.reconcile.KilledRun;
import dev.tidegate.dns.reconcile.Loss;
import dev.tidegate.dns.reconcile.Outcome;
import dev.tidegate.dns.reconcile.RealServer;
import dev.tidegate.dns.reconcile.Reconciler;
import dev.tidegate.dns.reconcile.Round;
import dev.tidegate.dns.reconcile.Verifier;
import dev.tidegate.model.Group;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.ClientSubnetOption;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** Against a real PowerDNS. */
class PowerDnsContractTest extends BackendContract {
  static LuaLayout layout() {
    return new LuaLayout(
        ZONE,
        List.of("live"),
        Map.of("in-west", "w", "eu", "eu", "default", "default"),
        List.of(
            new RegionChoice("in-west", List.of("10.1.0.0/16"), List.of("IN")),
            new RegionChoice("eu", List.of("10.2.0.0/16"), List.of())),
        false,
        20);
  }

  private PdnsServer pdns() {
    return (PdnsServer) server;
  }

  @Override
  protected RealServer server(Path directory) throws Exception {
    return new PdnsServer(directory);
  }

  @Override
  protected Backend backend() {
    return new PowerDnsBackend(pdns().api(), ZONE, PdnsServer.KEY, layout(), 20);
  }

  @Override
  protected Backend strangersBackend() {
    return new PowerDnsBackend(pdns().api(), ZONE, "another", layout(), 20);
  }

  @Override
  protected RecordKey oneOfOurs() {
    return RecordKey.of("live.w.cdn.test.", "LUA");
  }

  @Override
  protected String foreignValue() {
    return "CNAME \\\";return 'elsewhere.example.'\\\"";
  }

  @Override
  protected void foreignEdit(String name, String type, String value) throws Exception {
    String body =
        """
        {"rrsets":[{"name":"%s","type":"%s","ttl":20,"changetype":"REPLACE",
                    "records":[{"content":"%s","disabled":false}]}]}
        """
            .formatted(name, type, value);
    assertThat(pdns().send("PATCH", "/api/v1/servers/localhost/zones/cdn.test.", body))
        .isEqualTo(204);
  }

  private Reconciler wide(Backend backend) {
    return wide(backend, InstantSource.system());
  }

  private Reconciler wide(Backend backend, InstantSource clock) {
    return new Reconciler(
        backend,
        Verifier.ofWritten(ZONE, server.address(), Duration.ofSeconds(5)),
        new Limits("prod-1", ZONE, 1),
        clock);
  }

  private String ask(String name, Optional<String> subnet) throws Exception {
    SimpleResolver resolver = new SimpleResolver(server.address());
    resolver.setTimeout(Duration.ofSeconds(2));
    List<EDNSOption> options =
        subnet.isPresent()
            ? List.of(new ClientSubnetOption(24, InetAddress.ofLiteral(subnet.get())))
            : List.of();
    resolver.setEDNS(0, 1232, 0, options);
    Message answer =
        resolver.send(Message.newQuery(Record.newRecord(Name.fromString(name), Type.A, DClass.IN)));
    for (Record record : answer.getSection(Section.ANSWER)) {
      if (record instanceof CNAMERecord cname) {
        return cname.getTarget().toString();
      }
    }
    return "none: " + answer;
  }

  @Test
  @Order(20)
  void regionsAreToldApartAndSubnetsAreStableWhileOthersDraw() throws Exception {
    var regional = new TreeMap<Group, Shares>();
    regional.put(Group.of("live", "in-west"), Zones.shares(10_000, 0, 0));
    regional.put(Group.of("live", "eu"), Zones.shares(0, 10_000, 0));
    regional.put(Group.of("live", "default"), Zones.shares(0, 5000, 5000));
    var intended = new Intended("1.2-00000002", regional);
    var round = wide(backend()).round(intended);
    assertThat(round.outcome().word()).as(round.toString()).isEqualTo("applied");
    assertThat(ask("live.cdn.test.", Optional.of("10.1.7.0"))).isEqualTo("a.cdn-one.example.");
    assertThat(ask("live.cdn.test.", Optional.of("10.2.7.0"))).isEqualTo("b.cdn-two.example.");
    TreeSet<String> drawn = new TreeSet<>();
    TreeSet<String> stable = new TreeSet<>();
    for (int i = 0; i < 40; i++) {
      drawn.add(ask("live.cdn.test.", Optional.empty()));
      stable.add(ask("live.cdn.test.", Optional.of("198.51.100.0")));
    }
    assertThat(drawn).as("without a subnet, a draw each").hasSize(2);
    assertThat(stable).as("with one, always the same").hasSize(1);
  }

  @Test
  @Order(21)
  void whatTheServerCannotAnswerIsTakenBackAndNotTriedAgain() throws Exception {
    Intended good = wanted(6000, 3000, 1000);
    Round filled = wide(backend()).round(good);
    assertThat(filled.outcome().inStep()).as(filled.toString()).isTrue();
    Instant began = Instant.parse("2026-11-30T12:00:00Z");
    AtomicInteger minutes = new AtomicInteger();
    Reconciler breaking =
        wide(new BreakingBackend(backend()), () -> began.plus(Duration.ofMinutes(minutes.get())));
    Intended bad = wanted(5000, 4000, 1000);
    Round round = breaking.round(bad);
    assertThat(round.outcome().word()).as(round.toString()).isEqualTo("rolled-back");
    assertThat(round.outcome().toString()).contains("SERVFAIL");
    assertThat(ask("live.w.cdn.test.", Optional.empty())).doesNotStartWith("none");
    assertThat(reconciler().round(good).outcome()).isEqualTo(new Outcome.InStep());
    minutes.set(4);
    Round refused = breaking.round(bad);
    assertThat(refused.verification().orElseThrow().right())
        .as("what was put back is asked for: " + refused)
        .isTrue();
    assertThat(refused.outcome().toString())
        .startsWith("refused: broken")
        .contains("tried again at 2026-11-30T12:05:00Z");
    minutes.set(5);
    assertThat(breaking.round(bad).outcome().word())
        .as("a server that was mended meanwhile would have been given it")
        .isEqualTo("rolled-back");
  }

  @Test
  @Order(22)
  void aLostAnswerIsSettledByLooking() throws Exception {
    wide(backend()).round(wanted(7000, 2000, 1000));
    try (ForgetfulProxy proxy = new ForgetfulProxy(pdns().api(), Loss.ANSWER)) {
      Backend through = new PowerDnsBackend(proxy.address(), ZONE, PdnsServer.KEY, layout(), 20);
      Round round = wide(through).round(wanted(1000, 8000, 1000));
      assertThat(proxy.lost()).as("the answer to the write was lost").isEqualTo(1);
      assertThat(round.outcome()).as(round.toString()).isEqualTo(new Outcome.Applied());
      assertThat(reconciler().round(wanted(1000, 8000, 1000)).outcome())
          .isEqualTo(new Outcome.InStep());
    }
  }

  @Test
  @Order(22)
  void aChangeThatIsLostBeforeTheServerIsSentOnceMore() throws Exception {
    wide(backend()).round(wanted(7000, 2000, 1000));
    try (ForgetfulProxy proxy = new ForgetfulProxy(pdns().api(), Loss.REQUEST)) {
      Round round = wide(through(proxy)).round(wanted(2000, 7000, 1000));
      assertThat(proxy.lost()).as("the change was lost").isEqualTo(1);
      assertThat(round.outcome()).as(round.toString()).isEqualTo(new Outcome.Applied());
      assertThat(round.verification().orElseThrow().right()).as(round.toString()).isTrue();
    }
  }

  @Test
  @Order(23)
  void aCacheThatCouldNotBeFlushedIsFlushedBeforeServersAreAsked() throws Exception {
    wide(backend()).round(wanted(7000, 2000, 1000));
    try (ForgetfulProxy proxy = new ForgetfulProxy(pdns().api(), Loss.NONE)) {
      Reconciler reconciler = wide(through(proxy));
      Intended wanted = wanted(2500, 6500, 1000);
      proxy.unflushed.set(1);
      Round round = reconciler.round(wanted);
      assertThat(round.outcome()).as(round.toString()).isEqualTo(new Outcome.Applied());
      assertThat(round.verification().orElseThrow().toString())
          .as("nobody is asked")
          .startsWith("caches pending: caches may hold what was before");
      Round next = reconciler.round(wanted);
      assertThat(next.outcome()).as(next.toString()).isEqualTo(new Outcome.InStep());
      assertThat(next.verification().orElseThrow().right()).as(next.toString()).isTrue();
      assertThat(next.drift()).isEmpty();
    }
  }

  @Test
  @Order(24)
  void aProcessOfOursThatIsKilledBetweenWriteAndVerifyLeavesItDone() throws Exception {
    wide(backend()).round(wanted(7000, 2000, 1000));
    try (ForgetfulProxy proxy = new ForgetfulProxy(pdns().api(), Loss.HELD)) {
      KilledRun.of(
          DyingWriter.class,
          directory.resolve("killed.log"),
          () -> proxy.lost() == 1,
          proxy.address().toString());
    }
    Round next = wide(backend()).round(DyingWriter.WANTED);
    assertThat(next.outcome()).as(next.toString()).isEqualTo(new Outcome.InStep());
    assertThat(next.verification().orElseThrow().right())
        .as("flushed and asked for: " + next)
        .isTrue();
  }

  /** Nothing that goes to PowerDNS carries a time. */
  @Test
  @Order(25)
  void aClockThatIsTenMinutesOffDoesNoHarm() throws Exception {
    int share = 3000;
    for (int minutes : new int[] {-10, 10}) {
      InstantSource off = () -> Instant.now().plus(Duration.ofMinutes(minutes));
      Round round = wide(backend(), off).round(wanted(share, 9000 - share, 1000));
      assertThat(round.outcome()).as(round.toString()).isEqualTo(new Outcome.Applied());
      assertThat(round.verification().orElseThrow().right()).as(round.toString()).isTrue();
      share += 1000;
    }
  }

  private static Backend through(ForgetfulProxy proxy) {
    return new PowerDnsBackend(proxy.address(), ZONE, PdnsServer.KEY, layout(), 20);
  }

  /** What is killed: it writes through the proxy that it is told. */
  static final class DyingWriter {
    static final Intended WANTED = wanted(1500, 7500, 1000);

    private DyingWriter() {}

    public static void main(String[] arguments) {
      KilledRun.write(
          new PowerDnsBackend(URI.create(arguments[0]), ZONE, PdnsServer.KEY, layout(), 20),
          WANTED);
    }
  }

  /** Writes programs that the server takes and cannot run. */
  private record BreakingBackend(Backend well) implements Backend {
    @Override
    public Layout layout() {
      return new BreakingLayout(well.layout());
    }

    @Override
    public String name() {
      return well.name();
    }

    @Override
    public Capabilities capabilities() {
      return well.capabilities();
    }

    @Override
    public ZoneContent observe() throws BackendException {
      return well.observe();
    }

    @Override
    public void apply(Plan plan) throws BackendException {
      well.apply(plan);
    }

    @Override
    public List<Expectation> expectations(RecordKey key, RecordData data) {
      return well.expectations(key, data);
    }

    @Override
    public void close() {
      well.close();
    }
  }

  private record BreakingLayout(Layout well) implements Layout {
    @Override
    public String form() {
      return well.form();
    }

    @Override
    public int parts() {
      return well.parts();
    }

    @Override
    public Set<String> types() {
      return well.types();
    }

    @Override
    public Optional<String> scopeOf(String name) {
      return well.scopeOf(name);
    }

    @Override
    public SortedMap<String, SortedMap<RecordKey, RecordData>> records(
        Intended intended, ZoneContent there) {
      SortedMap<String, SortedMap<RecordKey, RecordData>> broken = new TreeMap<>();
      well.records(intended, there)
          .forEach(
              (scope, records) -> {
                SortedMap<RecordKey, RecordData> each = new TreeMap<>();
                records.forEach(
                    (key, data) ->
                        each.put(
                            key,
                            RecordData.of(
                                data.ttl(), LuaCode.content(LuaCode.code(data.value()) + " end"))));
                broken.put(scope, each);
              });
      return broken;
    }

    @Override
    public SortedMap<Group, SortedMap<String, Integer>> shares(
        String scope, SortedMap<RecordKey, RecordData> records) {
      return well.shares(scope, records);
    }
  }
}
