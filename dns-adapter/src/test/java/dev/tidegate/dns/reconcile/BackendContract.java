package dev.tidegate.dns.reconcile;

import static dev.tidegate.dns.plan.Zones.ZONE;
import static dev.tidegate.dns.plan.Zones.intended;
import static dev.tidegate.dns.plan.Zones.shares;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tidegate.dns.plan.Intended;
import dev.tidegate.dns.plan.Limits;
import dev.tidegate.dns.plan.Plan;
import dev.tidegate.dns.plan.Planner;
import dev.tidegate.dns.plan.RecordData;
import dev.tidegate.dns.plan.RecordKey;
import dev.tidegate.dns.plan.ZoneContent;
import dev.tidegate.model.Group;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every backend promises, against a real server (of Route 53 an imitation). One server for the
 * class: each test leaves it in step, and takes it from wherever it finds it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
public abstract class BackendContract {
  protected static final String[] REGIONS = {"in-west", "eu"};

  @SuppressWarnings("NullAway.Init") // made before all tests
  protected Path directory;

  @SuppressWarnings("NullAway.Init") // made before all tests
  protected NameServer server;

  private final List<AutoCloseable> open = new ArrayList<>();

  /** A server of the kind, not yet started. */
  protected abstract NameServer server(Path directory) throws Exception;

  /** A backend on it that writes live's shares of {@link #REGIONS}. */
  protected abstract Backend backend();

  /** The same with credentials that are not the server's. */
  protected abstract Backend strangersBackend();

  /** Writes a record set as somebody else would. */
  protected abstract void foreignEdit(String name, String type, String value) throws Exception;

  /** A name of ours in region in-west, and a type we write there. */
  protected abstract RecordKey oneOfOurs();

  /** What a foreigner may put there, in place of what we wrote. */
  protected abstract String foreignValue();

  @BeforeAll
  void startServer(@TempDir Path temp) throws Exception {
    directory = temp;
    server = server(directory);
    server.start();
  }

  @AfterAll
  void stopServer() throws Exception {
    for (AutoCloseable one : open) {
      one.close();
    }
    if (server != null) {
      server.close();
    }
  }

  protected Reconciler reconciler(Backend backend, InetSocketAddress... asked) {
    Reconciler reconciler =
        new Reconciler(
            backend,
            new Verifier(List.of(asked), Duration.ofSeconds(5)),
            new Limits("prod-1", ZONE, 0.3),
            InstantSource.system());
    open.add(reconciler);
    return reconciler;
  }

  protected Reconciler reconciler() {
    return reconciler(backend(), server.address());
  }

  protected static Intended wanted(int a, int b, int c) {
    return intended(shares(a, b, c), REGIONS);
  }

  @Test
  @Order(1)
  void fillsAnEmptyZoneAndIsThenInStep() throws Exception {
    Reconciler reconciler = reconciler();
    Round planned = reconciler.plan(wanted(7000, 2000, 1000));
    assertThat(planned.outcome()).as(planned.toString()).isEqualTo(new Outcome.Planned());
    Round round = reconciler.round(wanted(7000, 2000, 1000));
    assertThat(round.outcome()).as(round.toString()).isEqualTo(new Outcome.Applied());
    assertThat(round.verification().orElseThrow().right()).as(round.toString()).isTrue();
    assertThat(reconciler.round(wanted(7000, 2000, 1000)).outcome())
        .isEqualTo(new Outcome.InStep());
    int parts = reconciler.backend().layout().parts();
    Round.Standing standing = round.scopes().get(Group.of("live", "eu"));
    assertThat(standing).isNotNull();
    assertThat(standing.observed().orElseThrow())
        .containsEntry("a.cdn-one.example.", 70 * parts / 100)
        .isEqualTo(standing.intended());
    assertThat(standing.published()).contains(standing.intended());
  }

  @Test
  @Order(2)
  void whatIsNotOursIsNeverTouched() throws Exception {
    Map<RecordKey, RecordData> before = others();
    Reconciler reconciler = reconciler();
    for (int share : new int[] {6000, 4000, 7000}) {
      assertThat(reconciler.round(wanted(share, 9000 - share, 1000)).outcome())
          .isInstanceOf(Outcome.Applied.class);
    }
    assertThat(others()).isEqualTo(before).isNotEmpty();
  }

  @Test
  @Order(90)
  void afterAllOfItWhatIsNotOursIsAsItWas() throws Exception {
    Map<RecordKey, RecordData> others = others();
    assertThat(others.keySet())
        .extracting(RecordKey::name)
        .contains("www.cdn.test.", "b01.other.cdn.test.", "cdn.test.");
    assertThat(others.get(RecordKey.of("www.cdn.test.", "A")))
        .isNotNull()
        .extracting(RecordData::value)
        .isEqualTo("192.0.2.80");
    assertThat(others.get(RecordKey.of("b01.other.cdn.test.", "CNAME")))
        .isNotNull()
        .extracting(RecordData::value)
        .isEqualTo("keep.me.example.");
  }

  private Map<RecordKey, RecordData> others() throws BackendException {
    TreeMap<RecordKey, RecordData> others = new TreeMap<>();
    backend()
        .observe()
        .records()
        .forEach(
            (key, data) -> {
              boolean known =
                  key.name().equals("www.cdn.test.")
                      || key.name().equals("b01.other.cdn.test.")
                      || key.type().equals("NS");
              if (known) {
                others.put(key, data);
              }
            });
    return others;
  }

  @Test
  @Order(3)
  void aPlanFromAnOlderStateIsRefused() throws Exception {
    Backend backend = backend();
    open.add(backend);
    ZoneContent old = backend.observe();
    Plan late = Planner.plan("late", "prod-1", wanted(5000, 4000, 1000), old, backend.layout());
    assertThat(reconciler().round(wanted(6500, 2500, 1000)).outcome())
        .isInstanceOf(Outcome.Applied.class);
    ZoneContent now = backend.observe();
    BackendException refused =
        catchThrowableOfType(BackendException.class, () -> backend.apply(late));
    assertThat(refused).isNotNull();
    assertThat(refused.kind()).isEqualTo(BackendException.Kind.CONFLICT);
    assertThat(backend.observe().records()).as("nothing changed").isEqualTo(now.records());
  }

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
  void aStrangerIsRejectedInWords() {
    Round round = reconciler(strangersBackend()).round(wanted(5000, 4000, 1000));
    assertThat(round.outcome().word()).as(round.toString()).isEqualTo("rejected");
    assertThat(round.outcome().toString())
        .containsAnyOf("BADSIG", "BADKEY", "api-key", "secret-access-key");
  }

  @Test
  @Order(6)
  void anotherOwnersNamesAreLeftAlone() throws Exception {
    Reconciler other =
        new Reconciler(
            backend(),
            new Verifier(List.of(), Duration.ZERO),
            new Limits("prod-2", ZONE, 0.3),
            InstantSource.system());
    open.add(other);
    ZoneContent before = backend().observe();
    Round round = other.round(wanted(5000, 4000, 1000));
    assertThat(round.outcome().word()).isEqualTo("refused");
    assertThat(round.outcome().toString()).contains("owned by prod-1", "we are prod-2");
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
            new Verifier(List.of(server.address()), Duration.ofMillis(300)),
            new Limits("prod-1", ZONE, 0.3),
            InstantSource.system());
    open.add(unlucky);
    Round round = unlucky.round(wanted);
    assertThat(round.outcome().word()).as(round.toString()).isIn("applied", "unreachable");
    round
        .verification()
        .ifPresent(v -> assertThat(v.toString()).contains("silent: ").doesNotContain("right"));
    server.start();
    assertThat(reconciler().round(wanted).outcome()).isEqualTo(new Outcome.InStep());
  }

  @Test
  @Order(9)
  void aServerThatLagsBehindIsNamed() throws Exception {
    Path other = Files.createDirectories(directory.resolve("secondary"));
    try (NameServer stale = server(other)) {
      stale.start();
      Reconciler reconciler =
          new Reconciler(
              backend(),
              new Verifier(List.of(server.address(), stale.address()), Duration.ofMillis(300)),
              new Limits("prod-1", ZONE, 0.3),
              InstantSource.system());
      open.add(reconciler);
      Round round = reconciler.round(wanted(4500, 4500, 1000));
      assertThat(round.outcome()).as("no rollback for a slow one").isEqualTo(new Outcome.Applied());
      Verification seen = round.verification().orElseThrow();
      assertThat(seen.right()).isFalse();
      assertThat(seen.servers().get(Verifier.named(stale.address())))
          .isInstanceOf(Verification.Answer.Stale.class);
      assertThat(seen.servers().get(Verifier.named(server.address())))
          .isInstanceOf(Verification.Answer.Right.class);
    }
  }
}
