package dev.tidegate.launcher.stage;

import java.time.Instant;
import tools.jackson.databind.JsonNode;

/** A decision as {@code /ops/v1/decisions} tells it; shares in basis points. */
public record Move(
    Instant at, String region, String cdn, int from, int to, String rule, String text) {

  static Move of(JsonNode decision) {
    JsonNode at = decision.path("at");
    return new Move(
        at.isNumber() ? Instant.ofEpochMilli(at.asLong()) : Instant.parse(at.asString()),
        decision.path("region").asString(""),
        decision.path("cdn").asString(""),
        decision.path("from").asInt(),
        decision.path("to").asInt(),
        decision.path("rule").asString(""),
        decision.path("text").asString(""));
  }
}
