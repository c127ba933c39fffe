package dev.tidegate.api.control;

import dev.tidegate.api.config.TidegateConfig;
import dev.tidegate.api.config.TidegateConfig.CdnDetail;
import dev.tidegate.api.config.TidegateConfig.Probe;
import dev.tidegate.api.config.TidegateConfig.ServiceDetail;
import dev.tidegate.api.loop.Steering;
import dev.tidegate.telemetry.ProbeResult;
import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Remote vantages: what each is to probe, and what it found. A vantage is called as its agent's
 * token is, and no agent has another one. Results are measurements, not orders: they are in no
 * audit log.
 */
final class Vantages {
  private static final Set<String> FIELDS = Set.of("region", "sent", "results");
  private static final int MOST = 2000;
  private static final Duration TOO_OLD = Duration.ofSeconds(60);

  /**
   * The agent's word for now says how wrong its clock is; what is less than a batch may take on its
   * way says nothing, and correcting it would put results out of order.
   */
  private static final Duration ON_THE_WAY = Duration.ofSeconds(5);

  private final Steering steering;
  private final Levers levers;
  private final Counter accepted;
  private final Counter dropped;

  Vantages(Steering steering, Levers levers, Metrics metrics) {
    this.steering = steering;
    this.levers = levers;
    this.accepted =
        metrics.counter("tidegate.vantage.results", "Probe results taken from remote vantages");
    this.dropped =
        metrics.counter(
            "tidegate.vantage.results.dropped",
            "Probe results of remote vantages that are of nothing configured, or too old");
  }

  /** Every probe of every service at every CDN of it. */
  Reply plan(Call call) {
    ObjectNode plan = Json.object().put("vantage", own(call));
    ArrayNode targets = plan.putArray("targets");
    for (ServiceDetail service : steering.config().services().values()) {
      for (CdnDetail cdn : service.cdns().values()) {
        service.probes().forEach(probe -> targets.add(target(service.id(), cdn, probe)));
      }
    }
    String tag = "\"" + Etags.of(Json.MAPPER.writeValueAsBytes(plan)) + "\"";
    boolean known = call.header("if-none-match").map(tag::equals).orElse(false);
    return known ? Reply.unchanged(tag) : Reply.json(200, plan, Map.of("ETag", tag));
  }

  private static ObjectNode target(String service, CdnDetail cdn, Probe probe) {
    ObjectNode target =
        Json.object()
            .put("service", service)
            .put("cdn", cdn.id())
            .put("baseUrl", cdn.baseUrl().toString())
            .put("name", probe.name())
            .put("kind", probe.kind())
            .put("path", probe.path());
    put(target, "intervalMs", probe.interval().map(Duration::toMillis));
    target.put("timeoutMs", probe.timeout().toMillis());
    ObjectNode headers = target.putObject("headers");
    probe.headers().forEach(headers::put);
    ObjectNode expect = target.putObject("expect");
    put(expect, "status", boxed(probe.expectStatus()));
    Json.put(expect, "contains", probe.expectContains());
    put(expect, "minBytes", boxed(probe.expectMinBytes()));
    return target;
  }

  private static Optional<Long> boxed(OptionalLong value) {
    return value.isPresent() ? Optional.of(value.getAsLong()) : Optional.empty();
  }

  private static void put(ObjectNode node, String name, Optional<Long> value) {
    value.ifPresentOrElse(v -> node.put(name, v), () -> node.putNull(name));
  }

  /** Takes a batch; what is not configured any more, or too old, is dropped and counted. */
  Reply results(Call call) {
    List<ProbeResult> read = read(call, own(call));
    List<ProbeResult> taken = read.stream().filter(r -> wanted(r, call.now())).toList();
    taken.forEach(levers::probed);
    int lost = read.size() - taken.size();
    accepted.increment(taken.size());
    dropped.increment(lost);
    return Reply.json(200, Json.object().put("accepted", taken.size()).put("dropped", lost));
  }

  private List<ProbeResult> read(Call call, String vantage) {
    Fields fields = Fields.read(call.body(), FIELDS);
    Optional<String> region = fields.text("region");
    region.filter(r -> !steering.config().setup().regions().containsKey(r)).ifPresent(Vantages::no);
    Duration late =
        Times.field(fields, "sent", call.now())
            .map(sent -> Duration.between(sent, call.now()))
            .filter(apart -> apart.abs().compareTo(ON_THE_WAY) > 0)
            .orElse(Duration.ZERO);
    JsonNode results =
        fields.value("results").orElseThrow(() -> fields.wrong("results", "is required"));
    if (!results.isArray() || results.size() > MOST) {
      throw fields.wrong("results", "must be a list of at most " + MOST);
    }
    List<ProbeResult> read = new ArrayList<>();
    for (int i = 0; i < results.size(); i++) {
      ResultForm form = new ResultForm(results.get(i), "results[" + i + "]");
      read.add(form.read(vantage, region, late, call.now()));
    }
    return read;
  }

  private static void no(String region) {
    throw Problem.rule("known-region", "no such region").asException();
  }

  /** What is named must be configured: so nothing that is kept grows with what agents say. */
  private boolean wanted(ProbeResult result, Instant now) {
    TidegateConfig config = steering.config();
    ServiceDetail service = config.services().get(result.service());
    return service != null
        && service.cdns().containsKey(result.cdn())
        && service.probes().stream().anyMatch(p -> p.name().equals(result.probe()))
        && result.ended().isAfter(now.minus(TOO_OLD));
  }

  /** The vantage of the path, if it is the caller's own. */
  private static String own(Call call) {
    String id = call.variable("id");
    if (!id.equals(call.caller().name())) {
      throw Problem.of(403, "Forbidden", "an agent has only the vantage of its token's name")
          .asException();
    }
    return id;
  }
}
