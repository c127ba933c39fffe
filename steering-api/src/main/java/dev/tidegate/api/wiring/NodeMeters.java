package dev.tidegate.api.wiring;

import dev.tidegate.api.loop.Company;
import dev.tidegate.api.loop.NodeStats;
import dev.tidegate.api.loop.SteeringLoop;
import dev.tidegate.api.nodes.Hearing;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.function.ToLongFunction;

/** What a node among many counts, under the names that Prometheus sees. */
final class NodeMeters {
  private static final List<String> OUTCOMES = List.of("done", "no-lease", "not-above", "unknown");

  private NodeMeters() {}

  /** Binds nothing if the node is the only one. */
  static void bind(MeterRegistry registry, SteeringLoop loop) {
    if (loop.nodeStats().isEmpty()) {
      return;
    }
    gauge(registry, loop, "leading", "1 while this node leads", s -> in(s, Company.Role.LEADING));
    gauge(
        registry,
        loop,
        "store.reachable",
        "1 while this node is not alone",
        s -> 1 - in(s, Company.Role.ALONE));
    gauge(registry, loop, "epoch", "Epoch of what it answers from", NodeStats::epoch);
    count(registry, loop, "lone.ticks", "Ticks decided alone", NodeStats::aloneTicks);
    count(registry, loop, "led", "Times it began to lead", NodeStats::led);
    count(registry, loop, "refused", "Snapshots not above its own", NodeStats::refused);
    report(registry, loop, "taken", s -> s.taken());
    report(registry, loop, "duplicate", s -> s.again());
    report(registry, loop, "late", s -> s.late());
    report(registry, loop, "gap", s -> s.missing());
    report(registry, loop, "unreadable", s -> s.unreadable());
    report(registry, loop, "crowded-out", s -> s.crowdedOut());
    reports(registry, loop, "unsent", NodeStats::unsent);
    for (String outcome : OUTCOMES) {
      FunctionCounter.builder(
              "tidegate.node.publish", loop, l -> stats(l).published().getOrDefault(outcome, 0L))
          .description("What became of publications")
          .tag("outcome", outcome)
          .register(registry);
    }
  }

  private static NodeStats stats(SteeringLoop loop) {
    return loop.nodeStats().orElseThrow();
  }

  private static long in(NodeStats stats, Company.Role role) {
    return stats.role() == role ? 1 : 0;
  }

  private static void gauge(
      MeterRegistry registry,
      SteeringLoop loop,
      String name,
      String help,
      ToLongFunction<NodeStats> value) {
    Gauge.builder("tidegate.node." + name, loop, l -> value.applyAsLong(stats(l)))
        .description(help)
        .register(registry);
  }

  private static void count(
      MeterRegistry registry,
      SteeringLoop loop,
      String name,
      String help,
      ToLongFunction<NodeStats> value) {
    FunctionCounter.builder("tidegate.node." + name, loop, l -> value.applyAsLong(stats(l)))
        .description(help)
        .register(registry);
  }

  private static void report(
      MeterRegistry registry, SteeringLoop loop, String kind, ToLongFunction<Hearing.Tally> value) {
    reports(registry, loop, kind, stats -> value.applyAsLong(stats.heard()));
  }

  private static void reports(
      MeterRegistry registry, SteeringLoop loop, String kind, ToLongFunction<NodeStats> value) {
    FunctionCounter.builder("tidegate.node.reports", loop, l -> value.applyAsLong(stats(l)))
        .description("What became of reports: of all nodes while this one led, unsent ones its own")
        .tag("kind", kind)
        .register(registry);
  }
}
