package dev.tidegate.api.control;

import dev.tidegate.api.loop.Steering;
import dev.tidegate.engine.Situation;
import dev.tidegate.engine.Situation.CdnView;
import dev.tidegate.engine.Situation.GroupView;
import dev.tidegate.model.Group;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * What Prometheus reads. The gauges of groups and CDNs are made anew at each scrape from what the
 * engine believes; a number that is not known has no sample. All names begin with {@code tidegate_}
 * and stand here or where the thing is counted.
 */
public final class Metrics {
  private static final String OPEN_METRICS = "application/openmetrics-text";
  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

  private final PrometheusMeterRegistry registry;
  private final Steering steering;
  private final Map<MultiGauge, Function<CdnView, OptionalDouble>> cdnGauges =
      new LinkedHashMap<>();
  private final MultiGauge states;
  private final MultiGauge modes;
  private final MultiGauge viewers;
  private final MultiGauge unfollowed;

  public Metrics(PrometheusMeterRegistry registry, Steering steering) {
    this.registry = registry;
    this.steering = steering;
    cdn("weight", "Published share, basis points", v -> OptionalDouble.of(v.weight()));
    cdn("target", "Share wanted, basis points", v -> OptionalDouble.of(v.target()));
    cdn("damage", "Excess badness over peers and past, 0..1", v -> v.health().damage());
    cdn("error_rate", "Players' failures over requests, 0..1", v -> v.health().errorRate());
    cdn("stall_ratio", "Stalled over watched time, 0..1", v -> v.health().stallRatio());
    cdn("ttfb_p50_millis", "Median time to first byte", v -> v.health().ttfbP50Millis());
    cdn("ttfb_p95_millis", "95th percentile to first byte", v -> v.health().ttfbP95Millis());
    cdn("samples", "Effective requests in the short window", v -> v.health().samples());
    cdn("viewers", "Viewers now", CdnView::viewers);
    cdn("utilisation", "Load over capacity", CdnView::utilisation);
    states = gauge("tidegate_cdn_state", "1 for the state that the CDN is in");
    modes = gauge("tidegate_group_mode", "1 for the mode that the group is in");
    viewers = gauge("tidegate_group_viewers", "Viewers of the group now");
    unfollowed =
        gauge("tidegate_dns_unfollowed", "1 where viewers have long not been where DNS sends them");
  }

  private void cdn(String name, String help, Function<CdnView, OptionalDouble> value) {
    cdnGauges.put(gauge("tidegate_cdn_" + name, help), value);
  }

  private MultiGauge gauge(String name, String help) {
    return MultiGauge.builder(name).description(help).register(registry);
  }

  /** A counter of something that happens in this room. */
  Counter counter(String name, String help) {
    return Counter.builder(name).description(help).register(registry);
  }

  Reply scrape(Call call) {
    refresh(steering.situation());
    boolean open = call.header("accept").map(a -> a.contains(OPEN_METRICS)).orElse(false);
    String type = open ? OPEN_METRICS + "; version=1.0.0; charset=utf-8" : TEXT;
    return Reply.text(type, registry.scrape(type));
  }

  private synchronized void refresh(Situation situation) {
    cdnGauges.forEach((gauge, value) -> gauge.register(cdnRows(situation, value), true));
    states.register(stateRows(situation), true);
    List<Row<?>> modeRows = new ArrayList<>();
    List<Row<?>> viewerRows = new ArrayList<>();
    situation
        .groups()
        .forEach(
            (group, view) -> {
              modeRows.add(Row.of(tags(group).and("mode", view.mode().wire()), 1));
              view.viewers().ifPresent(v -> viewerRows.add(Row.of(tags(group), v)));
            });
    modes.register(modeRows, true);
    viewers.register(viewerRows, true);
    unfollowed.register(followRows(situation), true);
  }

  private static List<Row<?>> cdnRows(
      Situation situation, Function<CdnView, OptionalDouble> value) {
    List<Row<?>> rows = new ArrayList<>();
    for (Map.Entry<Group, GroupView> group : situation.groups().entrySet()) {
      group
          .getValue()
          .cdns()
          .forEach(
              (id, view) ->
                  value
                      .apply(view)
                      .ifPresent(v -> rows.add(Row.of(tags(group.getKey()).and("cdn", id), v))));
    }
    return rows;
  }

  private static List<Row<?>> stateRows(Situation situation) {
    List<Row<?>> rows = new ArrayList<>();
    situation
        .groups()
        .forEach(
            (group, view) ->
                view.cdns()
                    .forEach(
                        (id, cdn) ->
                            rows.add(
                                Row.of(
                                    tags(group)
                                        .and("cdn", id, "state", cdn.health().state().wire()),
                                    1))));
    return rows;
  }

  private static List<Row<?>> followRows(Situation situation) {
    List<Row<?>> rows = new ArrayList<>();
    situation
        .groups()
        .forEach(
            (group, view) ->
                view.follow().ifPresent(f -> rows.add(Row.of(tags(group), f.alarm() ? 1 : 0))));
    return rows;
  }

  private static Tags tags(Group group) {
    return Tags.of(
        "service",
        group.service(),
        "region",
        group.region(),
        "network",
        group.network().orElse(""));
  }
}
