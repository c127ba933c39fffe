package dev.tidegate.api.control;

import dev.tidegate.answer.GroupAnswer;
import dev.tidegate.answer.Ranking;
import dev.tidegate.answer.SteeringSnapshot;
import dev.tidegate.api.config.TidegateConfig.BucketKey;
import dev.tidegate.api.config.TidegateConfig.ServiceDetail;
import dev.tidegate.api.geo.Geo;
import dev.tidegate.api.geo.Viewer;
import dev.tidegate.api.loop.Steering;
import dev.tidegate.engine.Situation;
import dev.tidegate.engine.Situation.CdnView;
import dev.tidegate.health.CdnHealth;
import dev.tidegate.model.Cdn;
import dev.tidegate.model.Region;
import dev.tidegate.model.Service;
import dev.tidegate.shift.Buckets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Why a session gets the ranking that it gets. */
final class Explain {
  private static final int MAX_SESSION = 128;

  private final Steering steering;
  private final Supplier<Geo> geo;

  /**
   * @param geo the one by which the public plane answers
   */
  Explain(Steering steering, Supplier<Geo> geo) {
    this.steering = steering;
    this.geo = geo;
  }

  /** Who asks, and what for where that counts. */
  private record Asker(String session, Optional<String> title, Viewer viewer) {
    int bucket() {
      return Buckets.of(title.orElse(session));
    }

    boolean permitted(Cdn cdn) {
      return cdn.access().permits(viewer.knownNetwork(), viewer.country(), viewer.device());
    }
  }

  Reply answer(Call call) {
    call.onlyParams(Set.of("service", "region", "session", "path", "network", "country", "device"));
    Service service =
        Optional.ofNullable(steering.config().setup().services().get(call.needParam("service")))
            .orElseThrow(() -> Problem.notFound("no such service").asException());
    Asker asker = new Asker(session(call), title(call, service.id()), viewer(call));
    SteeringSnapshot snapshot = steering.snapshot();
    GroupAnswer group =
        snapshot
            .find(service.id(), asker.viewer().region(), asker.viewer().knownNetwork())
            .orElseThrow(() -> Problem.notFound("no such region").asException());
    return Reply.json(200, explain(asker, service, snapshot, group));
  }

  private static String session(Call call) {
    String session = call.needParam("session");
    if (session.length() > MAX_SESSION) {
      throw Problem.field("session", "session is longer than " + MAX_SESSION + " characters")
          .asException();
    }
    return session;
  }

  /** The title, where the service puts titles into buckets and the path tells it. */
  private Optional<String> title(Call call, String service) {
    ServiceDetail detail = steering.config().services().get(service);
    return detail == null || detail.bucketKey() != BucketKey.CONTENT
        ? Optional.empty()
        : call.param("path").filter(path -> path.startsWith("/")).map(Buckets::title);
  }

  /** What the call does not say of the viewer is what the place says, as for players. */
  private Viewer viewer(Call call) {
    String[] place = call.param("region").orElse(Region.DEFAULT).split("~", 2);
    Optional<String> network =
        call.param("network").or(() -> place.length < 2 ? Optional.empty() : Optional.of(place[1]));
    Viewer there = geo.get().at(place[0], network);
    return new Viewer(
        there.region(),
        there.network(),
        there.knownNetwork(),
        call.param("country").or(there::country),
        call.param("device"),
        there.prefix());
  }

  private ObjectNode explain(
      Asker asker, Service service, SteeringSnapshot snapshot, GroupAnswer group) {
    int bucket = asker.bucket();
    ObjectNode node =
        Json.object()
            .put("service", service.id())
            .put("region", group.group().region())
            .put("session", asker.session())
            .put("group", group.group().toString())
            .put("bucket", bucket)
            .put("version", snapshot.version().toString())
            .put("mode", group.mode().wire())
            .put("ttl", group.ttlSeconds());
    Json.put(node, "network", group.group().network());
    Json.put(node, "title", asker.title());
    Predicate<String> permitted =
        cdn -> Optional.ofNullable(service.cdns().get(cdn)).map(asker::permitted).orElse(false);
    List<String> ranked = Ranking.of(group, bucket, permitted, List.of());
    addRanking(node, group, ranked);
    addLeftOut(node, group, service, ranked);
    return node.put("text", sentence(asker, group, ranked, permitted));
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
      Asker asker, GroupAnswer group, List<String> ranked, Predicate<String> permitted) {
    int bucket = asker.bucket();
    int answering = Ranking.bucket(group.table(), bucket, permitted);
    String first = ranked.isEmpty() ? "no CDN" : ranked.getFirst();
    return (asker.title().isPresent() ? "the title is in bucket " : "the session is in bucket ")
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
