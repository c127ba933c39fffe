package dev.tidegate.api.control;

import dev.tidegate.answer.SteeringSnapshot;
import dev.tidegate.answer.Version;
import dev.tidegate.api.loop.Company;
import dev.tidegate.api.loop.Steering;
import dev.tidegate.api.nodes.Commons.Sign;
import dev.tidegate.engine.Preview;
import dev.tidegate.engine.Situation;
import dev.tidegate.engine.Situation.CdnView;
import dev.tidegate.engine.Situation.GroupView;
import dev.tidegate.health.CdnHealth;
import dev.tidegate.health.Verdict;
import dev.tidegate.model.Group;
import dev.tidegate.model.Mode;
import dev.tidegate.model.Reason;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What the engine believes, in the words of the wire. */
final class Words {
  /** Which of several modes speaks for the whole: the one that most wants a person's eye. */
  private static final List<Mode> GRAVITY =
      List.of(Mode.AUTOMATIC, Mode.STATIC, Mode.FROZEN, Mode.HELD, Mode.PANIC);

  private Words() {}

  /** The answer of {@code GET /ops/v1/state}. */
  static ObjectNode state(Steering steering, Instant now, String node) {
    Situation situation = steering.situation();
    SteeringSnapshot snapshot = steering.snapshot();
    ObjectNode state = Json.object().put("version", snapshot.version().toString());
    Json.put(state, "at", now);
    Json.put(state, "decidedAt", situation.at());
    state.put("mode", gravest(situation).wire());
    Optional<Company> company = steering.company();
    Json.put(state, "leader", company.isEmpty() ? Optional.of(node) : company.get().leader());
    state.put("node", node);
    company.ifPresent(c -> addNodes(state, c, snapshot.version()));
    ObjectNode services = state.putObject("services");
    situation.groups().forEach((group, view) -> addGroup(services, group, view));
    return state;
  }

  private static void addNodes(ObjectNode state, Company company, Version here) {
    state.put("role", company.role().name().toLowerCase(Locale.ROOT));
    Version newest =
        company.nodes().stream()
            .map(Sign::version)
            .reduce(here, (a, b) -> b.compareTo(a) > 0 ? b : a);
    ArrayNode nodes = state.putArray("nodes");
    for (Sign sign : company.nodes()) {
      ObjectNode node =
          nodes
              .addObject()
              .put("node", sign.node())
              .put("address", sign.address())
              .put("leading", sign.leading())
              .put("version", sign.version().toString())
              .put("program", sign.program());
      node.putNull("behind");
      if (sign.version().epoch() == newest.epoch()) {
        node.put("behind", newest.seq() - sign.version().seq());
      }
    }
  }

  private static Mode gravest(Situation situation) {
    return situation.groups().values().stream()
        .map(GroupView::mode)
        .max(Comparator.comparingInt(GRAVITY::indexOf))
        .orElse(Mode.STATIC);
  }

  private static void addGroup(ObjectNode services, Group group, GroupView view) {
    ObjectNode region =
        services
            .withObjectProperty(group.service())
            .withObjectProperty("regions")
            .withObjectProperty(group.region());
    ObjectNode place =
        group
            .network()
            .map(n -> region.withObjectProperty("networks").withObjectProperty(n))
            .orElse(region);
    place.put("mode", view.mode().wire());
    Json.put(place, "viewers", view.viewers());
    place.put("verdict", view.verdict().wire());
    if (!(view.verdict() instanceof Verdict.None)) {
      place.set("about", Json.ofRecord((Record) view.verdict()));
    }
    ObjectNode cdns = place.putObject("cdns");
    view.cdns().forEach((id, cdn) -> cdns.set(id, cdn(cdn)));
    view.effect().ifPresent(effect -> place.set("effect", Json.ofRecord(effect)));
  }

  private static ObjectNode cdn(CdnView view) {
    CdnHealth health = view.health();
    ObjectNode cdn =
        Json.object()
            .put("weight", view.weight())
            .put("target", view.target())
            .put("floor", view.floor())
            .put("state", health.state().wire());
    Json.put(cdn, "damage", health.damage());
    Json.put(cdn, "errorRate", health.errorRate());
    Json.put(cdn, "stallRatio", health.stallRatio());
    Json.put(cdn, "ttfbP50Ms", health.ttfbP50Millis());
    Json.put(cdn, "ttfbP95Ms", health.ttfbP95Millis());
    Json.put(cdn, "samples", health.samples());
    Json.put(cdn, "minimumDetectable", health.minimumDetectable());
    Json.put(cdn, "viewers", view.viewers());
    Json.put(cdn, "utilisation", view.utilisation());
    cdn.putNull("probe");
    health
        .probe()
        .ifPresent(
            p -> {
              ObjectNode probe =
                  Json.object().put("state", p.state()).put("failures", p.failures());
              cdn.set("probe", Json.put(probe, "at", p.at()));
            });
    Json.put(cdn, "override", view.overrideId());
    cdn.putNull("reason");
    view.reason().or(health::reason).ifPresent(r -> cdn.set("reason", reason(r)));
    return cdn;
  }

  /** A reason as data, with its kind and its sentence. */
  static ObjectNode reason(Reason reason) {
    ObjectNode node = Json.object().put("kind", kind(reason));
    node.setAll(Json.ofRecord((Record) reason));
    return node.put("text", reason.text());
  }

  private static String kind(Reason reason) {
    return reason
        .getClass()
        .getSimpleName()
        .replaceAll("(?<=.)(?=[A-Z])", "-")
        .toLowerCase(Locale.ROOT);
  }

  /** The answer to a dry run. */
  static ObjectNode dryRun(Preview preview) {
    ObjectNode answer = Json.object().put("dryRun", true);
    ObjectNode weights = answer.putObject("weights");
    preview
        .weights()
        .forEach(
            (group, shares) -> {
              String region = group.region() + group.network().map(n -> "~" + n).orElse("");
              ObjectNode cdns =
                  weights.withObjectProperty(group.service()).withObjectProperty(region);
              for (Map.Entry<String, Integer> share : shares.shares().entrySet()) {
                cdns.put(share.getKey(), share.getValue());
              }
            });
    Json.put(answer, "peakUtilisation", preview.peakUtilisation());
    return Json.put(answer, "refusedBy", preview.refusedBy());
  }
}
