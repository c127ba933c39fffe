package dev.tidegate.api.beacon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tidegate.api.beacon.IntakeStats.Reason;
import dev.tidegate.api.config.TidegateConfig;
import dev.tidegate.api.geo.Geo;
import dev.tidegate.api.steer.FixedSteering;
import dev.tidegate.api.steer.TestConfig;
import dev.tidegate.model.Cell;
import dev.tidegate.model.Group;
import dev.tidegate.telemetry.CellDigest;
import dev.tidegate.telemetry.Count;
import dev.tidegate.telemetry.Counts;
import dev.tidegate.telemetry.Crowd;
import dev.tidegate.telemetry.Witness;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BeaconIntakeTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000L);
  private static final byte[] CLIENT = {10, 9, 8, 7};
  private final TidegateConfig config = TestConfig.create().build();
  private final Geo geo = new Geo(config);
  private final FixedSteering steering = new FixedSteering(config);
  private final IntakeStats stats = new IntakeStats();
  private final BeaconIntake intake =
      new BeaconIntake(
          steering::config,
          steering::snapshot,
          "a key of sixteen or more".getBytes(StandardCharsets.UTF_8),
          stats);

  private void send(String service, String json, byte[] client, Instant now) {
    intake.received(service, json.getBytes(StandardCharsets.UTF_8), geo, client, now);
  }

  private void sample(String fields) {
    send(
        "live", "{\"session\":\"s\",\"samples\":[{\"cdn\":\"cdn-a\"" + fields + "}]}", CLIENT, NOW);
  }

  private static Cell cell(String cdn) {
    return Cell.of("live", "default", "other", cdn);
  }

  private Witness witness(String cdn, Instant now) {
    return Optional.ofNullable(intake.witnesses(now).get(cell(cdn))).orElseThrow();
  }

  private double viewers(String cdn) {
    return Optional.ofNullable(intake.viewers(NOW).get(cell(cdn))).orElseThrow() / 1000.0;
  }

  private Counts drained(String cdn) {
    Counts all = new Counts();
    for (CellDigest digest : intake.drain(NOW)) {
      if (digest.cell().cdn().equals(cdn)) {
        all.add(digest.residents()).add(digest.arrivals());
      }
    }
    return all;
  }

  @Test
  void everyFieldIsCountedAsItsCountSays() {
    send(
        "live",
        "{\"session\":\"s\",\"region\":\"in-west\",\"asn\":55836,\"sampled\":0.5,"
            + "\"client\":{\"app\":\"x\",\"device\":\"tv\"},\"samples\":[{\"cdn\":\"cdn-a\",\"ts\":"
            + NOW.toEpochMilli()
            + ",\"requests\":20,\"errors\":4,\"timeouts\":1,\"errorClasses\":{\"http5xx\":3,\"x\":[1]},"
            + "\"ttfbMs\":[80,95,110,-5,1e9],\"bytes\":7340032,\"transferMs\":5200,\"playedMs\":9000,"
            + "\"stalledMs\":1000,\"stalls\":1,\"startupMs\":900,\"startFailed\":false,\"fatal\":false,"
            + "\"bitrateKbps\":5400,\"liveLagMs\":8000,\"edge\":\"BOM50\"}]}",
        CLIENT,
        NOW);
    CellDigest digest = intake.drain(NOW).getFirst();
    assertThat(digest.cell()).isEqualTo(Cell.of("live", "in-west", "jio", "cdn-a"));
    assertThat(digest.arrivals().isZero()).isTrue();
    Counts expected =
        new Counts()
            .add(Count.BEACONS, 2000)
            .add(Count.RAW_BEACONS, 1)
            .add(Count.REQUESTS, 40_000)
            .add(Count.ERRORS, 8000)
            .add(Count.TIMEOUTS, 2000)
            .add(Count.ERRORS_5XX, 6000)
            .add(Count.REQUESTS_SQ, 80_000)
            .add(Count.WATCHED_MS, 20_000_000)
            .add(Count.STALLED_MS, 2_000_000)
            .add(Count.WATCHED_SQ, 40_000)
            .add(Count.SUCCESSES, 16)
            .add(Count.SUCCESSES_SQ, 256)
            .add(Count.FAILURE_SPREAD, 800)
            .add(Count.RAW_ERRORS, 4)
            .add(Count.RAW_REQUESTS, 20)
            .add(Count.STALL_SPREAD, 100)
            .add(Count.RAW_STALLED_MS, 1000)
            .add(Count.RAW_WATCHED_MS, 10_000)
            .add(Count.KBITS, 2L * 5400 * 9000)
            .add(Count.KBITS_MS, 18_000_000);
    assertThat(digest.residents()).isEqualTo(expected);
    assertThat(digest.firstByte().total()).isEqualTo(6000);
    assertThat(stats.get(Reason.BAD_TTFB)).isEqualTo(2);
    assertThat(intake.drain(NOW)).isEmpty();
  }

  @Test
  void whatIsAbsentStaysAbsent() {
    sample("");
    sample(",\"requests\":5");
    sample(",\"errors\":5");
    sample(",\"playedMs\":1000");
    sample(",\"stalledMs\":null");
    Counts counts = drained("cdn-a");
    assertThat(counts.get(Count.RAW_BEACONS)).isEqualTo(5);
    assertThat(counts.get(Count.REQUESTS)).isZero();
    assertThat(counts.get(Count.WATCHED_MS)).isZero();
  }

  @Test
  void anOddNumberOfWhichNoRateIsMadeTakesNothingElseAlong() {
    sample(",\"requests\":5,\"errors\":1,\"liveLagMs\":-40,\"startupMs\":\"soon\",\"bytes\":1e30");
    Counts counts = drained("cdn-a");
    assertThat(counts.get(Count.REQUESTS)).isEqualTo(5000);
    assertThat(counts.get(Count.ERRORS)).isEqualTo(1000);
    assertThat(stats.get(Reason.ODD_VALUE)).isEqualTo(3);
    assertThat(stats.get(Reason.BAD_VALUE)).isZero();
  }

  @Test
  void aFailedStartIsThirtyBadSeconds() {
    sample(",\"startFailed\":true");
    Counts counts = drained("cdn-a");
    assertThat(counts.get(Count.WATCHED_MS)).isEqualTo(30_000_000);
    assertThat(counts.get(Count.STALLED_MS)).isEqualTo(30_000_000);
  }

  @Test
  void errorsAreClippedToRequestsAndTimeoutsToErrors() {
    sample(",\"requests\":3,\"errors\":7,\"timeouts\":9");
    Counts counts = drained("cdn-a");
    assertThat(counts.get(Count.ERRORS)).isEqualTo(3000);
    assertThat(counts.get(Count.TIMEOUTS)).isEqualTo(3000);
    assertThat(stats.get(Reason.CLIPPED)).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "'\"requests\":-1', BAD_VALUE",
    "'\"requests\":1e300', BAD_VALUE",
    "'\"requests\":1e999', BAD_VALUE",
    "'\"requests\":\"5\"', BAD_VALUE",
    "'\"requests\":NaN', UNREADABLE",
    "'\"playedMs\":99999999', BAD_VALUE",
    "'\"startFailed\":\"yes\"', BAD_VALUE",
    "'\"ts\":1799999939999', OLD",
    "'\"ts\":1800000060001', FUTURE",
    "'\"ts\":\"2027-01-15T08:58:59+01:00\"', OLD",
    "'\"ts\":\"2027-01-15T08:00:00\"', BAD_VALUE",
    "'\"ts\":\"yesterday\"', BAD_VALUE",
    "'\"ts\":\"\"', BAD_VALUE",
    "'\"cdn\":\"cdn-z\"', UNKNOWN_CDN",
    "'\"cdn\":null', UNKNOWN_CDN",
    "'\"x\":[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]', UNREADABLE"
  })
  void whatCannotBeIsDroppedAndCounted(String field, Reason reason) {
    sample("," + field);
    assertThat(stats.get(reason)).isEqualTo(1);
    assertThat(intake.drain(NOW)).isEmpty();
  }

  @Test
  void tsWithinAMinuteIsTaken() {
    sample(",\"ts\":" + (NOW.toEpochMilli() - 60_000));
    sample(",\"ts\":" + (NOW.toEpochMilli() + 60_000));
    sample(",\"ts\":\"2027-01-15T13:30:59.5+05:30\"");
    assertThat(drained("cdn-a").get(Count.RAW_BEACONS)).isEqualTo(3);
  }

  @Test
  void placesAreClaimedOnlyWhereTrusted() {
    String claims = "{\"region\":\"in-west\",\"asn\":55836,\"samples\":[{\"cdn\":\"cdn-a\"}]}";
    send("plain", claims, CLIENT, NOW);
    assertThat(intake.drain(NOW).getFirst().cell())
        .isEqualTo(Cell.of("plain", "default", "other", "cdn-a"));
    send("live", claims.replace("in-west", "nowhere"), CLIENT, NOW);
    assertThat(intake.drain(NOW).getFirst().cell())
        .isEqualTo(Cell.of("live", "default", "jio", "cdn-a"));
  }

  @Test
  void sampledIsBoundedBelowAndRefusedElsewhere() {
    for (String sampled : new String[] {"0", "-1", "1.5"}) {
      send("live", "{\"sampled\":" + sampled + ",\"samples\":[{\"cdn\":\"cdn-a\"}]}", CLIENT, NOW);
    }
    assertThat(stats.get(Reason.BAD_VALUE)).isEqualTo(3);
    send("live", "{\"sampled\":0.0001,\"samples\":[{\"cdn\":\"cdn-a\"}]}", CLIENT, NOW);
    assertThat(drained("cdn-a").get(Count.BEACONS)).isEqualTo(100_000);
  }

  @Test
  void signedServicesWantATokenAndPermittedCdns() {
    String body = "{\"session\":\"s\",\"token\":\"%s\",\"samples\":[{\"cdn\":\"%s\"}]}";
    send("fenced", body.formatted("", "cdn-a"), CLIENT, NOW);
    send("fenced", body.formatted("x".repeat(64), "cdn-a"), CLIENT, NOW);
    assertThat(stats.get(Reason.BAD_TOKEN)).isEqualTo(2);
    String token = intake.tokens().issue("fenced", "s", prefix(CLIENT), NOW).text();
    send("fenced", body.formatted(token, "cdn-b"), CLIENT, NOW);
    assertThat(stats.get(Reason.NOT_PERMITTED)).isEqualTo(1);
    send("signed", body.formatted(token, "cdn-a"), CLIENT, NOW);
    assertThat(stats.get(Reason.BAD_TOKEN)).isEqualTo(3);
    send("fenced", body.formatted(token, "cdn-a"), CLIENT, NOW.plusSeconds(86_401));
    assertThat(stats.get(Reason.EXPIRED_TOKEN)).isEqualTo(1);
    assertThat(intake.drain(NOW)).isEmpty();
    send("fenced", body.formatted(token, "cdn-a"), CLIENT, NOW);
    send("fenced", body.formatted(token, "cdn-a"), new byte[] {9, 9, 9, 9}, NOW);
    assertThat(drained("cdn-a").get(Count.BEACONS)).isEqualTo(1500);
    assertThat(stats.get(Reason.MOVED_TOKEN)).isEqualTo(1);
  }

  private static long prefix(byte[] client) {
    return dev.tidegate.api.geo.Addresses.prefix(client);
  }

  private void report(int session, int prefix, String cdn, int requests, int errors, Instant now) {
    send(
        "live",
        String.format(
            Locale.ROOT,
            "{\"session\":\"s%d\",\"samples\":[{\"cdn\":\"%s\",\"requests\":%d,\"errors\":%d}]}",
            session,
            cdn,
            requests,
            errors),
        new byte[] {20, (byte) (prefix >> 8), (byte) prefix, 1},
        now);
  }

  @Test
  void aSessionWeighsAtMostFourTimesTheMedianSession() {
    for (int i = 0; i < 40; i++) {
      report(i, i, "cdn-a", 10, 0, NOW);
    }
    drained("cdn-a");
    Instant later = NOW.plusSeconds(10);
    for (int i = 0; i < 50; i++) {
      report(1000, 1000, "cdn-a", 100, 100, later);
    }
    Counts counts = drained("cdn-a");
    assertThat(counts.get(Count.ERRORS)).isLessThanOrEqualTo(40_000).isGreaterThan(0);
    assertThat(stats.get(Reason.SESSION_CAPPED)).isEqualTo(50);
  }

  @Test
  void whereSquaresAreCountedASessionIsNoLargerThanItMayWeigh() {
    for (int i = 0; i < 40; i++) {
      report(i, i, "cdn-a", 10, 0, NOW);
    }
    drained("cdn-a");
    Instant later = NOW.plusSeconds(10);
    report(1000, 1000, "cdn-a", 10_000, 10_000, later);
    report(1001, 1001, "cdn-a", 10_000, 0, later);
    Counts counts = drained("cdn-a");
    assertThat(counts.get(Count.RAW_REQUESTS)).isEqualTo(80);
    assertThat(counts.get(Count.RAW_ERRORS)).isEqualTo(40);
    assertThat(counts.get(Count.FAILURE_SPREAD)).isEqualTo(40_000);
    assertThat(counts.get(Count.SUCCESSES)).isEqualTo(40);
    assertThat(counts.get(Count.SUCCESSES_SQ)).isEqualTo(1600);
  }

  @Test
  void aPrefixWeighsAtMostThreeTimesTheMedianPrefix() {
    for (int i = 0; i < 40; i++) {
      report(i, i, "cdn-a", 10, 0, NOW);
    }
    drained("cdn-a");
    Instant later = NOW.plusSeconds(10);
    for (int i = 0; i < 1000; i++) {
      report(5000 + i, 777, "cdn-a", 10, 10, later);
    }
    assertThat(drained("cdn-a").get(Count.ERRORS)).isEqualTo(30_000);
    assertThat(stats.get(Reason.PREFIX_CAPPED)).isGreaterThan(900);
    assertThat(witness("cdn-a", later).prefixOverCap()).isTrue();
  }

  @Test
  void sevenPrefixesOrFewerAreNotCapped() {
    for (int i = 0; i < 100; i++) {
      report(i, i % 3, "cdn-a", 10, 0, NOW);
    }
    assertThat(drained("cdn-a").get(Count.REQUESTS)).isEqualTo(1_000_000);
  }

  @Test
  void viewersAreTheLargerOfPollsAndReports() {
    for (int i = 0; i < 300; i++) {
      intake.polled(cell("cdn-a"), "p" + i, i % 100, 10, NOW);
      intake.polled(cell("cdn-a"), "p" + i, i % 100, 10, NOW.plusSeconds(1));
    }
    for (int i = 0; i < 50; i++) {
      send(
          "live",
          "{\"session\":\"b" + i + "\",\"sampled\":0.1,\"samples\":[{\"cdn\":\"cdn-b\"}]}",
          new byte[] {30, 1, (byte) i, 1},
          NOW);
    }
    intake.polled(cell("cdn-b"), "only one", 5, 10, NOW);
    assertThat(intake.viewers(NOW.plusSeconds(2)))
        .containsEntry(cell("cdn-a"), 300_000L)
        .containsEntry(cell("cdn-b"), 500_000L);
    assertThat(intake.viewers(NOW.plusSeconds(32))).isEmpty();
    Counts counts = drained("cdn-a");
    assertThat(counts.get(Count.POLLS)).isEqualTo(600);
    assertThat(counts.get(Count.JOINS)).isEqualTo(300);
  }

  @Test
  void onePrefixAddsOnlySoManyViewers() {
    for (int i = 0; i < 5000; i++) {
      intake.polled(cell("cdn-a"), "x" + i, 7, 10, NOW);
    }
    for (int i = 0; i < 20; i++) {
      intake.polled(cell("cdn-a"), "y" + i, 100 + i, 10, NOW);
    }
    assertThat(intake.viewers(NOW)).containsEntry(cell("cdn-a"), 52_000L);
  }

  @Test
  void aCrowdBeyondTheTableIsEstimated() {
    int crowd = 600_000;
    for (int i = 0; i < crowd; i++) {
      intake.polled(cell(i % 4 == 0 ? "cdn-b" : "cdn-a"), "c" + i, i % 5000, 10, NOW);
    }
    assertThat(intake.sessions()).isLessThan(200_000);
    assertThat(viewers("cdn-a")).isCloseTo(450_000, within(9000.0));
    assertThat(viewers("cdn-b")).isCloseTo(150_000, within(5000.0));
  }

  @Test
  void sessionsOfTheLastThreeTtlsMakeACrowdByServiceAndRegion() {
    for (int i = 0; i < 3_000; i++) {
      intake.polled(cell(i % 2 == 0 ? "cdn-b" : "cdn-a"), "c" + i, i, 10, NOW);
      intake.polled(Cell.of("live", "in-west", "jio", "cdn-a"), "w" + i % 500, i, 10, NOW);
    }
    Crowd here = crowd("default", NOW);
    assertThat(here.level()).isZero();
    assertThat(here.estimate()).isCloseTo(3_000, within(230.0));
    assertThat(crowd("in-west", NOW).estimate()).isCloseTo(500, within(40.0));
    assertThat(crowd("default", NOW.plusSeconds(30))).isEqualTo(here);
    assertThat(intake.crowds(NOW.plusSeconds(31))).isEmpty();
  }

  /** Of what a full table keeps the whole is estimated, at a level that other nodes can come to. */
  @Test
  void nodesWithFullTablesTellWhatTheyHaveInCommon() {
    BeaconIntake other =
        new BeaconIntake(
            steering::config,
            steering::snapshot,
            "a key of sixteen or more".getBytes(StandardCharsets.UTF_8),
            new IntakeStats());
    for (int i = 0; i < 400_000; i++) {
      intake.polled(cell("cdn-a"), "c" + i, i % 5000, 10, NOW);
    }
    for (int i = 300_000; i < 400_000; i++) {
      other.polled(cell("cdn-a"), "c" + i, i % 5000, 10, NOW);
    }
    Crowd full = crowd("default", NOW);
    Crowd few =
        Optional.ofNullable(other.crowds(NOW).get(Group.of("live", "default"))).orElseThrow();
    assertThat(full.level()).isPositive();
    assertThat(full.estimate()).isCloseTo(400_000, within(30_000.0));
    assertThat(few.estimate()).isCloseTo(100_000, within(7_500.0));
    assertThat(few.union(full)).isEqualTo(full);
  }

  private Crowd crowd(String region, Instant now) {
    return Optional.ofNullable(intake.crowds(now).get(Group.of("live", region))).orElseThrow();
  }

  @Test
  void beaconsAreExpectedOfThoseWhoReportedAndStillPoll() {
    for (int t = 0; t <= 60; t += 10) {
      for (int i = 0; i < 100; i++) {
        report(i, i, "cdn-a", 10, 0, NOW.plusSeconds(t));
        intake.polled(cell("cdn-a"), "s" + i, i, 10, NOW.plusSeconds(t));
      }
    }
    intake.drain(NOW.plusSeconds(60));
    for (int i = 0; i < 100; i++) {
      intake.polled(cell("cdn-a"), "s" + i, i, 10, NOW.plusSeconds(70));
    }
    CellDigest silent = intake.drain(NOW.plusSeconds(80)).getFirst();
    assertThat(silent.residents().get(Count.RAW_BEACONS)).isZero();
    assertThat(silent.residents().get(Count.EXPECTED_BEACONS)).isEqualTo(200_000);
    assertThat(intake.drain(NOW.plusSeconds(400))).isEmpty();
  }

  /** Our own lack of time is no silence of a CDN's: what was not read is not expected. */
  @Test
  void whatThereWasNoTimeToReadIsNotExpected() {
    int sessions = 100;
    Instant now = NOW;
    for (int t = 0; t < 6; t++, now = now.plusSeconds(10)) {
      for (int i = 0; i < sessions; i++) {
        report(i, i, "cdn-a", 10, 0, now);
        intake.polled(cell("cdn-a"), "s" + i, i, 10, now);
      }
      intake.drain(now);
    }
    for (int read : new int[] {75, 50, 0, 25, 0, 0, 100, 100}) {
      for (int i = 0; i < sessions; i++) {
        intake.polled(cell("cdn-a"), "s" + i, i, 10, now);
        if ((i + now.getEpochSecond() / 10) % sessions < read) {
          report(i, i, "cdn-a", 10, 0, now);
        } else {
          intake.notInTime(now);
        }
      }
      Counts counts = intake.drain(now).getFirst().residents();
      assertThat(counts.get(Count.RAW_BEACONS)).isEqualTo(read);
      assertThat(counts.get(Count.EXPECTED_BEACONS))
          .as("%d of %d were read, and intervals are as they were learned", read, sessions)
          .isEqualTo(read * 1000L);
      now = now.plusSeconds(10);
    }
    assertThat(stats.get(Reason.NO_TIME)).isEqualTo(450);
  }

  @Test
  void cellsThatAreConfiguredNoMoreAreToldOnceMoreAndForgotten() {
    intake.polled(cell("cdn-a"), "s", 1, 10, NOW);
    Cell gone = Cell.of("live", "nowhere", "other", "cdn-a");
    intake.polled(gone, "s", 1, 10, NOW);
    int configured = intake.spots() - 1;
    assertThat(intake.drain(NOW)).extracting(CellDigest::cell).contains(gone, cell("cdn-a"));
    assertThat(intake.spots()).isEqualTo(configured + 1);
    intake.cells();
    int all = intake.spots() - 1;
    intake.drain(NOW);
    assertThat(intake.spots()).isEqualTo(all);
    intake.polled(gone, "s", 1, 10, NOW);
    assertThat(intake.drain(NOW)).extracting(CellDigest::cell).contains(gone);
  }

  @Test
  void witnessesAreSessionsBadByThemselves() {
    Random random = new Random(20_260_101);
    for (int i = 0; i < 400; i++) {
      boolean bad = i % 4 == 0;
      report(i, random.nextInt(4096), "cdn-a", 20, bad ? 8 : 0, NOW);
      report(1000 + i, random.nextInt(4096), "cdn-b", 20, i % 50 == 0 ? 1 : 0, NOW);
    }
    Witness a = witness("cdn-a", NOW);
    assertThat(a.sessions()).isEqualTo(400);
    assertThat(a.sessionsBad()).isEqualTo(100);
    assertThat(a.bucketsPopulated()).isGreaterThan(56);
    assertThat(a.bucketsBad()).isGreaterThan(35);
    Witness b = witness("cdn-b", NOW);
    assertThat(b.sessionsBad()).isZero();
    assertThat(intake.witnesses(NOW.plusSeconds(90))).isEmpty();
  }

  @Test
  void sessionsThatAShiftBroughtAreArrivals() {
    Optional<dev.tidegate.answer.GroupAnswer> group =
        steering.snapshot().find("live", "default", Optional.of("other"));
    assertThat(group).isPresent();
    dev.tidegate.shift.BucketTable table = group.get().table();
    int bucket = dev.tidegate.shift.Buckets.of("s");
    // The first table was dealt, not shifted: everyone is resident.
    assertThat(table.movedAt(bucket)).isZero();
    send(
        "live",
        "{\"session\":\"s\",\"samples\":[{\"cdn\":\"" + table.order(bucket).getFirst() + "\"}]}",
        CLIENT,
        NOW);
    assertThat(intake.drain(NOW).getFirst().arrivals().isZero()).isTrue();
  }

  @Test
  void garbageNeverThrowsAndNeverCounts() {
    long seed = 77;
    Random random = new Random(seed);
    String good =
        "{\"session\":\"s\",\"sampled\":1.0,\"samples\":[{\"cdn\":\"cdn-a\",\"requests\":20,"
            + "\"errors\":1,\"ttfbMs\":[80,95],\"errorClasses\":{\"http5xx\":1},\"playedMs\":9}]}";
    for (int i = 0; i < 20_000; i++) {
      byte[] body = good.getBytes(StandardCharsets.UTF_8);
      int cut = random.nextInt(4) == 0 ? random.nextInt(body.length) : body.length;
      for (int flips = random.nextInt(4); flips > 0; flips--) {
        body[random.nextInt(body.length)] = (byte) random.nextInt(256);
      }
      intake.received("live", java.util.Arrays.copyOf(body, cut), geo, CLIENT, NOW);
    }
    Counts counts = drained("cdn-a");
    assertThat(counts.get(Count.ERRORS))
        .as("seed %d", seed)
        .isBetween(0L, counts.get(Count.REQUESTS));
    assertThat(counts.get(Count.RAW_BEACONS) + stats.get(Reason.UNREADABLE))
        .as("seed %d", seed)
        .isBetween(10_000L, 21_000L);
  }
}
