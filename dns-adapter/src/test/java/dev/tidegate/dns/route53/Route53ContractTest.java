package dev.tidegate.dns.route53;

import static dev.tidegate.dns.plan.Zones.ZONE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.dns.plan.RecordData;
import dev.tidegate.dns.plan.RecordKey;
import dev.tidegate.dns.plan.ZoneContent;
import dev.tidegate.dns.reconcile.Backend;
import dev.tidegate.dns.reconcile.BackendContract;
import dev.tidegate.dns.reconcile.BackendException;
import dev.tidegate.dns.reconcile.NameServer;
import dev.tidegate.dns.reconcile.Outcome;
import dev.tidegate.dns.reconcile.Reconciler;
import dev.tidegate.dns.reconcile.Round;
import dev.tidegate.dns.reconcile.Verification;
import dev.tidegate.dns.route53.HostedZone.RecordSet;
import dev.tidegate.dns.route53.HostedZone.Step;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Against an imitation that keeps Route 53's documented rules and limits. */
class Route53ContractTest extends BackendContract {
  static final Map<String, String> LOCATIONS = Map.of("IN", "in-west", "*", "eu");

  static WeightedLayout layout() {
    return new WeightedLayout(
        ZONE, List.of("live"), Map.of("in-west", "w", "eu", "eu"), LOCATIONS, 20);
  }

  private Route53Imitation route53() {
    return (Route53Imitation) server;
  }

  @Override
  protected NameServer server(Path directory) {
    return new Route53Imitation();
  }

  private Backend backend(Credentials credentials, Duration patience) {
    return backend(credentials, patience, layout(), 20);
  }

  private Backend backend(
      Credentials credentials, Duration patience, WeightedLayout layout, int ttl) {
    return new Route53Backend(
        Route53Imitation.ID,
        ZONE,
        Optional.of(credentials),
        Optional.of(route53().endpoint()),
        layout,
        ttl,
        patience);
  }

  @Override
  protected Backend backend() {
    return backend(Route53Imitation.KEY, Duration.ofSeconds(10));
  }

  @Override
  protected Backend strangersBackend() {
    return backend(new Credentials(Route53Imitation.KEY.keyId(), "another"), Duration.ofSeconds(1));
  }

  @Override
  protected RecordKey oneOfOurs() {
    return new RecordKey("live.w.cdn.test.", "CNAME", "a.cdn-one.example.");
  }

  @Override
  protected String foreignValue() {
    return "elsewhere.example.";
  }

  /** Another value in a weighted set of ours, by the console. */
  @Override
  protected void foreignEdit(String name, String type, String value) throws Exception {
    RecordSet there =
        route53().zone.sets().stream()
            .filter(s -> s.name().equals(name) && s.id().equals(oneOfOurs().set()))
            .findFirst()
            .orElseThrow();
    edit(
        new Step(
            "UPSERT",
            new RecordSet(
                name,
                type,
                there.id(),
                there.weight(),
                there.location(),
                there.ttl(),
                List.of(value),
                Optional.empty())));
  }

  private void edit(Step step) throws Exception {
    Thread.sleep(HostedZone.PROCESSING); // one change at a time
    route53().zone.change(List.of(step));
    Thread.sleep(HostedZone.PROCESSING);
  }

  @Test
  @Order(20)
  void theServiceNameLeadsEachCountryToItsRegionsWeights() throws Exception {
    reconciler().round(wanted(7000, 2000, 1000));
    Map<String, Optional<String>> aliases = new TreeMap<>();
    for (RecordSet set : route53().zone.sets()) {
      if (set.name().equals("live.cdn.test.")) {
        aliases.put(set.location().orElse(""), set.alias());
      }
    }
    assertThat(aliases)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("IN", Optional.of("live.w.cdn.test."), "*", Optional.of("live.eu.cdn.test.")));
  }

  @Test
  @Order(21)
  void aShareBelowAQuantumIsZeroThereAndNeverAll() throws Exception {
    Round round = reconciler().round(wanted(9961, 39, 0)); // a quantum is 40
    assertThat(round.outcome()).as(round.toString()).isEqualTo(new Outcome.Applied());
    Map<String, OptionalLong> weights = new TreeMap<>();
    for (RecordSet set : route53().zone.sets()) {
      if (set.name().equals("live.w.cdn.test.")) {
        weights.put(set.id(), set.weight());
      }
    }
    assertThat(weights)
        .containsEntry("a.cdn-one.example.", OptionalLong.of(250))
        .containsEntry("b.cdn-two.example.", OptionalLong.of(0))
        .containsEntry("c.cdn-three.example.", OptionalLong.of(0));
  }

  @Test
  @Order(22)
  void aLostAnswerIsSettledByLooking() throws Exception {
    reconciler().round(wanted(7000, 2000, 1000));
    route53().loseNext.set(true);
    Round round = reconciler().round(wanted(5000, 4000, 1000));
    assertThat(route53().loseNext).isFalse();
    assertThat(round.outcome()).as(round.toString()).isEqualTo(new Outcome.Applied());
    assertThat(reconciler().round(wanted(5000, 4000, 1000)).outcome())
        .isEqualTo(new Outcome.InStep());
  }

  @Test
  @Order(23)
  void whoeverIsToldToBeSlowerIsSlowerAndGetsThere() throws Exception {
    Reconciler reconciler = reconciler();
    reconciler.round(wanted(7000, 2000, 1000));
    int throttled = route53().throttled.get();
    route53().throttleNext.set(2); // as if others had used the account's requests up
    Round round = reconciler.round(wanted(6000, 3000, 1000));
    assertThat(round.outcome()).as(round.toString()).isEqualTo(new Outcome.Applied());
    assertThat(route53().throttleNext).as("it was told, and told again").hasValue(0);
    assertThat(route53().throttled.get()).isGreaterThanOrEqualTo(throttled + 2);
  }

  @Test
  @Order(23)
  void aChangeThatComesWhileAPriorOneIsWorkedAtComesAgain() throws Exception {
    Reconciler reconciler = reconciler();
    reconciler.round(wanted(7000, 2000, 1000));
    int before = route53().prior.get();
    route53().zone.busyFor(1);
    Round round = reconciler.round(wanted(5000, 4000, 1000));
    assertThat(round.outcome()).as(round.toString()).isEqualTo(new Outcome.Applied());
    assertThat(route53().prior.get()).as("it was told").isGreaterThan(before);
  }

  @Test
  @Order(23)
  void whatStaysBusyIsGivenUpForThisRoundAndNothingIsChanged() throws Exception {
    Reconciler reconciler = reconciler();
    reconciler.round(wanted(7000, 2000, 1000));
    List<RecordSet> before = route53().zone.sets();
    route53().zone.busyFor(Integer.MAX_VALUE);
    Round round = reconciler.round(wanted(5000, 4000, 1000));
    assertThat(round.outcome().toString()).startsWith("busy").contains("PriorRequestNotComplete");
    assertThat(route53().zone.sets()).isEqualTo(before);
    route53().zone.busyFor(0);
    assertThat(reconciler.round(wanted(5000, 4000, 1000)).outcome())
        .isEqualTo(new Outcome.Applied());
  }

  private ZoneContent seen() throws BackendException {
    try (Backend backend = backend()) {
      return backend.observe();
    }
  }

  @Test
  @Order(24)
  void aChangeThatIsNotEverywhereYetIsSaidToBePending() throws Exception {
    route53().zone.withhold();
    try {
      Round round =
          reconciler(backend(Route53Imitation.KEY, Duration.ZERO)).round(wanted(4000, 5000, 1000));
      assertThat(round.outcome()).isEqualTo(new Outcome.Applied());
      Verification seen = round.verification().orElseThrow();
      assertThat(seen.right()).isFalse();
      assertThat(seen.toString()).contains("route53 pending: ");
    } finally {
      route53().zone.release();
    }
  }

  @Test
  @Order(25)
  void aClockThatIsTenMinutesOffIsNamedAndNothingIsWritten() throws Exception {
    List<RecordSet> before = route53().zone.sets();
    route53().clock = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(10));
    try {
      Round round = reconciler().round(wanted(3000, 6000, 1000));
      assertThat(round.outcome().toString()).startsWith("rejected").contains("clock", "expired");
    } finally {
      route53().clock = Clock.systemUTC();
    }
    assertThat(route53().zone.sets()).isEqualTo(before);
  }

  @Test
  @Order(26)
  void aRoutingThatIsNotOursAtANameOfOursIsRefused() throws Exception {
    Reconciler reconciler = reconciler();
    reconciler.round(wanted(7000, 2000, 1000));
    RecordSet geo =
        new RecordSet(
            "live.w.cdn.test.",
            "CNAME",
            "b.cdn-two.example.",
            OptionalLong.of(50),
            Optional.of(
                "US-CA"), // a weight and a place: what Route 53 has no such of stands for any
            OptionalLong.of(20),
            List.of("b.cdn-two.example."),
            Optional.empty());
    edit(new Step("UPSERT", geo));
    Round round = reconciler.round(wanted(5000, 4000, 1000));
    assertThat(round.outcome().toString()).startsWith("refused: not ours").contains("CNAME/routed");
    edit(new Step("DELETE", geo));
    assertThat(reconciler.round(wanted(5000, 4000, 1000)).outcome())
        .isEqualTo(new Outcome.Applied());
  }

  /** A region gets a label under which somebody has a name already. */
  @Test
  @Order(27)
  void aPlainNameThatStandsWhereOursWouldIsRefused() throws Exception {
    reconciler().round(wanted(7000, 2000, 1000));
    RecordSet plain = RecordSet.plain("live.n.cdn.test.", "CNAME", "keep.me.example.");
    edit(new Step("CREATE", plain));
    Map<String, String> labels = Map.of("in-west", "w", "eu", "eu", "in-north", "n");
    WeightedLayout more = new WeightedLayout(ZONE, List.of("live"), labels, LOCATIONS, 20);
    Round round =
        reconciler(backend(Route53Imitation.KEY, Duration.ofSeconds(10), more, 20))
            .round(wanted(5000, 4000, 1000));
    assertThat(round.outcome().toString()).startsWith("refused: not ours").contains("CNAME/simple");
    assertThat(route53().zone.sets()).contains(plain);
    edit(new Step("DELETE", plain));
  }

  /** The ownership record that is taken back lives as long as was just written. */
  @Test
  @Order(27)
  void whatIsTakenBackMayHaveAnotherLifetimeThanWhatStoodBefore() throws Exception {
    reconciler().round(wanted(7000, 2000, 1000));
    ZoneContent before = seen();
    Map<String, String> labels = Map.of("in-west", "w", "eu", "eu");
    WeightedLayout longer = new WeightedLayout(ZONE, List.of("live"), labels, LOCATIONS, 30);
    Backend backend = backend(Route53Imitation.KEY, Duration.ofSeconds(10), longer, 30);
    route53().zone.failing = true;
    Round round;
    try {
      round = reconciler(backend, server.address()).round(wanted(5000, 4000, 1000));
    } finally {
      route53().zone.failing = false;
    }
    assertThat(round.outcome()).as(round.toString()).isInstanceOf(Outcome.RolledBack.class);
    assertThat(withoutClaims(seen())).isEqualTo(withoutClaims(before));
    assertThat(reconciler().round(wanted(7000, 2000, 1000)).outcome())
        .isEqualTo(new Outcome.InStep());
  }

  private static Map<RecordKey, RecordData> withoutClaims(ZoneContent zone) {
    Map<RecordKey, RecordData> records = new TreeMap<>(zone.records());
    records.keySet().removeIf(key -> key.type().equals("TXT"));
    return records;
  }

  @Test
  @Order(28)
  void aZoneOfSeveralPagesIsReadWhole() throws Exception {
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < 700; i++) {
      steps.add(new Step("CREATE", RecordSet.plain("n" + i + ".cdn.test.", "A", "192.0.2.1")));
    }
    Thread.sleep(HostedZone.PROCESSING);
    route53().zone.change(steps);
    assertThat(seen().records()).hasSize(route53().zone.sets().size()).hasSizeGreaterThan(700);
  }
}
