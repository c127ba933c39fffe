package dev.tidegate.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.telemetry.ProbeResult;
import dev.tidegate.telemetry.ProbeResult.Outcome;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ProberTest {
  private static ProbeTarget every(String cdn, URI base, Duration interval) {
    return new ProbeTarget(
        "live",
        cdn,
        base,
        "p",
        ProbeTarget.Kind.HTTP,
        "/x",
        Optional.of(interval),
        Duration.ofSeconds(2),
        Collections.emptySortedMap(),
        Expect.SUCCESS);
  }

  private static ProberLimits limits(int perSecond, int perHost, int all) {
    return new ProberLimits(perSecond, perHost, all, 1 << 20, Duration.ofDays(14));
  }

  @Test
  void beyondTheRateOfAHostProbesDoNotRun() throws Exception {
    try (RawServer server = new RawServer(RawServer.answering("x"));
        Bench bench =
            new Bench(
                List.of(every("a", server.url(), Duration.ofMillis(50))),
                limits(5, 32, 100),
                Optional.empty())) {
      Bench.await("40 results", () -> bench.results.size() >= 40);
      long ran = bench.results.stream().filter(r -> r.outcome() == Outcome.OK).count();
      // Two seconds and a bit: five in each of three or four periods of the limiter.
      assertThat(ran).isBetween(8L, 20L);
      ProbeResult refused =
          bench.results.stream().filter(r -> r.outcome() != Outcome.OK).findFirst().orElseThrow();
      assertThat(refused.outcome()).isEqualTo(Outcome.NOT_RUN);
      assertThat(refused.failed()).as("no vote").isFalse();
      assertThat(bench.prober.stats().notRun()).isGreaterThanOrEqualTo(40 - ran);
    }
  }

  @Test
  void aHostThatHangsFillsItsOwnBulkheadAlone() throws Exception {
    try (RawServer hole = new RawServer(RawServer::mute);
        RawServer well = new RawServer(RawServer.answering("x"))) {
      Duration fast = Duration.ofMillis(100);
      try (Bench bench =
          new Bench(
              List.of(
                  every("a", hole.url(), fast),
                  every("b", hole.url(), fast),
                  every("c", hole.url(), fast),
                  every("w", well.url(), fast)),
              limits(1000, 2, 100),
              Optional.empty())) {
        Bench.await(
            "a refusal and an answer",
            () ->
                bench.results.stream().anyMatch(r -> r.outcome() == Outcome.NOT_RUN)
                    && bench.results.stream().filter(r -> r.cdn().equals("w")).count() > 5);
        assertThat(bench.results)
            .filteredOn(r -> r.cdn().equals("w"))
            .allMatch(r -> r.outcome() == Outcome.OK);
        assertThat(hole.open()).isEqualTo(2);
      }
      Bench.await("no connection left after close", () -> hole.open() + well.open() == 0);
    }
  }

  @Test
  void aProbeIsNeverStackedOnItself() throws Exception {
    AtomicInteger most = new AtomicInteger();
    AtomicInteger now = new AtomicInteger();
    RawServer.Talk slow =
        socket -> {
          while (RawServer.head(socket)) {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            Thread.sleep(Duration.ofMillis(330));
            now.decrementAndGet();
            RawServer.say(socket, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
          }
        };
    try (RawServer server = new RawServer(slow);
        Bench bench =
            new Bench(
                List.of(every("a", server.url(), Duration.ofMillis(100))),
                ProberLimits.defaults(),
                Optional.empty())) {
      for (int i = 0; i < 5; i++) {
        assertThat(bench.next().outcome()).isEqualTo(Outcome.OK);
      }
      assertThat(most.get()).isEqualTo(1);
      assertThat(bench.prober.stats().skipped()).isBetween(8L, 20L);
    }
  }

  @Test
  void replanKeepsWhatStaysStopsWhatGoesAndBeginsWhatIsNew() throws Exception {
    try (RawServer server = new RawServer(RawServer.answering("x"))) {
      // A long interval: were it begun anew, its first turn would come a second time.
      ProbeTarget stays = every("stays", server.url(), Duration.ofMinutes(1));
      ProbeTarget goes = every("goes", server.url(), Duration.ofMillis(50));
      ProbeTarget comes = every("comes", server.url(), Duration.ofMillis(50));
      try (Bench bench =
          new Bench(List.of(stays, goes), ProberLimits.defaults(), Optional.empty())) {
        assertThat(bench.next().cdn()).isEqualTo("goes");
        bench.prober.replan(new ProbePlan("there", Optional.empty(), List.of(stays, comes)));
        Bench.await(
            "the new one", () -> bench.results.stream().anyMatch(r -> r.cdn().equals("comes")));
        bench.results.clear();
        for (int i = 0; i < 5; i++) {
          ProbeResult result = bench.next();
          assertThat(result.cdn()).isEqualTo("comes");
          assertThat(result.vantage()).isEqualTo("there");
        }
        assertThat(bench.prober.stats().targets()).isEqualTo(2);
      }
    }
  }

  @Test
  void afterCloseNothingIsTold() throws Exception {
    try (RawServer server = new RawServer(RawServer.answering("x"))) {
      Bench bench = Bench.of(every("a", server.url(), Duration.ofMillis(50)));
      bench.next();
      bench.close();
      bench.close();
      int told = bench.results.size();
      Thread.sleep(Duration.ofMillis(300));
      assertThat(bench.results.size()).isLessThanOrEqualTo(told + 1);
      Bench.await("no connection left", () -> server.open() == 0);
      Bench.await(
          "no client's thread left",
          () ->
              Thread.getAllStackTraces().keySet().stream()
                  .noneMatch(thread -> thread.getName().startsWith("HttpClient-")));
    }
  }

  @Test
  void aConsumerThatThrowsIsCountedAndTheProbesGoOn() throws Exception {
    AtomicInteger told = new AtomicInteger();
    try (RawServer server = new RawServer(RawServer.answering("x"));
        Prober prober =
            new Prober(
                Bench.plan(List.of(every("a", server.url(), Duration.ofMillis(50)))),
                ProberLimits.defaults(),
                InstantSource.system(),
                new SplittableRandom(Bench.SEED),
                result -> {
                  told.incrementAndGet();
                  throw new IllegalStateException("full");
                })) {
      prober.start();
      Bench.await("three results", () -> told.get() >= 3);
      assertThat(prober.stats().refused()).isGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void targetsThatCannotBeProbedAreRefusedWithTheRule() {
    URI good = URI.create("http://a.example.com");
    assertThatThrownBy(() -> ProbeTarget.http("s", "a", URI.create("ftp://a"), "p", "/"))
        .hasMessageContaining("http or https");
    assertThatThrownBy(() -> ProbeTarget.http("s", "a", good, "p", "x"))
        .hasMessageContaining("slash");
    assertThatThrownBy(() -> every("a", good, Duration.ofMillis(1)))
        .hasMessageContaining("interval");
    SortedMap<String, String> headers = new TreeMap<>();
    headers.put("X", "a\r\nY: b");
    assertThatThrownBy(
            () ->
                new ProbeTarget(
                    "s",
                    "a",
                    good,
                    "p",
                    ProbeTarget.Kind.HTTP,
                    "/",
                    Optional.empty(),
                    Duration.ofSeconds(1),
                    headers,
                    Expect.SUCCESS))
        .isInstanceOf(IllegalArgumentException.class);
    ProbeTarget twice = ProbeTarget.http("s", "a", good, "p", "/");
    assertThatThrownBy(() -> Bench.plan(List.of(twice, twice))).hasMessageContaining("s/a/p");
  }
}
