package dev.tidegate.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.telemetry.ProbeResult;
import dev.tidegate.telemetry.ProbeResult.LiveEdge;
import dev.tidegate.telemetry.ProbeResult.Outcome;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Live probes of imitation CDNs, over real sockets and in real time: one second a segment. */
class LiveProbeTest {
  private static ProbeTarget live(String cdn, URI base, String kind, String path) {
    return Bench.target(
        cdn, base, ProbeTarget.Kind.of(kind), path, Optional.empty(), Expect.SUCCESS);
  }

  private static ProbeResult await(Bench bench, Predicate<ProbeResult> wanted)
      throws InterruptedException {
    for (int i = 0; i < 500; i++) {
      ProbeResult result = bench.next();
      if (wanted.test(result)) {
        return result;
      }
    }
    throw new AssertionError("500 results and none as wanted");
  }

  @ParameterizedTest
  @CsvSource({"hls-live,/main.m3u8", "dash-live,/numbered.mpd"})
  void aFrozenStreamIsStaleWithinThreeTargetsAndTheOthersAreWell(String kind, String path)
      throws Exception {
    Instant origin = Instant.now().minusSeconds(100);
    try (LiveCdn a = new LiveCdn(origin);
        LiveCdn b = new LiveCdn(origin);
        LiveCdn c = new LiveCdn(origin);
        Bench bench =
            new Bench(
                List.of(
                    live("a", a.url(), kind, path),
                    live("b", b.url(), kind, path),
                    live("c", c.url(), kind, path)),
                ProberLimits.defaults(),
                Optional.empty())) {
      for (String cdn : List.of("a", "b", "c")) {
        await(bench, r -> r.cdn().equals(cdn) && r.outcome() == Outcome.OK);
      }
      Thread.sleep(Duration.ofMillis(2200));
      assertThat(bench.results).allMatch(r -> r.outcome() != Outcome.STALE);
      Instant frozen = a.freeze();
      ProbeResult stale = await(bench, r -> r.outcome() == Outcome.STALE);
      assertThat(stale.cdn()).isEqualTo("a");
      assertThat(Duration.between(frozen, stale.ended()))
          .as(stale.detail())
          .isLessThan(LiveCdn.TARGET.multipliedBy(3));
      LiveEdge edge = stale.live().orElseThrow();
      assertThat(edge.othersAdvance()).isTrue();
      assertThat(edge.target()).isEqualTo(LiveCdn.TARGET);
      await(bench, r -> r.cdn().equals("b") && r.outcome() == Outcome.OK);
    }
  }

  @Test
  void theNewestSegmentMustBeThere() throws Exception {
    try (LiveCdn cdn = new LiveCdn(Instant.now().minusSeconds(100));
        Bench bench = Bench.of(live("a", cdn.url(), "hls-live", "/main.m3u8"))) {
      await(bench, r -> r.outcome() == Outcome.OK);
      cdn.loseSegments();
      ProbeResult lost = await(bench, r -> r.outcome() != Outcome.OK);
      assertThat(lost.outcome()).isEqualTo(Outcome.STATUS);
      assertThat(lost.live()).as("the playlist itself was read").isPresent();
    }
  }

  @Test
  void onceTheTargetDurationIsKnownAQuarterOfItIsTheInterval() throws Exception {
    try (LiveCdn cdn = new LiveCdn(Instant.now().minusSeconds(100));
        Bench bench = Bench.of(live("a", cdn.url(), "hls-live", "/main.m3u8"))) {
      await(bench, r -> r.outcome() == Outcome.OK);
      int before = cdn.asked("/v1/low/media.m3u8");
      Thread.sleep(Duration.ofSeconds(2));
      assertThat(cdn.asked("/v1/low/media.m3u8") - before).isBetween(5, 11);
    }
  }

  @Test
  void headersGoToTheTargetsOwnHostAlone() throws Exception {
    try (LiveCdn other = new LiveCdn(Instant.now().minusSeconds(100));
        RawServer own =
            new RawServer(
                RawServer.answering(
                    "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n"
                        + other.url()
                        + "/v1/low/media.m3u8\n"))) {
      SortedMap<String, String> headers = new TreeMap<>();
      headers.put("X-Secret", "token");
      ProbeTarget plain = live("a", own.url(), "hls-live", "/main.m3u8");
      ProbeTarget target =
          new ProbeTarget(
              plain.service(),
              plain.cdn(),
              plain.baseUrl(),
              plain.name(),
              plain.kind(),
              plain.path(),
              plain.interval(),
              plain.timeout(),
              headers,
              plain.expect());
      try (Bench bench = Bench.of(target)) {
        await(bench, r -> r.outcome() == Outcome.OK);
      }
      assertThat(other.secretSeen()).isEmpty();
      try (Bench bench =
          Bench.of(
              new ProbeTarget(
                  "live",
                  "a",
                  other.url(),
                  "p",
                  plain.kind(),
                  plain.path(),
                  plain.interval(),
                  plain.timeout(),
                  headers,
                  plain.expect()))) {
        await(bench, r -> r.outcome() == Outcome.OK);
      }
      assertThat(other.secretSeen()).isEqualTo("token");
    }
  }
}
