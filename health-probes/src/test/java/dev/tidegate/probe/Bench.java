package dev.tidegate.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.telemetry.ProbeResult;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;

/** A prober at work, and what it told. */
final class Bench implements AutoCloseable {
  static final long SEED = 20261122;
  static final Duration SOON = Duration.ofMillis(400);

  final BlockingQueue<ProbeResult> results = new LinkedBlockingQueue<>();
  final Prober prober;

  Bench(List<ProbeTarget> targets, ProberLimits limits, Optional<SSLContext> trust) {
    prober =
        new Prober(
            plan(targets),
            limits,
            InstantSource.system(),
            new SplittableRandom(SEED),
            results::add,
            trust);
    prober.start();
  }

  static Bench of(ProbeTarget... targets) {
    return new Bench(List.of(targets), ProberLimits.defaults(), Optional.empty());
  }

  static ProbePlan plan(List<ProbeTarget> targets) {
    return new ProbePlan("here", Optional.of("west"), targets);
  }

  /** A probe every 100 ms with the default timeout, which a busy machine keeps too. */
  static ProbeTarget target(URI base, Expect expect) {
    return target(
        "a", base, ProbeTarget.Kind.HTTP, "/x", Optional.of(Duration.ofMillis(100)), expect);
  }

  /** A probe every 100 ms with a timeout of {@link #SOON}. */
  static ProbeTarget hurried(URI base) {
    return small(base, SOON, Map.of());
  }

  static ProbeTarget target(
      String cdn,
      URI base,
      ProbeTarget.Kind kind,
      String path,
      Optional<Duration> interval,
      Expect expect) {
    return new ProbeTarget(
        "live",
        cdn,
        base,
        "p",
        kind,
        path,
        interval,
        ProbeTarget.DEFAULT_TIMEOUT,
        Collections.emptySortedMap(),
        expect);
  }

  /** A probe every 100 ms that names another host than its URL does. */
  static ProbeTarget naming(String host, URI base) {
    return small(base, ProbeTarget.DEFAULT_TIMEOUT, Map.of("Host", host));
  }

  private static ProbeTarget small(URI base, Duration timeout, Map<String, String> headers) {
    return new ProbeTarget(
        "live",
        "a",
        base,
        "p",
        ProbeTarget.Kind.HTTP,
        "/x",
        Optional.of(Duration.ofMillis(100)),
        timeout,
        new TreeMap<>(headers),
        Expect.SUCCESS);
  }

  static Expect contains(String text) {
    return new Expect(OptionalInt.empty(), Optional.of(text), OptionalLong.empty());
  }

  static Expect bytes(long least) {
    return new Expect(OptionalInt.empty(), Optional.empty(), OptionalLong.of(least));
  }

  /** The next result; fails after 10 s without one. */
  ProbeResult next() throws InterruptedException {
    ProbeResult result = results.poll(10, TimeUnit.SECONDS);
    assertThat(result).as("a result within 10 s").isNotNull();
    return result;
  }

  /** What one probe of a target finds. */
  static ProbeResult once(ProbeTarget target) throws InterruptedException {
    try (Bench bench = of(target)) {
      return bench.next();
    }
  }

  /** Waits until something holds; fails after 30 s. */
  static void await(String what, BooleanSupplier condition) throws InterruptedException {
    Instant end = Instant.now().plusSeconds(30);
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).as("waiting for: " + what).isBefore(end);
      Thread.sleep(5);
    }
  }

  @Override
  public void close() {
    prober.close();
  }
}
