package dev.tidegate.api.control;

import dev.tidegate.api.loop.Steering;
import dev.tidegate.api.loop.StepListener;
import dev.tidegate.api.store.Store;
import dev.tidegate.api.store.Store.AuditDraft;
import dev.tidegate.engine.Situation;
import dev.tidegate.model.Group;
import dev.tidegate.model.Service;
import dev.tidegate.model.Setup;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What operators have given up for the time being: a cap on renditions and features switched off,
 * by service and region. Players are told in the hints of {@code /v1/rank}.
 */
public final class Degradation implements StepListener {
  private static final String KIND = "degradation";
  private static final String NAME = "ladder";
  private static final int MOST = 1000;
  private static final int MOST_FEATURES = 32;
  private static final long MOST_KBPS = 10_000_000;

  private final Store store;
  private final Steering steering;
  private final Levers levers;
  private final EventFeed feed;
  private volatile Told told;

  /** The ladder in force, and what of it players are told, by service and region. */
  private record Told(List<Rung> rungs, Map<String, Map<String, String>> texts) {
    Told(List<Rung> rungs) {
      this(rungs, new ConcurrentHashMap<>());
    }
  }

  Degradation(Store store, Steering steering, Levers levers, EventFeed feed) {
    this.store = store;
    this.steering = steering;
    this.levers = levers;
    this.feed = feed;
    this.told = new Told(stored(store));
  }

  private static List<Rung> stored(Store store) {
    return store
        .document(KIND, NAME)
        .map(text -> items(Json.MAPPER.readTree(text).get("items")))
        .orElse(List.of());
  }

  @Override
  public void stepped(Stepped stepped) {
    // what operators gave up does not depend on what is decided
  }

  /** The ladder may have been put on another node. */
  @Override
  public synchronized void written() {
    List<Rung> now = stored(store);
    if (!now.equals(told.rungs())) {
      told = new Told(now);
    }
  }

  /**
   * @param service empty for all
   * @param region empty for all
   * @param maxBitrateKbps highest rendition that players should take; empty for no cap
   * @param features what is switched on or off, by name
   */
  public record Rung(
      Optional<String> service,
      Optional<String> region,
      Optional<Long> maxBitrateKbps,
      Map<String, Boolean> features) {
    boolean covers(String aService, String aRegion) {
      return service.map(aService::equals).orElse(true) && region.map(aRegion::equals).orElse(true);
    }
  }

  /**
   * What players of a service there are told, as JSON: the lowest cap, and every feature that is
   * named; where two differ, off. Does not block, and writes no JSON that it has written before.
   *
   * @param service one that is configured, as the region is: each pair is kept
   */
  public String hints(String service, String region) {
    Told now = told;
    List<dev.tidegate.model.Rung> given = givenUp(service, region);
    if (!given.isEmpty()) {
      return text(now.rungs(), given, service, region); // shortage is rare
    }
    Map<String, String> known = now.texts().get(service);
    String text = known == null ? null : known.get(region);
    if (text == null) {
      text = text(now.rungs(), List.of(), service, region);
      now.texts().computeIfAbsent(service, s -> new ConcurrentHashMap<>()).put(region, text);
    }
    return text;
  }

  /** What the engine gives up there for want of room, beside what operators do. */
  private List<dev.tidegate.model.Rung> givenUp(String service, String region) {
    Situation.GroupView view = steering.situation().groups().get(Group.of(service, region));
    Service known = view == null ? null : steering.config().setup().services().get(service);
    return view == null || known == null || view.givenUp() == 0
        ? List.of()
        : known.ladder().subList(0, Math.min(view.givenUp(), known.ladder().size()));
  }

  private static String text(
      List<Rung> rungs, List<dev.tidegate.model.Rung> given, String service, String region) {
    Optional<Long> cap = Optional.empty();
    Map<String, Boolean> features = new TreeMap<>();
    for (Rung rung : rungs) {
      if (rung.covers(service, region)) {
        Optional<Long> before = cap;
        cap = rung.maxBitrateKbps().map(k -> Math.min(k, before.orElse(k))).or(() -> before);
        rung.features().forEach((name, on) -> features.merge(name, on, Boolean::logicalAnd));
      }
    }
    for (dev.tidegate.model.Rung rung : given) {
      switch (rung) {
        case dev.tidegate.model.Rung.RenditionCap(long kbps) ->
            cap = Optional.of(Math.min(kbps, cap.orElse(kbps)));
        case dev.tidegate.model.Rung.FeatureOff(String name) -> features.put(name, false);
      }
    }
    ObjectNode hints = Json.object();
    cap.ifPresentOrElse(k -> hints.put("maxBitrateKbps", k), () -> hints.putNull("maxBitrateKbps"));
    ObjectNode named = hints.putObject("features");
    features.forEach(named::put);
    return Json.text(hints);
  }

  Reply get(Call call) {
    ObjectNode document = json(stored(store));
    return Reply.json(200, document, Map.of("ETag", tag(document)));
  }

  Reply put(Call call) {
    String reason = call.reason();
    Fields fields = Fields.read(call.body(), Set.of("items", "next"));
    List<Rung> asked =
        items(fields.value("items").orElseThrow(() -> fields.wrong("items", "is required")));
    asked.forEach(this::checkNames);
    if (call.dryRun()) {
      checkMatch(call, json(stored(store)));
      return Reply.json(200, Words.dryRun(steering.preview(store.overrides(call.now()))));
    }
    ObjectNode after = json(asked);
    replace(call, asked, Json.text(after), reason);
    levers.overridesChanged();
    feed.auditGrew();
    return Reply.json(200, after, Map.of("ETag", tag(after)));
  }

  /** One at a time here: nobody writes between the look at what stands and what replaces it. */
  private synchronized void replace(Call call, List<Rung> asked, String after, String reason) {
    ObjectNode before = json(stored(store));
    checkMatch(call, before);
    AuditDraft audit =
        new AuditDraft(
            call.now(),
            call.caller().name(),
            "degradation.put",
            KIND,
            reason,
            Json.text(before),
            after);
    store.putDocument(KIND, NAME, Optional.of(after), audit);
    told = new Told(asked);
  }

  private static void checkMatch(Call call, ObjectNode before) {
    call.header("if-match")
        .map(String::strip)
        .filter(m -> !m.equals("*") && !m.equals(tag(before)))
        .ifPresent(
            m -> {
              throw Problem.of(412, "Stale version", "the ladder is now " + tag(before))
                  .asException();
            });
  }

  private void checkNames(Rung rung) {
    Setup setup = steering.config().setup();
    rung.service()
        .filter(s -> !setup.services().containsKey(s))
        .ifPresent(
            s -> {
              throw Problem.rule("known-service", "no such service").asException();
            });
    rung.region()
        .filter(r -> !setup.regions().containsKey(r))
        .ifPresent(
            r -> {
              throw Problem.rule("known-region", "no such region").asException();
            });
  }

  private static List<Rung> items(JsonNode items) {
    if (!items.isArray() || items.size() > MOST) {
      throw Problem.field("items", "items must be a list of at most " + MOST).asException();
    }
    List<Rung> rungs = new ArrayList<>();
    Set<String> scopes = new HashSet<>();
    for (int i = 0; i < items.size(); i++) {
      Rung rung = rung(items.get(i), "items[" + i + "]");
      if (!scopes.add(rung.service() + "/" + rung.region())) {
        throw Problem.field("items[" + i + "]", "this service and region occur twice")
            .asException();
      }
      rungs.add(rung);
    }
    return List.copyOf(rungs);
  }

  private static Rung rung(JsonNode item, String place) {
    Fields fields =
        Fields.of(item, place, Set.of("service", "region", "maxBitrateKbps", "features"));
    Map<String, Boolean> features = new TreeMap<>();
    fields.value("features").ifPresent(f -> readFeatures(f, fields, features));
    return new Rung(
        Optional.of(fields.needText("service")).filter(s -> !s.equals("*")),
        Optional.of(fields.needText("region")).filter(r -> !r.equals("*")),
        fields.whole("maxBitrateKbps", 1, MOST_KBPS),
        features);
  }

  private static void readFeatures(JsonNode node, Fields fields, Map<String, Boolean> into) {
    if (!node.isObject() || node.size() > MOST_FEATURES) {
      throw fields.wrong("features", "must be an object of at most " + MOST_FEATURES);
    }
    for (Map.Entry<String, JsonNode> feature : node.properties()) {
      if (!feature.getValue().isBoolean() || !feature.getKey().matches("[A-Za-z0-9._-]{1,64}")) {
        throw fields.wrong("features", "must map names to true or false");
      }
      into.put(feature.getKey(), feature.getValue().booleanValue());
    }
  }

  private static ObjectNode json(List<Rung> rungs) {
    ObjectNode document = Json.object();
    ArrayNode items = document.putArray("items");
    for (Rung rung : rungs) {
      ObjectNode item =
          items
              .addObject()
              .put("service", rung.service().orElse("*"))
              .put("region", rung.region().orElse("*"));
      rung.maxBitrateKbps()
          .ifPresentOrElse(
              k -> item.put("maxBitrateKbps", k), () -> item.putNull("maxBitrateKbps"));
      ObjectNode features = item.putObject("features");
      rung.features().forEach(features::put);
    }
    return document.putNull("next");
  }

  private static String tag(ObjectNode document) {
    return "\"" + Etags.of(Json.MAPPER.writeValueAsBytes(document)) + "\"";
  }
}
