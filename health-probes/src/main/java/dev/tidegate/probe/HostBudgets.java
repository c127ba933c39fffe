package dev.tidegate.probe;

import dev.tidegate.telemetry.ProbeResult.Outcome;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps us from hurting those we probe, and ourselves: a rate and a bulkhead for each host, and one
 * bulkhead for all. Nothing waits here; a probe that finds no room does not run.
 */
final class HostBudgets {
  private record Budget(RateLimiter rate, Bulkhead inFlight) {}

  private final ConcurrentHashMap<String, Budget> hosts = new ConcurrentHashMap<>();
  private final RateLimiterConfig rate;
  private final BulkheadConfig perHost;
  private final Bulkhead all;

  HostBudgets(ProberLimits limits) {
    rate =
        RateLimiterConfig.custom()
            .limitForPeriod(limits.perHostPerSecond())
            .limitRefreshPeriod(Duration.ofSeconds(1))
            .timeoutDuration(Duration.ZERO)
            .build();
    perHost = bulkhead(limits.perHostInFlight());
    all = Bulkhead.of("all", bulkhead(limits.inFlight()));
  }

  private static BulkheadConfig bulkhead(int most) {
    return BulkheadConfig.custom()
        .maxConcurrentCalls(most)
        .maxWaitDuration(Duration.ZERO)
        // Virtual threads wait for nothing here; fairness would only cost.
        .fairCallHandlingStrategyEnabled(false)
        .build();
  }

  /** Room for one probe, to be left when it ends. */
  interface Room {
    void leave();
  }

  /**
   * Takes room at a host.
   *
   * @throws ProbeFailed NOT_RUN, saying which bound was reached
   */
  Room take(String host) throws ProbeFailed {
    Budget budget = hosts.computeIfAbsent(host, this::open);
    if (!all.tryAcquirePermission()) {
      throw new ProbeFailed(Outcome.NOT_RUN, "too many probes under way");
    }
    if (!budget.inFlight().tryAcquirePermission()) {
      all.releasePermission();
      throw new ProbeFailed(Outcome.NOT_RUN, "too many probes under way at " + host);
    }
    if (!budget.rate().acquirePermission()) {
      budget.inFlight().releasePermission();
      all.releasePermission();
      throw new ProbeFailed(Outcome.NOT_RUN, "rate budget of " + host + " used up");
    }
    return () -> {
      budget.inFlight().releasePermission();
      all.releasePermission();
    };
  }

  private Budget open(String host) {
    return new Budget(RateLimiter.of(host, rate), Bulkhead.of(host, perHost));
  }

  void keepOnly(Set<String> wanted) {
    hosts.keySet().retainAll(wanted);
  }
}
