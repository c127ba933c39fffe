package dev.tidegate.api.control;

import static dev.tidegate.api.control.Need.ADMIN;
import static dev.tidegate.api.control.Need.METRICS;
import static dev.tidegate.api.control.Need.NOTHING;
import static dev.tidegate.api.control.Need.OPERATOR;
import static dev.tidegate.api.control.Need.VANTAGE;
import static dev.tidegate.api.control.Need.VIEWER;

import dev.tidegate.api.config.ConfigLoader;
import dev.tidegate.api.dns.Keepers;
import dev.tidegate.api.dns.Served;
import dev.tidegate.api.geo.Geo;
import dev.tidegate.api.loop.Steering;
import dev.tidegate.api.store.Store;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** All routes of the operator plane, in one table. {@code openapi.json} lists the same. */
public final class OperatorPlane {
  private final List<Route> routes;
  private final Degradation degradation;

  /**
   * What the plane stands on.
   *
   * @param source the configuration file, for places in fault messages and for relative paths
   * @param node this process's name
   * @param geo where the public plane takes viewers to be
   * @param keepers of DNS zones elsewhere
   * @param served the DNS zone that we answer for ourselves
   * @param random for ids that need not be guessed, only differ
   */
  public record Parts(
      Store store,
      Steering steering,
      Levers levers,
      EventFeed feed,
      ConfigLoader loader,
      Path source,
      Metrics metrics,
      Readiness readiness,
      RandomGenerator random,
      String node,
      Supplier<Geo> geo,
      Keepers keepers,
      Served served) {}

  public OperatorPlane(Parts p) {
    degradation = new Degradation(p.store(), p.steering(), p.levers(), p.feed());
    StateViews views = new StateViews(p.steering(), p.store(), p.feed(), p.node());
    Overrides overrides = new Overrides(p.store(), p.steering(), p.levers(), p.feed());
    AuditLog audit = new AuditLog(p.store());
    Audiences events = new Audiences(p.store(), p.steering(), p.levers(), p.feed(), p.random());
    ConfigDesk config =
        new ConfigDesk(p.store(), p.loader(), p.source(), p.steering(), p.levers(), p.feed());
    OpenApi openApi = new OpenApi();
    Vantages vantages = new Vantages(p.steering(), p.levers(), p.metrics());
    DnsViews dns = new DnsViews(p.steering(), p.keepers(), p.served());
    routes =
        List.of(
            Route.get("/healthz", NOTHING, call -> Reply.text("text/plain", "ok\n")),
            Route.get("/readyz", NOTHING, call -> ready(p.readiness())),
            Route.get("/metrics", METRICS, p.metrics()::scrape),
            Route.get("/ops/v1/openapi.json", VIEWER, openApi::page),
            Route.get("/ops/v1/state", VIEWER, views::state),
            Route.get("/ops/v1/decisions", VIEWER, views::decisions),
            Route.get("/ops/v1/explain", VIEWER, new Explain(p.steering(), p.geo())::answer),
            Route.get("/ops/v1/stream", VIEWER, views::stream),
            Route.get("/ops/v1/dns", VIEWER, dns::zones),
            Route.get("/ops/v1/overrides", VIEWER, overrides::list),
            Route.post("/ops/v1/overrides", OPERATOR, overrides::add),
            Route.get("/ops/v1/overrides/{id}", VIEWER, overrides::one),
            Route.delete("/ops/v1/overrides/{id}", OPERATOR, overrides::end),
            Route.get("/ops/v1/degradation", VIEWER, degradation::get),
            Route.put("/ops/v1/degradation", OPERATOR, degradation::put),
            Route.get("/ops/v1/events", VIEWER, events::list),
            Route.post("/ops/v1/events", OPERATOR, events::add),
            Route.delete("/ops/v1/events", OPERATOR, events::delete),
            Route.delete("/ops/v1/events/{id}", OPERATOR, events::delete),
            Route.get("/ops/v1/audit", OPERATOR, audit::list),
            Route.get("/ops/v1/audit/verify", OPERATOR, audit::verify),
            Route.get("/ops/v1/config", OPERATOR, config::get),
            Route.put("/ops/v1/config", ADMIN, config::put).maxBody(Route.CONFIG_BODY),
            Route.get("/ops/v1/config/versions", OPERATOR, config::versions),
            Route.get("/ops/v1/config/versions/{version}", OPERATOR, config::one),
            Route.post("/ops/v1/config/versions/{version}/restore", ADMIN, config::restore),
            Route.get("/ops/v1/vantages/{id}/plan", VANTAGE, vantages::plan),
            Route.post("/ops/v1/vantages/{id}/results", VANTAGE, vantages::results)
                .maxBody(Route.RESULTS_BODY));
  }

  private static Reply ready(Readiness readiness) {
    return readiness.ready()
        ? Reply.text("text/plain", "ready\n")
        : Reply.problem(Problem.of(503, "Not ready", "the process is starting or ending"));
  }

  public List<Route> routes() {
    return routes;
  }

  /** What players are told to do without. */
  public Degradation degradation() {
    return degradation;
  }
}
