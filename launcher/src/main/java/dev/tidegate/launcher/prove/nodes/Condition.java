package dev.tidegate.launcher.prove.nodes;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What a node says of itself in {@code /ops/v1/state}.
 *
 * @param role {@code leading}, {@code following} or {@code alone}
 * @param leader who leads, as far as it knows
 * @param decided when what it shows was decided
 */
record Condition(
    String node, String role, Optional<String> leader, String version, Optional<Instant> decided) {

  static Condition of(JsonNode state) {
    return new Condition(
        state.path("node").asString(""),
        state.path("role").asString(""),
        state.path("leader").isString()
            ? Optional.of(state.path("leader").asString())
            : Optional.empty(),
        state.path("version").asString(""),
        instant(state.path("decidedAt").asString("")));
  }

  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeParseException _) {
      return Optional.empty();
    }
  }

  boolean leading() {
    return role.equals("leading");
  }

  /** Whether it has led, and decided and published as the leader, at or after {@code since}. */
  boolean ledSince(Instant since) {
    return leading() && decided.map(at -> !at.isBefore(since)).orElse(false);
  }
}
