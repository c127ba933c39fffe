package dev.tidegate.api.wiring;

import dev.tidegate.api.beacon.IntakeStats;
import dev.tidegate.api.steer.AnswerTimes;
import dev.tidegate.api.steer.PublicPlane;
import dev.tidegate.api.steer.PublicStats;
import dev.tidegate.probe.Prober;
import dev.tidegate.telemetry.ProbeResult.Outcome;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;

/** The counters of the rooms that do not know Micrometer, under the names that Prometheus sees. */
final class PublicMeters {
  private PublicMeters() {}

  static void answers(MeterRegistry registry, PublicStats stats, PublicPlane plane) {
    for (PublicStats.Answer answer : PublicStats.Answer.values()) {
      FunctionCounter.builder("tidegate.answers", stats, s -> s.get(answer))
          .description("Requests of the public plane by form and what became of them")
          .tag("form", word(answer))
          .tag("status", status(answer))
          .register(registry);
    }
    AnswerTimes times = stats.times();
    for (int i = 0; i < AnswerTimes.BUCKETS; i++) {
      int bucket = i;
      FunctionCounter.builder("tidegate.answers.within", times, t -> t.countUpTo(bucket))
          .description(
              "Reads answered within so many seconds of their turn, of about one in 64 that is measured")
          .tag("le", AnswerTimes.label(bucket))
          .register(registry);
    }
    FunctionCounter.builder("tidegate.answers.seconds", times, AnswerTimes::seconds)
        .description("Seconds of all that were measured")
        .register(registry);
    Gauge.builder("tidegate.public.connections", plane, PublicPlane::connections)
        .description("Open connections of the public plane")
        .register(registry);
    Gauge.builder("tidegate.public.shedding", plane, p -> p.shedding() ? 1 : 0)
        .description("1 while answers carry the overload TTL")
        .register(registry);
  }

  /** The class of status that each is answered with. */
  private static String status(PublicStats.Answer answer) {
    return switch (answer) {
      case RANK,
          HLS,
          DASH,
          SESSION,
          EDGE,
          BEACON,
          CMCD,
          NEL,
          PREFLIGHT,
          PROBE,
          FALLBACK,
          UNPREPARED,
          SHED,
          UNKNOWN_PATHWAY ->
          "2xx";
      case NOT_FOUND, NOT_ALLOWED, BAD_REQUEST, TOO_LONG, UNREADABLE -> "4xx";
    };
  }

  static void beacons(MeterRegistry registry, IntakeStats stats) {
    FunctionCounter.builder("tidegate.beacons.accepted", stats, IntakeStats::beacons)
        .description("Beacons of which at least one sample was counted")
        .register(registry);
    FunctionCounter.builder("tidegate.beacon.samples", stats, IntakeStats::samples)
        .description("Samples counted")
        .register(registry);
    for (IntakeStats.Reason reason : IntakeStats.Reason.values()) {
      FunctionCounter.builder("tidegate.beacons.dropped", stats, s -> s.get(reason))
          .description("Beacons and samples dropped or mended, by cause")
          .tag("cause", reason.wire())
          .register(registry);
    }
  }

  static void probes(MeterRegistry registry, Prober prober) {
    for (Outcome outcome : Outcome.values()) {
      FunctionCounter.builder(
              "tidegate.probe.results", prober, p -> p.stats().outcomes().getOrDefault(outcome, 0L))
          .description("Probe results by outcome")
          .tag("outcome", word(outcome))
          .register(registry);
    }
    Gauge.builder("tidegate.probe.targets", prober, p -> p.stats().targets())
        .description("Probes planned")
        .register(registry);
    Gauge.builder("tidegate.probe.lag.seconds", prober, p -> p.stats().lagWorst().toMillis() / 1e3)
        .description("The latest that a probe's turn began in the last minutes")
        .register(registry);
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
