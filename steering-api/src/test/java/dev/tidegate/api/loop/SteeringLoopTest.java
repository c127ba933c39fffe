package dev.tidegate.api.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.answer.SteeringSnapshot;
import dev.tidegate.answer.Version;
import dev.tidegate.api.beacon.Intake;
import dev.tidegate.api.config.ConfigException;
import dev.tidegate.api.config.ConfigLoader;
import dev.tidegate.api.config.TidegateConfig;
import dev.tidegate.api.store.SqliteStore;
import dev.tidegate.api.store.Store;
import dev.tidegate.api.store.Store.AuditDraft;
import dev.tidegate.api.store.StoreException;
import dev.tidegate.engine.Decision;
import dev.tidegate.engine.Inputs;
import dev.tidegate.engine.Rule;
import dev.tidegate.model.Cell;
import dev.tidegate.model.Group;
import dev.tidegate.model.OperatorOverride;
import dev.tidegate.model.Reason;
import dev.tidegate.telemetry.CellDigest;
import dev.tidegate.telemetry.ProbeResult;
import dev.tidegate.telemetry.Witness;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The loop over a real store, with time moved by hand. */
class SteeringLoopTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final SteeringLoop.Pace PATIENT =
      new SteeringLoop.Pace(Duration.ofSeconds(20), Duration.ofSeconds(10), ms(100), 5);

  @TempDir Path home;
  private final HandTimeline time = new HandTimeline();
  private final ScriptedEngine engine = new ScriptedEngine();
  private final FaultyStore faults = new FaultyStore();
  private Store real;
  private Store store;
  private SteeringLoop loop;

  private static Duration ms(long millis) {
    return Duration.ofMillis(millis);
  }

  @BeforeEach
  void open() throws ConfigException {
    real = SqliteStore.open(home);
    store = faults.over(real);
    loop = loop(PATIENT);
  }

  @AfterEach
  void close() {
    loop.close();
    real.close();
  }

  private SteeringLoop loop(SteeringLoop.Pace pace) throws ConfigException {
    time.reopen();
    return new SteeringLoop(new Makings(config("1s"), store, new Silence(), time, engine, Decision::text, List::of, pace));
  }

  private static TidegateConfig config(String tick) throws ConfigException {
    String yaml =
        """
        tick: %s
        services:
          live:
            cdns:
              cdn-a: {base-url: "https://a.example.com", weight: 60}
              cdn-b: {base-url: "https://b.example.com", weight: 40}
        """
            .formatted(tick);
    return new ConfigLoader(Map.of())
        .load(yaml.getBytes(StandardCharsets.UTF_8), Path.of("tidegate.yaml"));
  }

  /** Players who say nothing. */
  private static final class Silence implements Intake {
    @Override
    public List<CellDigest> drain(Instant now) {
      return List.of();
    }

    @Override
    public SortedMap<Cell, Long> viewers(Instant now) {
      return new TreeMap<>();
    }

    @Override
    public SortedMap<Cell, Witness> witnesses(Instant now) {
      return new TreeMap<>();
    }
  }

  private ProbeResult probe(ProbeResult.Outcome outcome) {
    return new ProbeResult(
        "local",
        Optional.empty(),
        "live",
        "cdn-a",
        "manifest",
        outcome,
        time.instant(),
        time.instant(),
        Optional.empty(),
        "");
  }

  private OperatorOverride drain(Duration length) {
    Instant now = time.instant();
    return store.addOverride(
        id ->
            new OperatorOverride(
                id,
                Optional.empty(),
                Optional.empty(),
                new OperatorOverride.Drain("cdn-a"),
                now,
                now,
                now.plus(length),
                "ops",
                "test"),
        o -> new AuditDraft(now, "ops", "create", "override/" + o.id(), "test", "null", "{}"));
  }

  private static Decision decision(String id, Instant at) {
    return new Decision(
        id,
        at,
        new Version(1, 1, "0123abcd"),
        Group.of("live", "default"),
        "cdn-a",
        6_000,
        5_000,
        Rule.DAMAGE,
        new Reason.Configured("test"));
  }

  private static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(end);
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static void fail() {
    throw new StoreException("the disk is full");
  }

  // --- start ---

  @Test
  void thereIsASnapshotBeforeAnythingIsHeard() {
    assertThat(loop.snapshot().find("live", "default", Optional.empty())).isPresent();
    assertThat(loop.situation().groups()).isNotEmpty();
    assertThat(engine.heard).isEmpty();
    assertThat(loop.stats().lastStepAt()).isEmpty();
  }

  @Test
  void aRestartBeginsWithWhatWasStoredInAHigherEpoch() throws ConfigException {
    engine.moving = true;
    engine.bytes = new byte[] {4, 2};
    loop.start();
    time.advance(ms(1_500));
    Version before = loop.snapshot().version();
    loop.close();
    loop = loop(PATIENT);
    assertThat(engine.startedFrom.getLast().orElseThrow()).containsExactly(4, 2);
    assertThat(loop.snapshot().version()).isGreaterThan(before);
  }

  @Test
  void aRestartOfTheRealEngineAnswersAsBefore() throws ConfigException {
    loop.close();
    loop = realLoop();
    loop.start();
    time.advance(SECOND);
    drain(Duration.ofMinutes(10));
    loop.overridesChanged();
    time.advance(SECOND.multipliedBy(12));
    SteeringSnapshot before = loop.snapshot();
    assertThat(before.find("live", "default", Optional.empty()).orElseThrow().weights().of("cdn-a"))
        .as("drained from 6 000: there is something to remember")
        .isLessThan(3_000);
    loop.close();
    loop = realLoop();
    assertThat(firsts(loop.snapshot())).isEqualTo(firsts(before));
    assertThat(loop.snapshot().version()).isGreaterThan(before.version());
  }

  private SteeringLoop realLoop() throws ConfigException {
    time.reopen();
    return new SteeringLoop(new Makings(config("1s"), store, new Silence(), time, EngineFunctions.REAL, Decision::text, List::of, PATIENT));
  }

  private static List<String> firsts(SteeringSnapshot snapshot) {
    List<String> firsts = new ArrayList<>();
    snapshot
        .groups()
        .forEach(
            (group, answer) -> {
              for (int bucket = 0; bucket < 10_000; bucket++) {
                firsts.add(group + ":" + answer.table().order(bucket));
              }
            });
    return firsts;
  }

  // --- pace ---

  @Test
  void ticksDoNotDriftAndLateOnesAreSkipped() {
    loop.start();
    time.advance(ms(3_500));
    assertThat(millisOf(engine.at)).containsExactly(0L, 1_000L, 2_000L, 3_000L);
    engine.during = () -> time.pass(ms(2_700));
    time.advance(ms(500)); // the step of 4 000 takes until 6 700
    engine.during = () -> time.pass(ms(20));
    time.advance(ms(2_400));
    assertThat(millisOf(engine.at)).endsWith(4_000L, 7_000L, 8_000L, 9_000L);
    assertThat(loop.stats().skippedTicks()).isEqualTo(2);
  }

  private static List<Long> millisOf(List<Instant> times) {
    long begin = times.getFirst().toEpochMilli();
    return times.stream().map(at -> at.toEpochMilli() - begin).toList();
  }

  @Test
  void nudgesThatComeWhileOneWaitsAreOne() {
    loop.start();
    time.advance(ms(500));
    for (int i = 0; i < 50; i++) {
      loop.nudge();
    }
    time.advance(ms(1));
    assertThat(millisOf(engine.at)).containsExactly(0L, 500L);
    time.advance(ms(498));
    assertThat(engine.at).hasSize(2);
    time.advance(ms(1));
    assertThat(millisOf(engine.at)).containsExactly(0L, 500L, 1_000L);
    assertThat(loop.stats().nudged()).isEqualTo(1);
  }

  @Test
  void thereAreAtMostTenExtraStepsASecond() {
    loop.start();
    for (int i = 0; i < 3_000; i++) {
      loop.nudge();
      time.advance(ms(1));
    }
    List<Long> at = millisOf(engine.at);
    assertThat(at.size()).isBetween(28, 33);
    for (int i = 1; i < at.size(); i++) {
      boolean tick = at.get(i) % 1_000 == 0;
      assertThat(at.get(i) - at.get(i - 1)).isGreaterThanOrEqualTo(tick ? 0 : 100);
    }
  }

  @Test
  void beforeTheStartAndAfterTheEndNothingSteps() {
    loop.nudge();
    time.advance(SECOND);
    assertThat(engine.heard).isEmpty();
    loop.start();
    loop.close();
    loop.nudge();
    time.advance(SECOND);
    assertThat(engine.heard).isEmpty();
  }

  // --- inputs ---

  @Test
  void aFailedProbeIsJudgedAtOnceAndAGoodOneAtTheTick() {
    loop.start();
    time.advance(ms(300));
    loop.offer(probe(ProbeResult.Outcome.OK));
    time.advance(ms(100));
    assertThat(engine.at).hasSize(1);
    loop.offer(probe(ProbeResult.Outcome.TIMEOUT));
    time.advance(ms(1));
    assertThat(engine.lastHeard().probes()).hasSize(2);
    time.advance(SECOND);
    assertThat(engine.lastHeard().probes()).isEmpty();
  }

  @Test
  void probeResultsBeyondTheBoundAreCountedAndDropped() {
    loop.start();
    for (int i = 0; i < 8; i++) {
      loop.offer(probe(ProbeResult.Outcome.OK));
    }
    time.advance(SECOND);
    assertThat(engine.heard.getFirst().probes()).hasSize(5);
    assertThat(loop.stats().probesDropped()).isEqualTo(3);
  }

  @Test
  void anOverrideIsInTheNextStepUntilItExpires() {
    loop.start();
    time.advance(ms(400));
    OperatorOverride written = drain(Duration.ofSeconds(3));
    loop.overridesChanged();
    time.advance(ms(1));
    assertThat(engine.lastHeard().overrides()).containsExactly(written);
    time.advance(SECOND.multipliedBy(2));
    assertThat(engine.lastHeard().overrides()).containsExactly(written);
    time.advance(SECOND.multipliedBy(2));
    assertThat(engine.lastHeard().overrides()).isEmpty();
  }

  @Test
  void anOverrideThatCouldNotBeReadIsReadWhenTheStoreIsBack() {
    loop.start();
    OperatorOverride written = drain(Duration.ofHours(1));
    faults.before("overrides", SteeringLoopTest::fail);
    loop.overridesChanged();
    time.advance(SECOND);
    assertThat(loop.stats().overridesStale()).isTrue();
    assertThat(engine.lastHeard().overrides()).isEmpty();
    faults.heal("overrides");
    await(
        "read again",
        () -> {
          time.advance(SECOND);
          return engine.lastHeard().overrides().contains(written);
        });
    assertThat(loop.stats().overridesStale()).isFalse();
  }

  @Test
  void aNewConfigurationIsInTheNextStepWithItsTick() throws ConfigException {
    loop.start();
    time.advance(ms(400));
    TidegateConfig wanted = config("500ms");
    loop.reconfigure(wanted);
    time.advance(ms(1));
    assertThat(engine.lastHeard().setup()).isSameAs(wanted.setup());
    assertThat(loop.config()).isSameAs(wanted);
    time.advance(SECOND);
    int before = engine.at.size();
    time.advance(SECOND.multipliedBy(5));
    assertThat(engine.at.size() - before).isEqualTo(10);
  }

  @Test
  void aPreviewHearsTheOverridesGivenAndChangesNothing() {
    loop.start();
    time.advance(SECOND);
    SteeringSnapshot before = loop.snapshot();
    assertThat(loop.preview(List.of()).weights()).isNotEmpty();
    assertThat(loop.snapshot()).isSameAs(before);
    assertThat(engine.at).hasSize(2);
  }

  // --- a step that fails ---

  @Test
  void aStepThatFailsLeavesTheSnapshotStandingAndTheEngineStartsAnew() {
    engine.moving = true;
    engine.bytes = new byte[] {7};
    loop.start();
    time.advance(ms(1_100));
    SteeringSnapshot standing = loop.snapshot();
    engine.fault = Optional.of(new IllegalStateException("a fault of the engine"));
    time.advance(SECOND);
    assertThat(loop.snapshot()).isSameAs(standing);
    assertThat(loop.stats().failures()).isEqualTo(1);
    assertThatThrownBy(() -> loop.preview(List.of())).isInstanceOf(IllegalStateException.class);
    time.advance(SECOND);
    assertThat(engine.startedFrom).hasSize(2);
    assertThat(engine.startedFrom.getLast().orElseThrow()).containsExactly(7);
    assertThat(loop.snapshot().version()).isGreaterThan(standing.version());
    assertThat(loop.stats().steps()).isEqualTo(3);
  }

  @Test
  void anEngineThatAlwaysFailsDoesNotEndTheLoop() {
    loop.start();
    SteeringSnapshot standing = loop.snapshot();
    engine.during =
        () -> {
          throw new StackOverflowError("deep");
        };
    await(
        "twenty failures",
        () -> {
          time.advance(SECOND);
          return loop.stats().failures() >= 20;
        });
    assertThat(loop.snapshot()).isSameAs(standing);
    engine.during = () -> {};
    await(
        "steps again",
        () -> {
          time.advance(SECOND);
          return loop.stats().steps() > 3;
        });
    assertThat(engine.epochs).isSorted().doesNotHaveDuplicates();
    assertThat(loop.snapshot().version()).isGreaterThan(standing.version());
  }

  @Test
  void anEngineCanStartAnewOnceWithoutTheStore() {
    loop.start();
    time.advance(SECOND);
    faults.before("nextEpoch", SteeringLoopTest::fail);
    engine.fault = Optional.of(new IllegalStateException("first"));
    time.advance(SECOND.multipliedBy(2));
    assertThat(loop.stats().failures()).isEqualTo(1);
    assertThat(engine.epochs).hasSize(2);
  }

  @Test
  void aVersionThatWouldGoBackIsNotPublished() {
    engine.moving = true;
    loop.start();
    time.advance(ms(2_100));
    SteeringSnapshot standing = loop.snapshot();
    engine.start(loop.config().setup(), 0, Optional.empty(), time.instant());
    time.advance(SECOND);
    assertThat(loop.snapshot()).isSameAs(standing);
    assertThat(loop.stats().failures()).isEqualTo(1);
  }

  @Test
  void aListenerThatThrowsStopsNobody() {
    List<Boolean> told = new ArrayList<>();
    loop.listen(
        stepped -> {
          throw new IllegalStateException("a fault of the listener");
        });
    loop.listen(
        stepped -> {
          assertThat(loop.snapshot()).isSameAs(stepped.step().snapshot());
          told.add(stepped.changed());
        });
    engine.moving = true;
    loop.start();
    time.advance(ms(1_100));
    engine.moving = false;
    time.advance(SECOND);
    assertThat(told).containsExactly(true, true, false);
    assertThat(loop.stats().listenerFailures()).isEqualTo(3);
    assertThat(loop.stats().failures()).isZero();
  }

  // --- the store ---

  @Test
  void whatDidNotChangeIsNotStored() {
    loop.start();
    time.advance(SECOND); // the first look: what the engine starts with is not in the store yet
    time.advance(SECOND.multipliedBy(30));
    assertThat(faults.calls("saveEngine")).isEqualTo(1);
  }

  @Test
  void stateWithoutANewVersionIsStoredEveryTenSeconds() {
    loop.start();
    byte[] count = {0};
    engine.during = () -> engine.bytes = new byte[] {count[0]++};
    time.advance(SECOND.multipliedBy(60));
    assertThat(faults.calls("saveEngine")).isBetween(5L, 6L);
    loop.close();
    assertThat(real.engine().orElseThrow()).as("and at the end").isEqualTo(engine.bytes);
  }

  @Test
  void aNewVersionIsStoredBeforeItIsPublished() {
    loop.start();
    engine.moving = true;
    List<Version> whileSaving = new ArrayList<>();
    faults.before("saveEngine", () -> whileSaving.add(loop.snapshot().version()));
    Version before = loop.snapshot().version();
    time.advance(ms(1));
    assertThat(whileSaving).containsExactly(before);
    assertThat(loop.snapshot().version()).isGreaterThan(before);
  }

  @Test
  void decisionsAreStoredWithTheirStep() {
    engine.decisions = List.of(decision("1.1.0", time.instant()));
    loop.start();
    time.advance(ms(1));
    assertThat(real.decisions(Store.DecisionFilter.ALL, 9, Optional.empty()))
        .extracting(d -> d.id(), d -> d.json())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("1.1.0", engine.decisions.getFirst().text()));
  }

  @Test
  void aSlowStoreDelaysAStepByNoMoreThanTheDeadline() throws Exception {
    loop.close();
    loop = loop(new SteeringLoop.Pace(ms(50), Duration.ofSeconds(10), ms(100), 5));
    CountDownLatch gate = new CountDownLatch(1);
    faults.before("saveEngine", () -> waitFor(gate));
    engine.moving = true;
    loop.start();
    Version before = loop.snapshot().version();
    long began = System.nanoTime();
    time.advance(ms(1));
    assertThat(loop.snapshot().version()).isGreaterThan(before);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
    assertThat(loop.stats().storeLagging()).isEqualTo(1);
    engine.bytes = new byte[] {9};
    engine.decisions = List.of(decision("1.2.0", time.instant()));
    time.advance(SECOND);
    assertThat(loop.stats().storeLagging()).isEqualTo(2);
    assertThat(loop.stats().storeReachable()).isTrue();
    time.advance(SECOND.multipliedBy(6));
    assertThat(loop.stats().storeReachable()).as("a write of six seconds").isFalse();
    assertThat(engine.lastHeard().storeReachable()).isFalse();
    gate.countDown();
    await("the newest is stored", () -> real.engine().map(b -> b[0] == 9).orElse(false));
    await(
        "its decision too",
        () -> !real.decisions(Store.DecisionFilter.ALL, 9, Optional.empty()).isEmpty());
  }

  private static void waitFor(CountDownLatch gate) {
    try {
      gate.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aFailingStoreLosesNoDecisionOnceItIsBack() {
    loop.start();
    time.advance(ms(1));
    faults.before("saveEngine", SteeringLoopTest::fail);
    for (int i = 0; i < 3; i++) {
      engine.decisions = List.of(decision("1.1." + i, time.instant()));
      time.advance(SECOND);
    }
    engine.decisions = List.of();
    assertThat(loop.stats().storeFailures()).isEqualTo(3);
    assertThat(loop.stats().failures()).isZero();
    assertThat(engine.lastHeard().storeReachable()).isFalse();
    faults.heal("saveEngine");
    time.advance(SECOND.multipliedBy(2));
    assertThat(engine.lastHeard().storeReachable()).isTrue();
    assertThat(real.decisions(Store.DecisionFilter.ALL, 9, Optional.empty()))
        .extracting(Store.StoredDecision::id)
        .containsExactly("1.1.2", "1.1.1", "1.1.0");
  }

  @Test
  void theHeartbeatIsTheLastStepThatSucceeded() {
    loop.start();
    engine.during = () -> time.pass(ms(3));
    time.advance(ms(2_100));
    LoopStats stats = loop.stats();
    assertThat(stats.lastStepAt()).contains(engine.at.getLast());
    assertThat(stats.stepMicros().getTotalCount()).isEqualTo(3);
    assertThat(stats.stepMicros().getMinNonZeroValue()).isBetween(2_990L, 3_010L);
    Inputs last = engine.lastHeard();
    assertThat(last.storeReachable()).isTrue();
  }
}
