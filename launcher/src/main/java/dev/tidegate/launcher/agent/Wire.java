package dev.tidegate.launcher.agent;

import dev.tidegate.probe.Expect;
import dev.tidegate.probe.ProbePlan;
import dev.tidegate.probe.ProbeTarget;
import dev.tidegate.telemetry.ProbeResult;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Plans and results as they cross the wire between a vantage and the control plane. */
final class Wire {
  private static final JsonMapper JSON = JsonMapper.shared();

  private Wire() {}

  /**
   * Reads a plan.
   *
   * @throws RuntimeException if it is none
   */
  static ProbePlan plan(String text, String vantage, Optional<String> region) {
    List<ProbeTarget> targets = new ArrayList<>();
    for (JsonNode target : JSON.readTree(text).required("targets")) {
      targets.add(target(target));
    }
    return new ProbePlan(vantage, region, targets);
  }

  private static ProbeTarget target(JsonNode node) {
    TreeMap<String, String> headers = new TreeMap<>();
    node.required("headers")
        .properties()
        .forEach(header -> headers.put(header.getKey(), header.getValue().asString()));
    return new ProbeTarget(
        text(node, "service"),
        text(node, "cdn"),
        URI.create(text(node, "baseUrl")),
        text(node, "name"),
        ProbeTarget.Kind.of(text(node, "kind")),
        text(node, "path"),
        known(node.required("intervalMs")).map(JsonNode::longValue).map(Duration::ofMillis),
        Duration.ofMillis(node.required("timeoutMs").longValue()),
        headers,
        expect(node.required("expect")));
  }

  private static Expect expect(JsonNode node) {
    Optional<JsonNode> status = known(node.required("status"));
    Optional<JsonNode> bytes = known(node.required("minBytes"));
    return new Expect(
        status.isPresent() ? OptionalInt.of(status.get().intValue()) : OptionalInt.empty(),
        known(node.required("contains")).map(JsonNode::asString),
        bytes.isPresent() ? OptionalLong.of(bytes.get().longValue()) : OptionalLong.empty());
  }

  private static Optional<JsonNode> known(JsonNode node) {
    return Optional.of(node).filter(n -> !n.isNull());
  }

  private static String text(JsonNode node, String name) {
    return node.required(name).asString();
  }

  /** Writes a batch. */
  static String results(List<ProbeResult> results, Optional<String> region, Instant sent) {
    ObjectNode batch = JSON.createObjectNode();
    region.ifPresent(r -> batch.put("region", r));
    batch.put("sent", sent.toEpochMilli());
    ArrayNode list = batch.putArray("results");
    results.forEach(result -> write(result, list.addObject()));
    return JSON.writeValueAsString(batch);
  }

  private static void write(ProbeResult result, ObjectNode to) {
    to.put("service", result.service())
        .put("cdn", result.cdn())
        .put("probe", result.probe())
        .put("outcome", result.outcome().name().toLowerCase(Locale.ROOT).replace('_', '-'))
        .put("started", result.started().toEpochMilli())
        .put("ended", result.ended().toEpochMilli())
        .put("detail", result.detail());
    result
        .live()
        .ifPresent(
            live ->
                to.putObject("live")
                    .put("sequence", live.sequence())
                    .put("targetMs", live.target().toMillis())
                    .put("stoodStillMs", live.stoodStill().toMillis())
                    .put("lag", live.lag())
                    .put("othersAdvance", live.othersAdvance()));
  }
}
