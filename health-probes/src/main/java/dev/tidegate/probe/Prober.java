package dev.tidegate.probe;

import dev.tidegate.telemetry.ProbeResult;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLContext;

/** Runs a plan of probes and tells each result the moment it is known. */
@SuppressWarnings("unused") // the running part follows
public final class Prober implements AutoCloseable {
  public Prober(
      ProbePlan plan,
      ProberLimits limits,
      InstantSource clock,
      RandomGenerator random,
      Consumer<ProbeResult> results) {
    this(plan, limits, clock, random, results, Optional.empty());
  }

  public Prober(
      ProbePlan plan,
      ProberLimits limits,
      InstantSource clock,
      RandomGenerator random,
      Consumer<ProbeResult> results,
      Optional<SSLContext> trust) {}

  public void start() {}

  public void replan(ProbePlan plan) {}

  public ProberStats stats() {
    return new ProberStats(
        new java.util.EnumMap<>(ProbeResult.Outcome.class),
        0,
        0,
        0,
        0,
        java.time.Duration.ZERO,
        java.time.Duration.ZERO);
  }

  public List<CertificateExpiry> certificates() {
    return List.of();
  }

  @Override
  public void close() {}
}
