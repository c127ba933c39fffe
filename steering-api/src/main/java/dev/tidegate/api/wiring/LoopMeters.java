package dev.tidegate.api.wiring;

import dev.tidegate.api.loop.LoopStats;
import dev.tidegate.api.loop.SteeringLoop;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToLongFunction;

/** The loop's heartbeat, under the names that Prometheus sees. */
final class LoopMeters {
  private static final double[] QUANTILES = {50, 99, 100};
  private static final double MICROS = 1e6;

  private LoopMeters() {}

  static void bind(MeterRegistry registry, SteeringLoop loop) {
    Gauge.builder("tidegate.loop.last.step.seconds", loop, LoopMeters::lastStep)
        .description("When a step last succeeded, Unix time; its age is the first thing to look at")
        .register(registry);
    Gauge.builder("tidegate.store.reachable", loop, l -> l.stats().storeReachable() ? 1 : 0)
        .description("1 while the loop can write to the store")
        .register(registry);
    count(registry, loop, "steps", "Steps that succeeded", LoopStats::steps);
    count(registry, loop, "nudged", "Steps asked for between ticks", LoopStats::nudged);
    count(registry, loop, "failures", "Steps that failed", LoopStats::failures);
    count(registry, loop, "skipped.ticks", "Ticks that a step outlasted", LoopStats::skippedTicks);
    count(registry, loop, "store.lagging", "Saves past the deadline", LoopStats::storeLagging);
    count(registry, loop, "store.failures", "What the store failed at", LoopStats::storeFailures);
    count(registry, loop, "probes.dropped", "Probe results dropped", LoopStats::probesDropped);
    for (double quantile : QUANTILES) {
      Gauge.builder(
              "tidegate.loop.step.seconds",
              loop,
              l -> l.stats().stepMicros().getValueAtPercentile(quantile) / MICROS)
          .description("How long steps took, since the start")
          .tag("quantile", Double.toString(quantile / 100))
          .register(registry);
    }
  }

  private static double lastStep(SteeringLoop loop) {
    return loop.stats().lastStepAt().map(at -> at.toEpochMilli() / 1e3).orElse(Double.NaN);
  }

  private static void count(
      MeterRegistry registry,
      SteeringLoop loop,
      String name,
      String help,
      ToLongFunction<LoopStats> value) {
    FunctionCounter.builder("tidegate.loop." + name, loop, l -> value.applyAsLong(l.stats()))
        .description(help)
        .register(registry);
  }
}
