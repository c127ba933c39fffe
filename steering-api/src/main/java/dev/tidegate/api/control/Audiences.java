package dev.tidegate.api.control;

import dev.tidegate.api.loop.Steering;
import dev.tidegate.api.store.Store;
import dev.tidegate.api.store.Store.AuditDraft;
import dev.tidegate.api.store.Store.Document;
import dev.tidegate.model.Audience;
import dev.tidegate.model.Setup;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Scheduled events: when, where, and the viewers expected over time. The engine makes room for them
 * before they come.
 */
public final class Audiences {
  private static final Logger LOG = Logger.getLogger(Audiences.class.getName());

  private static final String KIND = "event";
  private static final Set<String> FIELDS =
      Set.of("name", "service", "region", "starts", "ends", "viewers", "reason");
  private static final int MOST = 1000;
  private static final int MOST_POINTS = 1440;
  private static final long MOST_VIEWERS = 10_000_000_000L;

  private final Store store;
  private final Steering steering;
  private final Levers levers;
  private final EventFeed feed;
  private final RandomGenerator random;

  Audiences(Store store, Steering steering, Levers levers, EventFeed feed, RandomGenerator random) {
    this.store = store;
    this.steering = steering;
    this.levers = levers;
    this.feed = feed;
    this.random = random;
  }

  /**
   * What is scheduled, as the engine takes it. What it cannot take is logged and left out; so is
   * what is over, which the engine would look at in every step.
   */
  public static List<Audience> scheduled(Store store, Instant now) {
    return store.documents(KIND).stream()
        .flatMap(d -> audience(d).stream())
        .filter(audience -> audience.ends().isAfter(now))
        .toList();
  }

  private static Optional<Audience> audience(Document document) {
    try {
      return Optional.of(audience(Json.MAPPER.readTree(document.text())));
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "the event " + document.name() + " is not understood", e);
      return Optional.empty();
    }
  }

  private static Audience audience(JsonNode event) {
    List<Audience.Point> points = new ArrayList<>();
    for (JsonNode point : event.get("viewers")) {
      points.add(new Audience.Point(at(point, "at"), point.get("viewers").doubleValue()));
    }
    points.sort(Comparator.comparing(Audience.Point::at));
    return new Audience(
        scope(event, "service"),
        scope(event, "region"),
        at(event, "starts"),
        at(event, "ends"),
        points);
  }

  private static Optional<String> scope(JsonNode event, String name) {
    return Optional.of(event.get(name).asString()).filter(id -> !id.equals("*"));
  }

  private static Instant at(JsonNode node, String name) {
    return Instant.parse(node.get(name).asString());
  }

  Reply list(Call call) {
    List<JsonNode> items =
        store.documents(KIND).stream().map(d -> Json.MAPPER.readTree(d.text())).toList();
    return Reply.json(200, Json.list(items, Optional.empty()));
  }

  Reply add(Call call) {
    ObjectNode event = read(call);
    if (call.dryRun()) {
      List<Audience> then = new ArrayList<>(scheduled(store, call.now()));
      then.add(audience(event));
      return dryRun(call, then);
    }
    return stored(call, event);
  }

  /** One at a time here, so that there are not more than may be. */
  private synchronized Reply stored(Call call, ObjectNode event) {
    if (store.documents(KIND).size() >= MOST) {
      throw Problem.rule("at-most-" + MOST, "there are " + MOST + " events already").asException();
    }
    String id = "ev-" + HexFormat.of().toHexDigits(random.nextLong());
    ObjectNode stored = Json.object().put("id", id);
    stored.setAll(event);
    AuditDraft audit =
        new AuditDraft(
            call.now(),
            call.caller().name(),
            "event.create",
            "event/" + id,
            event.get("reason").asString(),
            "null",
            Json.text(stored));
    store.putDocument(KIND, id, Optional.of(Json.text(stored)), audit);
    levers.audiencesChanged();
    feed.auditGrew();
    return Reply.json(201, stored, Map.of("Location", "/ops/v1/events/" + id));
  }

  private Reply dryRun(Call call, List<Audience> then) {
    return Reply.json(200, Words.dryRun(steering.preview(store.overrides(call.now()), then)));
  }

  private ObjectNode read(Call call) {
    Fields fields = Fields.read(call.body(), FIELDS);
    ObjectNode event = Json.object();
    Json.put(event, "name", fields.text("name"));
    event.put("service", scope(fields, "service", steering.config().setup()));
    event.put("region", scope(fields, "region", steering.config().setup()));
    Instant starts = time(fields, "starts", call.now());
    Instant ends = time(fields, "ends", call.now());
    if (!ends.isAfter(starts)) {
      throw fields.wrong("ends", "must be after starts");
    }
    Json.put(event, "starts", starts);
    Json.put(event, "ends", ends);
    event.set("viewers", viewers(fields, starts, call.now()));
    return event.put("reason", Call.reason(fields.text("reason")));
  }

  private static String scope(Fields fields, String name, Setup setup) {
    String id = fields.needText(name);
    Set<String> known =
        name.equals("service") ? setup.services().keySet() : setup.regions().keySet();
    if (!id.equals("*") && !known.contains(id)) {
      throw Problem.rule("known-" + name, "no such " + name).asException();
    }
    return id;
  }

  private static Instant time(Fields fields, String name, Instant now) {
    return Times.field(fields, name, now).orElseThrow(() -> fields.wrong(name, "is required"));
  }

  /** Either one number for the whole event or a list of points in time. */
  private static ArrayNode viewers(Fields fields, Instant starts, Instant now) {
    ArrayNode points = Json.array();
    JsonNode given =
        fields.value("viewers").orElseThrow(() -> fields.wrong("viewers", "is required"));
    if (!given.isArray()) {
      long all = fields.whole("viewers", 0, MOST_VIEWERS).orElse(0L);
      Json.put(points.addObject(), "at", starts).put("viewers", all);
      return points;
    }
    if (given.isEmpty() || given.size() > MOST_POINTS) {
      throw fields.wrong("viewers", "must have 1 to " + MOST_POINTS + " points");
    }
    for (int i = 0; i < given.size(); i++) {
      Fields point = Fields.of(given.get(i), "viewers[" + i + "]", Set.of("at", "viewers"));
      long count =
          point
              .whole("viewers", 0, MOST_VIEWERS)
              .orElseThrow(() -> point.wrong("viewers", "is required"));
      Json.put(points.addObject(), "at", time(point, "at", now)).put("viewers", count);
    }
    return points;
  }

  /** The event that the path names, or the parameter {@code id}. */
  Reply delete(Call call) {
    String id =
        Optional.of(call.variable("id"))
            .filter(v -> !v.isEmpty())
            .orElseGet(() -> call.needParam("id"));
    String reason = call.reason();
    if (call.dryRun()) {
      Document known = known(id);
      return dryRun(call, others(known.name()));
    }
    return deleted(call, id, reason);
  }

  private Document known(String id) {
    return store.documents(KIND).stream()
        .filter(d -> d.name().equals(id))
        .findFirst()
        .orElseThrow(() -> Problem.notFound("no such event").asException());
  }

  /** One at a time here: of two who delete the same event the later finds none. */
  private synchronized Reply deleted(Call call, String id, String reason) {
    Document event = known(id);
    AuditDraft audit =
        new AuditDraft(
            call.now(),
            call.caller().name(),
            "event.delete",
            "event/" + id,
            reason,
            event.text(),
            "null");
    store.putDocument(KIND, id, Optional.empty(), audit);
    levers.audiencesChanged();
    feed.auditGrew();
    return Reply.noContent();
  }

  private List<Audience> others(String id) {
    return store.documents(KIND).stream()
        .filter(d -> !d.name().equals(id))
        .flatMap(d -> audience(d).stream())
        .toList();
  }
}
