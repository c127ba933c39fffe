package dev.tidegate.api.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tidegate.model.Cell;
import dev.tidegate.model.Group;
import dev.tidegate.telemetry.CellDigest;
import dev.tidegate.telemetry.ClientDigest;
import dev.tidegate.telemetry.Count;
import dev.tidegate.telemetry.Counts;
import dev.tidegate.telemetry.Crowd;
import dev.tidegate.telemetry.LatencyHistogram;
import dev.tidegate.telemetry.ProbeResult;
import dev.tidegate.telemetry.TrialDigest;
import dev.tidegate.telemetry.Witness;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeReportTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whatIsReadEqualsWhatWasWritten(long seed) {
    Random random = new Random(seed);
    RandomHeard any = new RandomHeard(random, "live");
    for (int i = 0; i < 50; i++) {
      NodeReport report = any.report("node-" + i, random.nextLong() >>> 1, 1 + i);
      byte[] bytes = report.bytes();
      assertThat(NodeReport.read(bytes)).as("seed %d, report %d", seed, i).isEqualTo(report);
      assertThat(NodeReport.read(bytes).bytes()).as("seed %d, report %d", seed, i).isEqualTo(bytes);
    }
  }

  /** With few viewers, with many, and with the most that one node is thought to serve. */
  @ParameterizedTest
  @CsvSource({"1, 20", "2, 60", "3, 200", "4, 200"})
  void anActiveCellTakesAtMost96Bytes(long seed, double meanViewers) {
    Heard tick = new RealTick(seed, meanViewers).heard(50, 20, 5);
    byte[] bytes = new NodeReport("node-1", 7, 1, "live", tick, Optional.empty()).bytes();
    double each = (double) bytes.length / tick.digests().size();
    System.out.printf(
        "report of %d cells, %.0f viewers each (seed %d): %d bytes, %.1f a cell%n",
        tick.digests().size(), meanViewers, seed, bytes.length, each);
    assertThat(tick.digests()).hasSize(5_000);
    assertThat(each).as("seed %d", seed).isLessThanOrEqualTo(96);
    assertThat(NodeReport.read(bytes).heard()).isEqualTo(tick);
  }

  /** There are many more classes in cells than cells, so each must be small. */
  @ParameterizedTest
  @CsvSource({"1, 20", "2, 60", "3, 200"})
  void aClassOfClientsInACellTakesAtMost20Bytes(long seed, double meanViewers) {
    RealTick source = new RealTick(seed, meanViewers);
    source.classes = 4;
    Heard all = source.heard(20, 5, 4);
    Heard without =
        new Heard(all.digests(), List.of(), all.viewers(), all.witnesses(), List.of(), List.of());
    int with = new NodeReport("n", 7, 1, "live", all, Optional.empty()).bytes().length;
    int bare = new NodeReport("n", 7, 1, "live", without, Optional.empty()).bytes().length;
    double each = (double) (with - bare) / all.clients().size();
    System.out.printf("%.1f bytes a class in a cell (seed %d)%n", each, seed);
    assertThat(each).as("seed %d", seed).isLessThanOrEqualTo(20);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void reportsOfAllServicesHoldWhatWasSplit(long seed) {
    Random random = new Random(seed);
    List<Heard> parts = new ArrayList<>();
    TreeMap<Group, Crowd> crowds = new TreeMap<>();
    for (String service : List.of("live", "vod")) {
      RandomHeard any = new RandomHeard(random, service);
      parts.add(any.heard());
      crowds.putAll(any.crowds());
    }
    Heard all = together(parts);
    List<NodeReport> reports =
        NodeReport.split("n", 3, 9, Set.of("live", "vod", "quiet"), all, Optional.of(crowds));
    assertThat(reports).extracting(NodeReport::service).containsExactly("live", "quiet", "vod");
    assertThat(reports).allMatch(report -> report.number() == 9 && report.boot() == 3);
    assertThat(reports.get(1).heard()).isEqualTo(Heard.NOTHING);
    assertThat(reports.get(1).crowds()).hasValue(new TreeMap<>());
    assertThat(together(reports.stream().map(NodeReport::heard).toList()))
        .as("seed %d", seed)
        .isEqualTo(all);
    TreeMap<Group, Crowd> united = new TreeMap<>();
    reports.forEach(report -> united.putAll(report.crowds().orElseThrow()));
    assertThat(united).as("seed %d", seed).isEqualTo(crowds);
  }

  private static Heard together(List<Heard> parts) {
    List<CellDigest> digests = new ArrayList<>();
    List<ProbeResult> probes = new ArrayList<>();
    TreeMap<Cell, Long> viewers = new TreeMap<>();
    TreeMap<Cell, Witness> witnesses = new TreeMap<>();
    List<ClientDigest> clients = new ArrayList<>();
    List<TrialDigest> trials = new ArrayList<>();
    for (Heard part : parts) {
      digests.addAll(part.digests());
      probes.addAll(part.probes());
      viewers.putAll(part.viewers());
      witnesses.putAll(part.witnesses());
      clients.addAll(part.clients());
      trials.addAll(part.trials());
    }
    return new Heard(digests, probes, viewers, witnesses, clients, trials);
  }

  @Test
  void aReportIsOfOneServiceAndOneNode() {
    Heard heard = new RandomHeard(new Random(2), "live").heard();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NodeReport("n", 1, 1, "vod", heard, Optional.empty()))
        .withMessageContaining("vod");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NodeReport("n", 1, 0, "live", heard, Optional.empty()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NodeReport("no name", 1, 1, "live", heard, Optional.empty()));
  }

  /** Everything of forms 1 and 2; never changed, as {@code report-form-1.hex} is not. */
  static NodeReport ofBothForms() {
    Counts counts = new Counts();
    long value = 1;
    for (Count count : Count.values()) {
      counts.add(count, value);
      value = value * -3 + 1;
    }
    Counts plain = new Counts().add(Count.RAW_BEACONS, 3).add(Count.BEACONS, 3000);
    LatencyHistogram latencies = new LatencyHistogram();
    latencies.record(80, 1000);
    latencies.record(85, 3000);
    latencies.record(300, 833);
    Cell a = Cell.of("live", "in-west", "jio", "cdn-a");
    Cell b = Cell.of("live", "in-west", "jio", "cdn-b");
    Cell c = Cell.of("live", "in-west", "other", "cdn-a");
    Cell d = Cell.of("live", "us", "other", "cdn-a");
    Instant at = Instant.parse("2026-11-30T12:00:00.123Z");
    ProbeResult.LiveEdge edge =
        new ProbeResult.LiveEdge(77, Duration.ofSeconds(4), Duration.ofSeconds(9), 2, true);
    Heard heard =
        new Heard(
            List.of(
                new CellDigest(a, counts, plain, latencies),
                new CellDigest(b, plain, new Counts(), new LatencyHistogram())),
            List.of(
                new ProbeResult(
                    "mumbai",
                    Optional.of("in-west"),
                    "live",
                    "cdn-a",
                    "master",
                    ProbeResult.Outcome.STALE,
                    at,
                    at.plusMillis(90),
                    Optional.of(edge),
                    "stands still")),
            new TreeMap<>(Map.of(a, 1_500_000L, c, 12_000L)),
            new TreeMap<>(
                Map.of(
                    a, new Witness(3, 400, 5, 60, true, 0.25, 0.5),
                    d, new Witness(0, 1, 0, 1, false))),
            List.of(new ClientDigest(a, "app:tv-app/7.2", plain)),
            List.of(new TrialDigest(Group.of("live", "us"), true, plain)));
    Crowd.Counter crowd = new Crowd.Counter(1);
    for (long i = 1; i <= 100; i++) {
      crowd.add(i * 0x9E3779B97F4A7C15L);
    }
    return new NodeReport(
        "node-1",
        1_796_000_000_000L,
        42,
        "live",
        heard,
        Optional.of(new TreeMap<>(Map.of(Group.of("live", "in-west"), crowd.crowd()))));
  }

  private static byte[] form(int form) throws IOException {
    String name = "/nodes/report-form-" + form + ".hex";
    try (InputStream file = NodeReportTest.class.getResourceAsStream(name)) {
      String text =
          new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.US_ASCII);
      return HexFormat.of().parseHex(text.replaceAll("\\s", ""));
    }
  }

  /** But classes of clients: of form 1 it is not known where they were. */
  @Test
  void bytesOfFormOneAreRead() throws IOException {
    NodeReport all = ofBothForms();
    Heard heard = all.heard();
    Heard without =
        new Heard(
            heard.digests(),
            heard.probes(),
            heard.viewers(),
            heard.witnesses(),
            List.of(),
            heard.trials());
    assertThat(NodeReport.read(form(1)))
        .isEqualTo(
            new NodeReport(
                all.node(), all.boot(), all.number(), all.service(), without, all.crowds()));
  }

  @Test
  void formTwoIsWhatIsWrittenNow() throws IOException {
    assertThat(HexFormat.of().formatHex(ofBothForms().bytes()))
        .isEqualTo(HexFormat.of().formatHex(form(2)));
    assertThat(NodeReport.read(form(2))).isEqualTo(ofBothForms());
  }

  @ParameterizedTest
  @ValueSource(bytes = {0, 3, 4, 127})
  void otherFormsAreRefused(byte form) throws IOException {
    byte[] bytes = form(1);
    bytes[0] = form;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NodeReport.read(bytes))
        .withMessageContaining("form");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void damageIsRefusedOrIsAnotherReport(long seed) {
    Random random = new Random(seed);
    byte[] good = new RandomHeard(random, "live").report("node", 1, 1).bytes();
    for (int i = 0; i < 3_000; i++) {
      byte[] bad = good.clone();
      for (int n = 1 + random.nextInt(3); n > 0; n--) {
        bad[random.nextInt(bad.length)] ^= (byte) (1 + random.nextInt(255));
      }
      try {
        NodeReport.read(bad);
      } catch (IllegalArgumentException expected) {
        // nothing else may come
      }
    }
    for (int length = 0; length < good.length; length += 1 + random.nextInt(50)) {
      byte[] cut = Arrays.copyOf(good, length);
      assertThatIllegalArgumentException()
          .as("seed %d, %d of %d bytes", seed, length, good.length)
          .isThrownBy(() -> NodeReport.read(cut));
    }
    byte[] longer = Arrays.copyOf(good, good.length + 1);
    assertThatIllegalArgumentException().isThrownBy(() -> NodeReport.read(longer));
  }
}
