package dev.tidegate.api.wiring;

import dev.tidegate.api.dns.Keepers;
import dev.tidegate.dns.reconcile.ReconcileLoop;
import dev.tidegate.dns.reconcile.Round;
import dev.tidegate.dns.reconcile.Verification;
import dev.tidegate.dns.responder.ResponderStats;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** The counters of DNS, under the names that Prometheus sees. */
final class DnsMeters {
  private DnsMeters() {}

  static void answers(MeterRegistry registry, ResponderStats stats) {
    for (ResponderStats.Dealt dealt : ResponderStats.Dealt.values()) {
      FunctionCounter.builder("tidegate.dns.questions", stats, s -> s.of(dealt))
          .description("Questions to the built-in responder by what became of them")
          .tag("dealt", dealt.wire())
          .register(registry);
    }
  }

  static void targets(MeterRegistry registry, Keepers keepers) {
    for (Keepers.Keeper keeper : keepers.keepers()) {
      Gauge.builder("tidegate.dns.target.failures", keeper.loop(), ReconcileLoop::failures)
          .description("Rounds in a row that did not bring the zone in step")
          .tag("target", keeper.loop().reconciler().name())
          .register(registry);
      for (String server : keeper.loop().reconciler().servers()) {
        Gauge.builder("tidegate.dns.server.right", keeper.loop(), loop -> right(loop, server))
            .description("1 if the name server answers what the zone says, 0 if not")
            .tag("target", keeper.loop().reconciler().name())
            .tag("server", server)
            .register(registry);
      }
    }
  }

  /** No number where it was not asked: before the first look, and where another node writes. */
  private static double right(ReconcileLoop loop, String server) {
    return loop.lastVerified()
        .flatMap(Round::verification)
        .map(v -> v.servers().get(server))
        .map(answer -> answer instanceof Verification.Answer.Right ? 1.0 : 0.0)
        .orElse(Double.NaN);
  }
}
