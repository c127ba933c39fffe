package dev.tidegate.api.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tidegate.api.nodes.Commons.LogEntry;
import dev.tidegate.api.nodes.Hearing.Past;
import dev.tidegate.model.Cell;
import dev.tidegate.model.Group;
import dev.tidegate.telemetry.CellDigest;
import dev.tidegate.telemetry.ClientDigest;
import dev.tidegate.telemetry.Count;
import dev.tidegate.telemetry.Counts;
import dev.tidegate.telemetry.Crowd;
import dev.tidegate.telemetry.LatencyHistogram;
import dev.tidegate.telemetry.TrialDigest;
import dev.tidegate.telemetry.Witness;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HearingTest {
  private static final long NOW = 1_796_000_000_000L;
  private static final Cell CELL = Cell.of("live", "in-west", "jio", "cdn-a");
  private static final Group GROUP = Group.of("live", "in-west");

  private final Hearing hearing = new Hearing();

  private static LogEntry entry(NodeReport report, long at) {
    return new LogEntry(at + "-" + report.node() + report.number(), at, report.bytes());
  }

  private static Heard beacons(long count) {
    Counts counts = new Counts().add(Count.RAW_BEACONS, count);
    return new Heard(
        List.of(new CellDigest(CELL, counts, new Counts(), new LatencyHistogram())),
        List.of(),
        new TreeMap<>(),
        new TreeMap<>(),
        List.of(),
        List.of());
  }

  private static Heard viewers(long thousandths, Witness... witness) {
    SortedMap<Cell, Witness> witnesses = new TreeMap<>();
    List.of(witness).forEach(one -> witnesses.put(CELL, one));
    return new Heard(
        List.of(),
        List.of(),
        new TreeMap<>(Map.of(CELL, thousandths)),
        witnesses,
        List.of(),
        List.of());
  }

  private void hear(String node, long boot, long number, Heard heard, long at) {
    NodeReport report = new NodeReport(node, boot, number, "live", heard, Optional.empty());
    hearing.take("live", entry(report, at), at);
  }

  private long heardBeacons(long now) {
    return hearing.merged(now).digests().stream()
        .mapToLong(digest -> digest.residents().get(Count.RAW_BEACONS))
        .sum();
  }

  // 1. What was counted is summed exactly

  private static <T> Map<Object, Counts> summed(
      List<T> all, Function<T, Object> key, Function<T, Counts> counts) {
    Map<Object, Counts> sums = new TreeMap<>();
    all.forEach(
        one ->
            sums.computeIfAbsent(key.apply(one).toString(), k -> new Counts())
                .add(counts.apply(one)));
    return sums;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void whatWasCountedIsSummedOnceInWhateverOrder(long seed) {
    Random random = new Random(seed);
    RandomHeard any = new RandomHeard(random, "live");
    List<NodeReport> reports = new ArrayList<>();
    for (int node = 0; node < 5; node++) {
      for (int number = 1; number <= 6; number++) {
        reports.add(any.report("node-" + node, 3, number));
      }
    }
    List<NodeReport> told = new ArrayList<>(reports);
    told.addAll(reports.subList(0, random.nextInt(reports.size())));
    Collections.shuffle(told, random);
    told.forEach(report -> hearing.take("live", entry(report, NOW), NOW));
    Heard merged = hearing.merged(NOW);

    List<CellDigest> digests = new ArrayList<>();
    List<ClientDigest> clients = new ArrayList<>();
    List<TrialDigest> trials = new ArrayList<>();
    List<Object> probes = new ArrayList<>();
    for (NodeReport report : reports) {
      digests.addAll(report.heard().digests());
      clients.addAll(report.heard().clients());
      trials.addAll(report.heard().trials());
      probes.addAll(report.heard().probes());
    }
    Heard sum =
        new Heard(digests, List.of(), new TreeMap<>(), new TreeMap<>(), List.of(), List.of());
    assertThat(merged.digests()).as("seed %d", seed).isEqualTo(sum.digests());
    assertThat(summed(merged.clients(), c -> c.cell() + c.client(), ClientDigest::counts))
        .as("seed %d", seed)
        .isEqualTo(summed(clients, c -> c.cell() + c.client(), ClientDigest::counts));
    assertThat(merged.clients()).extracting(c -> c.cell() + c.client()).doesNotHaveDuplicates();
    assertThat(summed(merged.trials(), t -> t.group() + "" + t.heldOut(), TrialDigest::counts))
        .as("seed %d", seed)
        .isEqualTo(summed(trials, t -> t.group() + "" + t.heldOut(), TrialDigest::counts));
    assertThat(merged.probes())
        .as("seed %d", seed)
        .map(probe -> (Object) probe)
        .containsExactlyInAnyOrderElementsOf(probes);
    assertThat(hearing.tally().taken()).isEqualTo(reports.size());
    assertThat(hearing.tally().again()).isEqualTo(told.size() - reports.size());
    assertThat(hearing.merged(NOW).digests()).isEmpty();
  }

  @Test
  void whatWasTakenIsNotChangedByWhatComesLater() {
    hear("a", 1, 1, beacons(5), NOW);
    Heard first = hearing.merged(NOW);
    hear("a", 1, 2, beacons(7), NOW);
    hear("b", 1, 1, beacons(8), NOW);
    hearing.merged(NOW);
    assertThat(first).isEqualTo(beacons(5));
  }

  // 2. Missing, again, late, unreadable, beyond a bound

  @Test
  void aMissingReportIsCountedUntilItComes() {
    hear("a", 1, 10, beacons(1), NOW);
    hear("a", 1, 13, beacons(1), NOW);
    assertThat(hearing.tally().missing()).isEqualTo(2);
    hear("a", 1, 11, beacons(1), NOW);
    assertThat(hearing.tally().missing()).isEqualTo(1);
    assertThat(heardBeacons(NOW)).isEqualTo(3);
    hear("a", 1, 9, beacons(1), NOW);
    assertThat(heardBeacons(NOW)).isEqualTo(1);
    assertThat(hearing.tally().missing()).isEqualTo(1);
    assertThat(hearing.tally().again()).isZero();
  }

  @Test
  void aNewStartBeginsAnewAndTheOldOneIsOver() {
    hear("a", 1, 50, beacons(1), NOW);
    hear("a", 2, 1, beacons(1), NOW);
    hear("a", 2, 1, beacons(1), NOW);
    hear("a", 1, 51, beacons(1), NOW);
    hear("a", 2, 3, beacons(1), NOW);
    assertThat(heardBeacons(NOW)).isEqualTo(3);
    assertThat(hearing.tally()).isEqualTo(new Hearing.Tally(3, 1, 1, 1, 0, 0, 0));
  }

  @Test
  void whatIsOlderThanAMinuteIsLate() {
    NodeReport report = new NodeReport("a", 1, 1, "live", beacons(1), Optional.empty());
    hearing.take("live", entry(report, NOW - 60_001), NOW);
    assertThat(hearing.tally()).isEqualTo(new Hearing.Tally(0, 0, 0, 1, 0, 0, 0));
    hearing.take("live", entry(report, NOW - 60_000), NOW);
    assertThat(heardBeacons(NOW)).isEqualTo(1);
  }

  @Test
  void aNumberFarBehindIsLate() {
    hear("a", 1, 1, beacons(1), NOW);
    hear("a", 1, 100, beacons(1), NOW);
    hear("a", 1, 37, beacons(1), NOW);
    hear("a", 1, 36, beacons(1), NOW);
    assertThat(hearing.tally()).isEqualTo(new Hearing.Tally(3, 0, 62, 1, 0, 0, 0));
  }

  @Test
  void whatCannotBeReadIsCounted() {
    hearing.take("live", new LogEntry("1", NOW, new byte[] {1, 2, 3}), NOW);
    hearing.take("live", new LogEntry("2", NOW, new byte[0]), NOW);
    NodeReport of = new NodeReport("a", 1, 1, "live", beacons(1), Optional.empty());
    hearing.take("vod", entry(of, NOW), NOW);
    assertThat(hearing.tally()).isEqualTo(new Hearing.Tally(0, 0, 0, 0, 3, 0, 0));
    assertThat(hearing.merged(NOW)).isEqualTo(Heard.NOTHING);
  }

  @Test
  void noMoreNodesAreHeardThanThereMayBe() {
    for (int node = 0; node <= Hearing.MOST_NODES; node++) {
      hear("node-" + node, 1, 1, beacons(1), NOW);
    }
    assertThat(heardBeacons(NOW)).isEqualTo(Hearing.MOST_NODES);
    assertThat(hearing.tally().crowdedOut()).isEqualTo(1);
    hear("one-more", 1, 1, beacons(1), NOW + 60_001);
    assertThat(heardBeacons(NOW + 60_001)).isEqualTo(1);
    assertThat(hearing.lastHeard()).hasSize(Hearing.MOST_NODES).containsKey("one-more");
    hearing.merged(NOW + 700_000);
    assertThat(hearing.lastHeard()).isEmpty();
  }

  // 3. A node's last word

  @Test
  void aNodesWordStandsUntilItsNextButForThreeSecondsAtMost() {
    Witness witness = new Witness(1, 10, 2, 3, false);
    hear("a", 1, 1, viewers(5_000, witness), NOW);
    hear("b", 1, 1, viewers(7_000), NOW + 1_000);
    assertThat(hearing.merged(NOW + 1_000).viewers()).isEqualTo(Map.of(CELL, 12_000L));
    hear("b", 1, 2, viewers(8_000), NOW + 2_000);
    Heard both = hearing.merged(NOW + 3_000);
    assertThat(both.viewers()).isEqualTo(Map.of(CELL, 13_000L));
    assertThat(both.witnesses()).isEqualTo(Map.of(CELL, witness));
    Heard one = hearing.merged(NOW + 3_001);
    assertThat(one.viewers()).isEqualTo(Map.of(CELL, 8_000L));
    assertThat(one.witnesses()).isEmpty();
    hear("b", 1, 3, Heard.NOTHING, NOW + 3_002);
    assertThat(hearing.merged(NOW + 3_002).viewers()).isEmpty();
  }

  @Test
  void anOlderReportDoesNotTakeBackTheWord() {
    hear("a", 1, 1, viewers(1_000), NOW);
    hear("a", 1, 3, viewers(3_000), NOW);
    hear("a", 1, 2, viewers(2_000), NOW);
    assertThat(hearing.merged(NOW).viewers()).isEqualTo(Map.of(CELL, 3_000L));
  }

  // 4. Witnesses

  @Test
  void witnessesMerge() {
    hear("a", 1, 1, viewers(1, new Witness(3, 30, 5, 60, false, 0.5, 1)), NOW);
    hear("b", 1, 1, viewers(1, new Witness(1, 10, 7, 40, true, 1, 0.2)), NOW);
    assertThat(hearing.merged(NOW).witnesses().get(CELL))
        .isEqualTo(new Witness(4, 40, 7, 60, true, 0.625, 0.8));
  }

  @Test
  void partsThatNoSessionWeighsAreTheLeast() {
    hear("a", 1, 1, viewers(1, new Witness(0, 0, 0, 0, false, 0.5, 1)), NOW);
    hear("b", 1, 1, viewers(1, new Witness(0, 0, 0, 0, false, 0.75, 1)), NOW);
    assertThat(hearing.merged(NOW).witnesses().get(CELL))
        .isEqualTo(new Witness(0, 0, 0, 0, false, 0.5, 1));
  }

  // 5. Viewers that several nodes have

  private static Crowd crowd(long from, long to, int level) {
    Crowd.Counter counter = new Crowd.Counter(level);
    for (long i = from; i < to; i++) {
      long hash = i * 0x9E3779B97F4A7C15L;
      hash = (hash ^ hash >>> 32) * 0xD6E8FEB86659FD93L;
      counter.add(hash ^ hash >>> 32);
    }
    return counter.crowd();
  }

  private void hear(String node, long number, long thousandths, Crowd crowd, long at) {
    NodeReport report =
        new NodeReport(
            node,
            1,
            number,
            "live",
            viewers(thousandths),
            Optional.of(new TreeMap<>(Map.of(GROUP, crowd))));
    hearing.take("live", entry(report, at), at);
  }

  private double viewersAt(long now) {
    return Optional.ofNullable(hearing.merged(now).viewers().get(CELL)).orElse(0L) / 1000.0;
  }

  /** Two nodes with ten thousand each, of whom they share some; one may keep a sample only. */
  @ParameterizedTest
  @CsvSource({"0, 0, 0", "4000, 0, 0", "10000, 0, 0", "4000, 0, 2", "10000, 1, 3"})
  void aSessionAtTwoNodesCountsOnce(int shared, int levelA, int levelB) {
    hear("a", 1, 10_000_000, crowd(0, 10_000, levelA), NOW);
    hear("b", 1, 10_000_000, crowd(10_000 - shared, 20_000 - shared, levelB), NOW);
    double sampled = Math.max(levelA, levelB) == 0 ? 0 : 1_000;
    assertThat(viewersAt(NOW)).isCloseTo(20_000 - shared, within(20_000 * 0.03 + sampled));
  }

  @Test
  void whoTellsNoCrowdCountsInFull() {
    hear("a", 1, 1_000_000, crowd(0, 1_000, 0), NOW);
    hear("b", 1, 1_000_000, crowd(0, 1_000, 0), NOW);
    hear("c", 1, 1, viewers(500_000), NOW);
    assertThat(viewersAt(NOW)).isEqualTo(1_500);
  }

  @Test
  void aCrowdStandsForThirtySecondsAndAsLongAsItsNodeSpeaks() {
    for (int second = 0; second <= 31; second++) {
      long at = NOW + second * 1000L;
      if (second == 0) {
        hear("a", 1, 1_000_000, crowd(0, 1_000, 0), at);
        hear("b", 1, 1_000_000, crowd(0, 1_000, 0), at);
      } else {
        hear("a", 1, 1 + second, viewers(1_000_000), at);
        hear("b", 1, 1 + second, viewers(1_000_000), at);
      }
      assertThat(viewersAt(at)).as("second %d", second).isEqualTo(second <= 30 ? 1_000 : 2_000);
    }
    hear("a", 40, 1_000_000, crowd(0, 1_000, 0), NOW + 32_000);
    hear("b", 40, 1_000_000, crowd(0, 1_000, 0), NOW + 32_000);
    hear("a", 1, 41, viewers(2_000_000), NOW + 36_000);
    assertThat(viewersAt(NOW + 36_000)).isEqualTo(2_000);
  }

  // 6. The last minute

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void theLastMinuteIsAsIfItHadBeenHeardLive(long seed) {
    Random random = new Random(seed);
    Map<String, List<LogEntry>> logs = new TreeMap<>();
    long start = NOW - 58_000;
    for (String service : List.of("live", "vod")) {
      RandomHeard any = new RandomHeard(random, service);
      List<LogEntry> log = logs.computeIfAbsent(service, s -> new ArrayList<>());
      for (int second = 0; second < 58; second++) {
        for (int node = 0; node < 3; node++) {
          boolean silent = second / 7 % 3 == node;
          long at = start + second * 1000L + node * 100L;
          if (!silent || second == 0) {
            log.add(entry(any.report("node-" + node, 1, 1 + second), at));
          }
        }
      }
    }
    long now = NOW + 250;
    List<Past> past = caughtUp(hearing, logs, now);
    assertThat(past).hasSize(58);
    assertThat(past.getFirst().at()).isEqualTo(start + 1000);
    assertThat(past.getLast().at()).isEqualTo(NOW);

    Hearing live = new Hearing();
    for (Past second : past) {
      logs.forEach(
          (service, log) ->
              log.stream()
                  .filter(e -> e.at() < second.at() && e.at() >= second.at() - 1000)
                  .forEach(e -> live.take(service, e, e.at())));
      Heard heard = live.merged(second.at());
      assertThat(second.heard().digests()).as("seed %d", seed).isEqualTo(heard.digests());
      assertThat(second.heard().viewers()).as("seed %d", seed).isEqualTo(heard.viewers());
      assertThat(second.heard().witnesses()).as("seed %d", seed).isEqualTo(heard.witnesses());
    }
    assertThat(hearing.tally()).isEqualTo(live.tally());
    assertThat(hearing.lastHeard()).isEqualTo(live.lastHeard());
  }

  @Test
  void whatIsNotOverYetIsPartOfTheNext() {
    List<LogEntry> log = new ArrayList<>();
    long now = NOW + 600;
    for (long at : List.of(NOW - 70_000, NOW - 2_500, NOW - 500, NOW, NOW + 500)) {
      NodeReport report =
          new NodeReport("a", 1, 1 + log.size(), "live", beacons(1), Optional.empty());
      log.add(entry(report, at));
    }
    List<Past> past = caughtUp(hearing, Map.of("live", log), now);
    assertThat(past).extracting(Past::at).containsExactly(NOW - 2_000, NOW - 1_000, NOW);
    assertThat(past).extracting(p -> p.heard().digests().size()).containsExactly(1, 0, 1);
    assertThat(hearing.tally().late()).isEqualTo(1);
    assertThat(heardBeacons(now)).isEqualTo(2);
    assertThat(caughtUp(new Hearing(), Map.of(), now)).isEmpty();
  }

  private static List<Past> caughtUp(Hearing hearing, Map<String, List<LogEntry>> logs, long now) {
    List<Past> past = new ArrayList<>();
    hearing.catchUp(logs, now, past::add);
    return past;
  }
}
