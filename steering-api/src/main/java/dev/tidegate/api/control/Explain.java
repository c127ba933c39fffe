package dev.tidegate.api.control;

import dev.tidegate.answer.GroupAnswer;
import dev.tidegate.answer.Ranking;
import dev.tidegate.answer.SteeringSnapshot;
import dev.tidegate.api.loop.Steering;
import dev.tidegate.engine.Situation;
import dev.tidegate.engine.Situation.CdnView;
import dev.tidegate.health.CdnHealth;
import dev.tidegate.model.Cdn;
import dev.tidegate.model.Ids;
import dev.tidegate.model.Region;
import dev.tidegate.model.Service;
import dev.tidegate.shift.Buckets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Why a session gets the ranking that it gets. */
final class Explain {
  private static final int MAX_SESSION = 128;

  private final Steering steering;

  Explain(Steering steering) {
    this.steering = steering;
  }

  /** Who asks, as far as it bears on the answer. */
  private record Viewer(
      Optional<String> network, Optional<String> country, Optional<String> device) {
    boolean permitted(Cdn cdn) {
      return cdn.access().permits(network, country, device);
    }
  }

  Reply answer(Call call) {
    call.onlyParams(Set.of("service", "region", "session", "network", "country", "device"));
    String session = call.needParam("session");
    if (session.length() > MAX_SESSION) {
      throw Problem.field("session", "session is longer than " + MAX_SESSION + " characters")
          .asException();
    }
    Service service =
        Optional.ofNullable(steering.config().setup().services().get(call.needParam("service")))
            .orElseThrow(() -> Problem.notFound("no such service").asException());
    SteeringSnapshot snapshot = steering.snapshot();
    String[] place = call.param("region").orElse(Region.DEFAULT).split("~", 2);
    Optional<String> network =
        call.param("network")
            .or(() -> place.length < 2 ? Optional.empty() : Optional.of(place[1]))
            .filter(Ids::legal);
    GroupAnswer group =
        snapshot
            .find(service.id(), Ids.legal(place[0]) ? place[0] : Region.DEFAULT, network)
            .orElseThrow(() -> Problem.notFound("no such region").asException());
    Viewer viewer = new Viewer(network, call.param("country"), call.param("device"));
    return Reply.json(200, explain(session, service, snapshot, group, viewer));
  }

  private ObjectNode explain(
      String session,
      Service service,
      SteeringSnapshot snapshot,
      GroupAnswer group,
      Viewer viewer) {
    int bucket = Buckets.of(session);
    ObjectNode node =
        Json.object()
            .put("service", service.id())
            .put("region", group.group().region())
            .put("session", session)
            .put("group", group.group().toString())
            .put("bucket", bucket)
            .put("version", snapshot.version().toString())
            .put("mode", group.mode().wire())
            .put("ttl", group.ttlSeconds());
    Json.put(node, "network", group.group().network());
    Predicate<String> permitted =
        cdn -> Optional.ofNullable(service.cdns().get(cdn)).map(viewer::permitted).orElse(false);
    List<String> ranked = Ranking.of(group, bucket, permitted, List.of());
    addRanking(node, group, ranked);
    addLeftOut(node, group, service, ranked);
    return node.put("text", sentence(bucket, group, ranked, permitted));
  }

  private void addRanking(ObjectNode node, GroupAnswer group, List<String> ranked) {
    Situation situation = steering.situation();
    ArrayNode ranking = node.putArray("ranking");
    for (String cdn : ranked) {
      ObjectNode place = ranking.addObject().put("cdn", cdn).put("weight", group.weights().of(cdn));
      Optional<CdnView> view =
          Optional.ofNullable(situation.groups().get(group.group()))
              .flatMap(g -> Optional.ofNullable(g.cdns().get(cdn)));
      place.put("state", view.map(CdnView::health).orElse(CdnHealth.UNKNOWN).state().wire());
      Json.put(place, "override", view.flatMap(CdnView::overrideId));
      place.putNull("reason");
      view.flatMap(v -> v.reason().or(() -> v.health().reason()))
          .ifPresent(r -> place.set("reason", Words.reason(r)));
    }
  }

  private static void addLeftOut(
      ObjectNode node, GroupAnswer group, Service service, List<String> ranked) {
    ArrayNode leftOut = node.putArray("notOffered");
    for (String cdn : service.cdns().keySet()) {
      if (!ranked.contains(cdn)) {
        boolean inTable = group.table().cdns().contains(cdn);
        leftOut
            .addObject()
            .put("cdn", cdn)
            .put("why", inTable ? "allow or deny" : "excluded, or not configured there");
      }
    }
  }

  private static String sentence(
      int bucket, GroupAnswer group, List<String> ranked, Predicate<String> permitted) {
    int answering = Ranking.bucket(group.table(), bucket, permitted);
    String first = ranked.isEmpty() ? "no CDN" : ranked.getFirst();
    return "the session is in bucket "
        + bucket
        + (answering == bucket
            ? ""
            : ", which begins with a CDN that it is not offered; it is answered as bucket "
                + answering)
        + ", whose order in "
        + group.group()
        + " begins with "
        + first
        + " ("
        + group.weights().of(first) / 100.0
        + " % of sessions there)";
  }
}
