package dev.tidegate.api.loop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.api.config.ConfigException;
import dev.tidegate.api.config.ConfigLoader;
import dev.tidegate.api.config.TidegateConfig;
import dev.tidegate.api.record.Recorder;
import dev.tidegate.api.record.SegmentFiles;
import dev.tidegate.api.record.SegmentReader;
import dev.tidegate.api.record.SegmentWriter;
import dev.tidegate.api.replay.Checking;
import dev.tidegate.api.replay.Comparing;
import dev.tidegate.api.replay.Playback;
import dev.tidegate.api.store.SqliteStore;
import dev.tidegate.api.store.Store;
import dev.tidegate.engine.Decision;
import dev.tidegate.engine.Engine;
import dev.tidegate.engine.record.Entry;
import dev.tidegate.engine.replay.Comparison;
import dev.tidegate.model.OperatorOverride;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real loop with the real engine over six minutes of moved time, recorded in short segments: a
 * brownout and its end, an operator's word, a new configuration in the middle of a segment.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecordedLoopTest {
  private static final int SECONDS = 360;
  private static final Duration SEGMENT = Duration.ofSeconds(50);

  @TempDir static Path home;
  private final List<String> decisions = new ArrayList<>();
  private Path recordings = Path.of("");

  private static TidegateConfig config(int weight, String more) throws ConfigException {
    return new ConfigLoader(Map.of()).load(yaml(weight, more), Path.of("tidegate.yaml"));
  }

  private static byte[] yaml(int weight, String more) {
    return """
        regions: {in-west: {}, in-south: {}}
        networks: {jio: {asns: [55836]}}
        services:
          live:
            ttl: 5s
            policy: {dwell: 20s}
            cdns:
              cdn-a: {base-url: "https://a.example.com", weight: %d, capacity: 6000 viewers}
              cdn-b: {base-url: "https://b.example.com", weight: 30, capacity: 6000 viewers}
              %s
        """
        .formatted(weight, more)
        .getBytes(UTF_8);
  }

  private static final String THIRD =
      "cdn-c: {base-url: \"https://c.example.com\", weight: 20, capacity: 6000 viewers}";

  @BeforeAll
  void record() throws ConfigException {
    recordings = home.resolve("recordings");
    HandTimeline time = new HandTimeline();
    Recorder recorder =
        new Recorder(
            new Recorder.Settings(recordings, SEGMENT, 256L << 20, "test"),
            () -> yaml(50, THIRD),
            Engine::dump);
    AtomicReference<SteeringLoop> late = new AtomicReference<>();
    SeededAudience audience =
        new SeededAudience(7, 1_000, () -> Objects.requireNonNull(late.get()).snapshot());
    try (Store store = SqliteStore.open(home)) {
      SteeringLoop loop =
          new SteeringLoop(new Makings(config(50, THIRD), store, audience, time, EngineFunctions.REAL, Decision::text, List::of, SteeringLoop.Pace.DESIGNED));
      late.set(loop);
      loop.listen(recorder);
      loop.listen(stepped -> stepped.step().decisions().forEach(d -> decisions.add(d.toString())));
      loop.start();
      for (int second = 0; second < SECONDS; second++) {
        happen(second, loop, audience, store, time.instant());
        time.advance(Duration.ofSeconds(1));
      }
      loop.close();
    }
    recorder.close();
    assertThat(recorder.stats().missed()).as("only the first step").isEqualTo(1);
    assertThat(recorder.stats().failures()).isZero();
  }

  private static void happen(
      int second, SteeringLoop loop, SeededAudience audience, Store store, Instant now)
      throws ConfigException {
    switch (second) {
      case 70 -> audience.fault = 0.12;
      case 130 -> audience.fault = 0.003;
      case 175 -> loop.reconfigure(config(40, THIRD));
      case 220 -> drain(store, now);
      case 221 -> loop.overridesChanged();
      default -> {}
    }
    if (second % 2 == 0) {
      audience.probes(now).forEach(loop::offer);
    }
  }

  private static void drain(Store store, Instant now) {
    store.addOverride(
        id ->
            new OperatorOverride(
                id,
                Optional.of("live"),
                Optional.empty(),
                new OperatorOverride.Drain("cdn-b"),
                now,
                now,
                now.plusSeconds(60),
                "ops",
                "test"),
        o -> new Store.AuditDraft(now, "ops", "override.create", o.id(), "test", "null", "{}"));
  }

  private List<Path> segments() throws IOException {
    return SegmentFiles.of(recordings);
  }

  private static List<Checking.Verdict> check(List<Path> files) throws IOException {
    Checking checking = new Checking();
    new Playback(files, (file, part) -> {}).tell(checking);
    return checking.verdicts();
  }

  @Test
  void somethingHappenedInIt() throws IOException {
    assertThat(decisions).hasSizeGreaterThan(50);
    assertThat(decisions.toString()).contains("Damage[", "Ordered[", "Configured[");
    assertThat(segments()).hasSizeBetween(7, 9);
  }

  @Test
  void allOfItReplaysByteEqual() throws IOException {
    List<Checking.Verdict> verdicts = check(segments());
    assertThat(verdicts).allSatisfy(v -> assertThat(v.equal()).as("%s", v).isTrue());
    assertThat(verdicts.stream().mapToLong(Checking.Verdict::ticks).sum()).isGreaterThan(350);
    assertThat(verdicts.stream().mapToLong(Checking.Verdict::decisions).sum())
        .isEqualTo(decisions.size());
  }

  @Test
  void eachSegmentAloneReplaysByteEqualInAnotherProcess() throws IOException, InterruptedException {
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                ReplayMain.class.getName(),
                recordings.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(other.getInputStream().readAllBytes(), UTF_8);
    assertThat(other.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(said.lines().filter(line -> line.endsWith("byte-equal")).count())
        .as(said)
        .isEqualTo(segments().size());
    assertThat(other.exitValue()).as(said).isZero();
  }

  @Test
  void anotherPolicyOnTheSameSignalsIsTheSameIfItIsTheSame() throws IOException, ConfigException {
    Comparison.Outcomes same = compare(List.of(segments().getFirst()), config(50, THIRD));
    assertThat(same.unlike()).isZero();
    assertThat(same.onlyRecorded()).isEmpty();
    assertThat(same.onlyWanted()).isEmpty();
    assertThat(same.wanted()).isEqualTo(same.recorded());
  }

  @Test
  void anotherPolicyIsToldTheSameAndDoesOtherwise() throws IOException, ConfigException {
    Comparison.Outcomes blind =
        compare(
            segments(),
            new ConfigLoader(Map.of())
                .load(
                    new String(yaml(50, THIRD), UTF_8)
                        .replace("dwell: 20s", "flag-z: 99, sudden-z: 99, cusum-limit: 10000")
                        .getBytes(UTF_8),
                    Path.of("blind.yaml")));
    assertThat(blind.onlyRecorded()).isNotEmpty();
    assertThat(blind.wanted().badSeconds()).isGreaterThan(1.5 * blind.recorded().badSeconds());
    assertThat(blind.left()).isEmpty();
  }

  @Test
  void whatIsNotInTheOtherConfigurationIsSaid() throws IOException, ConfigException {
    String fourth = "cdn-d: {base-url: \"https://d.example.com\", weight: 20}";
    Comparison.Outcomes outcomes = compare(segments(), config(50, fourth));
    assertThat(outcomes.left()).containsExactly("cdn cdn-c of live");
    assertThat(outcomes.added()).containsExactly("cdn cdn-d of live");
    assertThat(outcomes.wanted().unknownSeconds()).isPositive();
  }

  private static Comparison.Outcomes compare(List<Path> files, TidegateConfig with)
      throws IOException {
    Comparing comparing = new Comparing(with.setup());
    new Playback(files, (file, part) -> {}).tell(comparing);
    return comparing.outcomes();
  }

  @Test
  void aCellCostsAtMost96BytesATick() throws IOException {
    long bytes = 0;
    long cells = 0;
    for (Path segment : segments()) {
      try (SegmentReader reader = SegmentReader.open(segment);
          SegmentWriter copy =
              SegmentWriter.create(home.resolve("copy-" + segment.getFileName()))) {
        for (Optional<Entry> e = reader.next(); e.isPresent(); e = reader.next()) {
          long before = copy.bytes();
          copy.write(e.get());
          if (e.get() instanceof Entry.Tick tick) {
            bytes += copy.bytes() - before;
            cells += tick.inputs().digests().size();
          }
        }
      }
    }
    // With all else that a tick has: probes, viewers, witnesses, decisions.
    assertThat((double) bytes / cells).as("bytes a cell and tick").isLessThan(96);
  }
}
