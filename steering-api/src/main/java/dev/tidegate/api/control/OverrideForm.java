package dev.tidegate.api.control;

import dev.tidegate.model.Capacity;
import dev.tidegate.model.OperatorOverride;
import dev.tidegate.model.OperatorOverride.Action;
import dev.tidegate.model.Setup;
import dev.tidegate.model.Weights;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * An override as it is asked for, and as it is shown.
 *
 * @param service empty for all
 * @param region empty for all
 */
record OverrideForm(
    Optional<String> service,
    Optional<String> region,
    Action action,
    Instant starts,
    Instant expires,
    String reason) {
  private static final Set<String> FIELDS =
      Set.of(
          "service", "region", "cdn", "action", "value", "strength", "starts", "expires", "reason");

  /** An override that is still there in a month has become configuration, and belongs there. */
  private static final Duration LONGEST = Duration.ofDays(30);

  /** Reads a body. What cannot be read is a 400 naming the field; what may not be is a 422. */
  static OverrideForm read(byte[] body, Instant now) {
    Fields fields = Fields.read(body, FIELDS);
    Optional<String> service = scope(fields, "service");
    Optional<String> region = scope(fields, "region");
    Action action = action(fields);
    Instant starts = Times.field(fields, "starts", now).orElse(now);
    Instant expires =
        Times.field(fields, "expires", now)
            .orElseThrow(() -> fields.wrong("expires", "is required"));
    String reason = Call.reason(fields.text("reason"));
    checkSpan(starts, expires, now);
    return new OverrideForm(service, region, action, starts, expires, reason);
  }

  private static Optional<String> scope(Fields fields, String name) {
    return Optional.of(fields.needText(name)).filter(v -> !v.equals("*"));
  }

  private static Action action(Fields fields) {
    String action = fields.needText("action");
    if (action.equals("freeze")) {
      absent(fields, "cdn", "is not for freeze, which holds all CDNs");
      absent(fields, "value", "is not for freeze");
      return new OperatorOverride.Freeze(hard(fields));
    }
    absent(fields, "strength", "is for freeze only");
    return switch (action) {
      case "drain" -> new OperatorOverride.Drain(plain(fields));
      case "exclude" -> new OperatorOverride.Exclude(plain(fields));
      case "pin" -> new OperatorOverride.Pin(plain(fields));
      case "weight" -> new OperatorOverride.Share(fields.needText("cdn"), share(fields));
      case "cap" -> new OperatorOverride.Cap(fields.needText("cdn"), share(fields));
      case "floor" -> new OperatorOverride.Floor(fields.needText("cdn"), share(fields));
      case "capacity" -> new OperatorOverride.Limit(fields.needText("cdn"), capacity(fields));
      default ->
          throw fields.wrong(
              "action", "must be drain, exclude, pin, weight, cap, floor, capacity or freeze");
    };
  }

  private static String plain(Fields fields) {
    absent(fields, "value", "is not for this action");
    return fields.needText("cdn");
  }

  private static boolean hard(Fields fields) {
    return switch (fields.text("strength").orElse("soft")) {
      case "soft" -> false;
      case "hard" -> true;
      default -> throw fields.wrong("strength", "must be soft or hard");
    };
  }

  private static int share(Fields fields) {
    return fields
        .whole("value", 0, Weights.TOTAL)
        .map(Math::toIntExact)
        .orElseThrow(() -> fields.wrong("value", "is required: basis points, 0..10000"));
  }

  private static Capacity capacity(Fields fields) {
    return fields
        .text("value")
        .flatMap(Capacities::parse)
        .orElseThrow(
            () ->
                fields.wrong(
                    "value", "must be a capacity such as \"6 Tbps\" or \"900000 viewers\""));
  }

  private static void absent(Fields fields, String name, String rule) {
    if (fields.value(name).isPresent()) {
      throw fields.wrong(name, rule);
    }
  }

  private static void checkSpan(Instant starts, Instant expires, Instant now) {
    if (!expires.isAfter(now)) {
      throw Problem.rule("expires-in-future", "expires must be in the future: " + expires)
          .asException();
    }
    if (expires.isAfter(now.plus(LONGEST))) {
      throw Problem.rule("expires-within-30-days", "expires is more than 30 days ahead: " + expires)
          .asException();
    }
    if (!expires.isAfter(starts)) {
      throw Problem.rule("expires-after-start", "expires must be after starts: " + starts)
          .asException();
    }
  }

  /** A 422 unless service, region and CDN are configured. */
  void checkNames(Setup setup) {
    service.ifPresent(s -> known("service", s, setup.services().keySet()));
    region.ifPresent(r -> known("region", r, setup.regions().keySet()));
    action
        .subject()
        .ifPresent(
            cdn -> {
              boolean used =
                  setup.services().values().stream()
                      .filter(s -> service.map(s.id()::equals).orElse(true))
                      .anyMatch(s -> s.cdns().containsKey(cdn));
              if (!used) {
                throw unknown("cdn", cdn);
              }
            });
  }

  private static void known(String what, String id, Set<String> ids) {
    if (!ids.contains(id)) {
      throw unknown(what, id);
    }
  }

  private static ProblemException unknown(String what, String id) {
    String shown = id.length() <= 64 ? id : id.substring(0, 64) + "…";
    return new Problem(
            422,
            "Refused by a rule",
            "no such " + what + ": " + shown,
            Optional.of(what),
            Optional.of("known-" + what),
            java.util.List.of())
        .asException();
  }

  OperatorOverride named(String id, String author, Instant now) {
    return new OperatorOverride(id, service, region, action, now, starts, expires, author, reason);
  }

  /** An override as the wire shows it. */
  static ObjectNode json(OperatorOverride o, Instant now) {
    ObjectNode node =
        Json.object()
            .put("id", o.id())
            .put("service", o.service().orElse("*"))
            .put("region", o.region().orElse("*"));
    Json.put(node, "cdn", o.action().subject());
    node.put("action", o.action().wire());
    putValue(node, o.action());
    Json.put(node, "starts", o.starts());
    Json.put(node, "expires", o.expires());
    Json.put(node, "created", o.created());
    return node.put("author", o.author()).put("reason", o.reason()).put("active", o.active(now));
  }

  private static void putValue(ObjectNode node, Action action) {
    switch (action) {
      case OperatorOverride.Share(String ignored, int points) -> node.put("value", points);
      case OperatorOverride.Cap(String ignored, int points) -> node.put("value", points);
      case OperatorOverride.Floor(String ignored, int points) -> node.put("value", points);
      case OperatorOverride.Limit(String ignored, Capacity capacity) ->
          node.put("value", Capacities.text(capacity));
      case OperatorOverride.Freeze(boolean hard) ->
          node.putNull("value").put("strength", hard ? "hard" : "soft");
      case OperatorOverride.Drain ignored -> node.putNull("value");
      case OperatorOverride.Exclude ignored -> node.putNull("value");
      case OperatorOverride.Pin ignored -> node.putNull("value");
    }
  }
}
