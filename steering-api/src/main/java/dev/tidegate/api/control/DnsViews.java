package dev.tidegate.api.control;

import dev.tidegate.api.config.TidegateConfig.CdnDetail;
import dev.tidegate.api.config.TidegateConfig.DnsTarget;
import dev.tidegate.api.config.TidegateConfig.ServiceDetail;
import dev.tidegate.api.dns.Keepers;
import dev.tidegate.api.dns.Served;
import dev.tidegate.api.loop.Steering;
import dev.tidegate.dns.reconcile.ReconcileLoop;
import dev.tidegate.dns.reconcile.Round;
import dev.tidegate.dns.reconcile.Verification;
import dev.tidegate.dns.responder.DnsListener;
import dev.tidegate.dns.responder.ResponderStats;
import dev.tidegate.engine.Situation;
import dev.tidegate.model.Group;
import dev.tidegate.model.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** How DNS stands: every zone that is kept in step, by region, and the one that we answer for. */
final class DnsViews {
  private final Steering steering;
  private final Keepers keepers;
  private final Served served;

  DnsViews(Steering steering, Keepers keepers, Served served) {
    this.steering = steering;
    this.keepers = keepers;
    this.served = served;
  }

  Reply zones(Call call) {
    List<ObjectNode> zones = new ArrayList<>();
    keepers.keepers().forEach(keeper -> zones.add(zone(keeper)));
    ObjectNode answer = Json.list(zones, Optional.empty());
    answer.put("enabled", served.listener().isPresent() || !zones.isEmpty());
    ObjectNode responder = answer.putObject("responder");
    responder.put("enabled", served.listener().isPresent());
    served.listener().ifPresent(listener -> responder(responder, listener));
    ArrayNode following = answer.putArray("following");
    steering
        .situation()
        .groups()
        .forEach(
            (group, view) ->
                view.follow().ifPresent(f -> following(following.addObject(), group, f)));
    return Reply.json(200, answer);
  }

  /** In basis points: what a CDN should have by now, and what is counted there. */
  private static void following(ObjectNode node, Group group, Situation.Follow follow) {
    node.put("service", group.service()).put("region", group.region());
    ObjectNode expected = node.putObject("expected");
    follow.expected().forEach(expected::put);
    if (follow.achieved().isPresent()) {
      ObjectNode measured = node.putObject("measured");
      follow.achieved().get().forEach(measured::put);
    } else {
      node.putNull("measured");
    }
    node.put("askUs", follow.asking());
    node.put("offSince", follow.offSince().map(Object::toString).orElse(null));
    node.put("alarm", follow.alarm());
  }

  private void responder(ObjectNode node, DnsListener listener) {
    listener.zone().ifPresent(zone -> node.put("zone", zone)); // that of the start, whatever is put
    node.put("address", listener.host() + ":" + listener.port());
    node.put("version", steering.snapshot().version().toString());
    ObjectNode questions = node.putObject("questions");
    for (ResponderStats.Dealt dealt : ResponderStats.Dealt.values()) {
      questions.put(dealt.wire(), listener.stats().of(dealt));
    }
  }

  private ObjectNode zone(Keepers.Keeper keeper) {
    DnsTarget target = keeper.target();
    ReconcileLoop loop = keeper.loop();
    ObjectNode node = Json.object();
    node.put("zone", target.zone())
        .put("kind", target.kind())
        .put("target", loop.reconciler().name())
        .put("owner", target.owner())
        .put("failures", loop.failures());
    Optional<Round> last = loop.last();
    node.put("at", last.map(r -> r.at().toString()).orElse(null));
    node.put("outcome", last.map(r -> r.outcome().word()).orElse("pending"));
    node.put("detail", last.map(r -> r.outcome().toString()).orElse(null));
    node.put(
        "plan",
        last.flatMap(Round::plan).filter(p -> !p.isEmpty()).map(Object::toString).orElse(null));
    ArrayNode drift = node.putArray("drift");
    last.ifPresent(round -> round.drift().forEach(drift::add));
    if (loop.lastApplied().isPresent()) {
      apply(node.putObject("lastApply"), loop.lastApplied().get());
    } else {
      node.putNull("lastApply");
    }
    ArrayNode servers = node.putArray("servers");
    loop.lastVerified().ifPresent(round -> servers(servers, round));
    ArrayNode regions = node.putArray("regions");
    last.ifPresent(
        round -> round.scopes().forEach((group, s) -> region(regions.addObject(), group, s)));
    return node;
  }

  /** How each server that resolvers ask stood when it was last asked. */
  private static void servers(ArrayNode servers, Round round) {
    round
        .verification()
        .ifPresent(
            verification ->
                verification
                    .servers()
                    .forEach(
                        (server, answer) ->
                            servers
                                .addObject()
                                .put("server", server)
                                .put("right", answer instanceof Verification.Answer.Right)
                                .put("state", answer.word())
                                .put("detail", answer.toString())
                                .put("at", round.at().toString())));
  }

  private static void apply(ObjectNode node, Round round) {
    node.put("at", round.at().toString());
    node.put("version", round.intended().version());
    node.put("summary", round.plan().map(p -> p.summary()).orElse(null));
    node.put("verified", round.verification().map(v -> v.right()).orElse(null));
    node.put("verification", round.verification().map(Object::toString).orElse(null));
  }

  private void region(ObjectNode node, Group group, Round.Standing standing) {
    node.put("service", group.service()).put("region", group.region());
    shares(node, "intended", group, standing.parts(), Optional.of(standing.intended()));
    shares(node, "published", group, standing.parts(), standing.published());
    shares(node, "observed", group, standing.parts(), standing.observed());
    node.put("generation", standing.ownership().map(o -> (Long) o.generation()).orElse(null));
  }

  /** In basis points, by CDN; a host that is no CDN's stands as itself. */
  private void shares(
      ObjectNode node,
      String name,
      Group group,
      int parts,
      Optional<SortedMap<String, Integer>> shares) {
    if (shares.isEmpty()) {
      node.putNull(name);
      return;
    }
    ObjectNode inner = node.putObject(name);
    for (Map.Entry<String, Integer> share : shares.get().entrySet()) {
      inner.put(
          cdn(group.service(), share.getKey()),
          Math.toIntExact((long) share.getValue() * Weights.TOTAL / parts));
    }
  }

  private String cdn(String service, String host) {
    ServiceDetail detail = steering.config().services().get(service);
    return detail == null
        ? host
        : detail.cdns().values().stream()
            .filter(cdn -> cdn.dns().equals(Optional.of(host)))
            .map(CdnDetail::id)
            .findFirst()
            .orElse(host);
  }
}
