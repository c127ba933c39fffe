package dev.tidegate.api.wiring;

import dev.tidegate.api.config.TidegateConfig;
import dev.tidegate.api.config.TidegateConfig.CdnDetail;
import dev.tidegate.api.config.TidegateConfig.Probe;
import dev.tidegate.probe.Expect;
import dev.tidegate.probe.ProbePlan;
import dev.tidegate.probe.ProbeTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeMap;

/** What the built-in vantage checks: every probe of a service at every CDN of it. */
final class Plans {
  private Plans() {}

  static ProbePlan of(TidegateConfig config) {
    List<ProbeTarget> targets = new ArrayList<>();
    config
        .services()
        .values()
        .forEach(
            service ->
                service
                    .cdns()
                    .values()
                    .forEach(
                        cdn ->
                            service.probes().stream()
                                .map(probe -> target(service.id(), cdn, probe))
                                .forEach(targets::add)));
    return new ProbePlan(config.vantage().id(), config.vantage().region(), targets);
  }

  private static ProbeTarget target(String service, CdnDetail cdn, Probe probe) {
    OptionalInt status =
        probe.expectStatus().isPresent()
            ? OptionalInt.of(Math.toIntExact(probe.expectStatus().getAsLong()))
            : OptionalInt.empty();
    return new ProbeTarget(
        service,
        cdn.id(),
        cdn.baseUrl(),
        probe.name(),
        ProbeTarget.Kind.of(probe.kind()),
        probe.path(),
        probe.interval(),
        probe.timeout(),
        new TreeMap<>(probe.headers()),
        new Expect(status, probe.expectContains(), probe.expectMinBytes()));
  }
}
