package dev.tidegate.api.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.api.config.ConfigException;
import dev.tidegate.api.config.ConfigLoader;
import dev.tidegate.api.loop.SeededAudience;
import dev.tidegate.api.loop.StepListener.Stepped;
import dev.tidegate.api.replay.Checking;
import dev.tidegate.api.replay.Playback;
import dev.tidegate.engine.Engine;
import dev.tidegate.engine.EngineState;
import dev.tidegate.engine.Inputs;
import dev.tidegate.engine.Step;
import dev.tidegate.engine.record.Entry;
import dev.tidegate.engine.record.Entry.Ending;
import dev.tidegate.engine.record.Entry.Outcome;
import dev.tidegate.engine.record.Entry.Why;
import dev.tidegate.model.Setup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The recorder told of steps by hand: what it does when the disk or the engine does not. */
class RecorderTest {
  private static final Duration LONG = Duration.ofHours(1);
  private static final long ROOM = 1L << 30;

  @TempDir Path home;
  private Path directory = Path.of("");
  private Setup setup;
  private SeededAudience audience;
  private Step last;
  private Instant now = Instant.parse("2026-11-22T10:00:00Z");

  @BeforeEach
  void begin() throws ConfigException {
    directory = home.resolve("recordings");
    String yaml =
        """
        regions: {in-west: {}, in-south: {}}
        networks: {jio: {asns: [55836]}}
        services:
          live:
            cdns:
              cdn-a: {base-url: "https://a.example.com", weight: 50}
              cdn-b: {base-url: "https://b.example.com", weight: 30}
              cdn-c: {base-url: "https://c.example.com", weight: 20}
        """;
    setup = new ConfigLoader(Map.of()).load(yaml.getBytes(UTF_8), Path.of("tidegate.yaml")).setup();
    last = Engine.start(setup, 1, Optional.empty(), now);
    audience = new SeededAudience(5, 200, () -> last.snapshot());
  }

  private Recorder recorder(Duration length, long limit, Supplier<byte[]> text) {
    return new Recorder(
        new Recorder.Settings(directory, length, limit, "test"), text, Engine::dump);
  }

  private Inputs inputs() {
    now = now.plusSeconds(1);
    return new Inputs(
        setup,
        audience.drain(now),
        audience.probes(now),
        audience.viewers(now),
        audience.witnesses(now),
        List.of(),
        true);
  }

  private void steps(int count, Recorder recorder) {
    for (int i = 0; i < count; i++) {
      step(last.state(), recorder, false);
    }
  }

  private void step(EngineState from, Recorder recorder, boolean beyond) {
    Inputs inputs = inputs();
    last = Engine.step(from, inputs, now);
    recorder.stepped(new Stepped(now, inputs, last, false, beyond));
  }

  private List<Ending> endings() throws IOException {
    List<Ending> endings = new ArrayList<>();
    for (Path file : SegmentFiles.of(directory)) {
      try (SegmentReader reader = SegmentReader.open(file)) {
        for (Optional<Entry> e = reader.next(); e.isPresent(); e = reader.next()) {
          if (e.get() instanceof Ending ending) {
            endings.add(ending);
          }
        }
      }
    }
    return endings;
  }

  private long replayed() throws IOException {
    Checking checking = new Checking();
    new Playback(SegmentFiles.of(directory), (file, part) -> {}).tell(checking);
    assertThat(checking.verdicts()).allSatisfy(v -> assertThat(v.equal()).as("%s", v).isTrue());
    return checking.verdicts().stream().mapToLong(Checking.Verdict::ticks).sum();
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
      Thread.sleep(5);
    }
  }

  @Test
  void aDiskThatStandsStillHoldsNobodyUpAndWhatIsMissedIsSaid()
      throws IOException, InterruptedException {
    CountDownLatch disk = new CountDownLatch(1);
    Recorder recorder =
        recorder(
            LONG,
            ROOM,
            () -> {
              awaitQuietly(disk);
              return new byte[0];
            });
    steps(1_200, recorder); // no more than 600 can wait
    long missed = recorder.stats().missed();
    assertThat(missed).isBetween(500L, 1_199L);
    disk.countDown();
    await(() -> recorder.stats().steps() + missed == 1_200);
    steps(40, recorder);
    recorder.close();
    RecorderStats stats = recorder.stats();
    assertThat(stats.steps() + stats.missed()).isEqualTo(1_240);
    assertThat(stats.failures()).isZero();
    List<Ending> endings = endings();
    assertThat(endings).extracting(Ending::why).containsExactly(Why.DROPPED, Why.STOPPED);
    assertThat(endings.getFirst().dropped()).isEqualTo(stats.missed() - 1);
    assertThat(replayed()).isEqualTo(stats.steps());
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aDiskThatFailsIsLeftInPeaceAndTriedAgain() throws IOException, InterruptedException {
    Files.writeString(directory, "a file where the directory should be");
    Recorder recorder = recorder(LONG, ROOM, () -> new byte[0]);
    steps(1, recorder);
    await(() -> recorder.stats().failures() == 1);
    steps(20, recorder);
    assertThat(recorder.stats().failures()).isEqualTo(1);
    Files.delete(directory);
    steps(60, recorder);
    recorder.close();
    assertThat(recorder.stats().failures()).isEqualTo(1);
    assertThat(recorder.stats().steps()).isGreaterThan(30);
    assertThat(replayed()).isEqualTo(recorder.stats().steps());
  }

  @Test
  void aStepThatFailedIsRecordedAndEndsTheSegment() throws IOException {
    Recorder recorder = recorder(LONG, ROOM, () -> new byte[0]);
    steps(5, recorder);
    Inputs poison = inputs();
    recorder.failed(now, Optional.of(poison), new IllegalStateException("poison"));
    last = Engine.start(setup, 2, Optional.empty(), now);
    steps(5, recorder);
    recorder.close();
    assertThat(endings()).extracting(Ending::why).containsExactly(Why.BROKEN, Why.STOPPED);
    assertThat(endings().getFirst().ticks()).isEqualTo(5);
    Checking checking = new Checking();
    new Playback(SegmentFiles.of(directory), (file, part) -> {}).tell(checking);
    Checking.Verdict first = checking.verdicts().getFirst();
    assertThat(first.difference().orElseThrow().recorded()).contains("poison");
    assertThat(first.difference().orElseThrow().replayed()).startsWith("version ");
    assertThat(checking.verdicts().getLast().equal()).isTrue();
  }

  @Test
  void anEngineThatBeganAnewIsNoSequelOfTheOneBefore() throws IOException {
    Recorder recorder = recorder(LONG, ROOM, () -> new byte[0]);
    steps(5, recorder);
    last = Engine.start(setup, 2, Optional.empty(), now);
    steps(5, recorder);
    recorder.close();
    assertThat(endings()).extracting(Ending::why).containsExactly(Why.BROKEN, Why.STOPPED);
    assertThat(replayed()).isEqualTo(8);
  }

  /** So does a leader that the store leaves: its engine hears what had not been told yet. */
  @Test
  void whatTheEngineHeardBesideItsStepsEndsTheSegment() throws IOException {
    Recorder recorder = recorder(LONG, ROOM, () -> new byte[0]);
    steps(5, recorder);
    Inputs untold = inputs();
    step(Engine.hear(last.state(), untold, now), recorder, true);
    steps(4, recorder);
    recorder.close();
    assertThat(endings()).extracting(Ending::why).containsExactly(Why.BROKEN, Why.STOPPED);
    assertThat(replayed()).isEqualTo(8);
  }

  @Test
  void theOldestGoSoThatTheLimitHolds() throws IOException {
    long limit = 400_000;
    Recorder recorder = recorder(Duration.ofSeconds(10), limit, () -> new byte[0]);
    steps(600, recorder);
    recorder.close();
    assertThat(recorder.stats().bytes()).isGreaterThan(2 * limit);
    assertThat(new SegmentFiles(directory).bytes()).isBetween(limit / 2, limit);
    assertThat(SegmentFiles.of(directory).size()).isGreaterThan(2);
    assertThat(recorder.stats().segments()).isGreaterThan(20);
    assertThat(replayed()).isPositive();
  }

  @Test
  void theLastStepsBeforeAKillAreThere() throws IOException, InterruptedException {
    Recorder recorder = recorder(LONG, ROOM, () -> new byte[0]);
    steps(30, recorder);
    await(() -> recorder.stats().steps() == 29);
    assertThat(replayed()).as("not closed").isEqualTo(29);
    recorder.close();
  }

  @Test
  void aTickWithWhatItCame() throws IOException {
    Recorder recorder = recorder(LONG, ROOM, () -> "tick: 1s\n".getBytes(UTF_8));
    steps(3, recorder);
    recorder.close();
    try (SegmentReader reader = SegmentReader.open(SegmentFiles.of(directory).getFirst())) {
      assertThat(reader.next().orElseThrow()).isInstanceOf(Entry.Opening.class);
      assertThat(reader.next().orElseThrow()).isInstanceOf(Entry.Configured.class);
      assertThat(reader.text()).hasValue("tick: 1s\n".getBytes(UTF_8));
      Entry.Tick tick = (Entry.Tick) reader.next().orElseThrow();
      assertThat(tick.outcome()).isInstanceOf(Outcome.Stepped.class);
      assertThat(tick.inputs().digests()).hasSize(12);
    }
  }
}
