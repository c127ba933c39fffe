package dev.tidegate.api.control;

import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The fields of a JSON body. Reading is strict: a field that is unknown, of another type or missing
 * is a 400 that names it. {@code null} counts as absent.
 */
final class Fields {
  private static final int MAX_TEXT = 1000;

  private final ObjectNode node;
  private final String prefix;

  private Fields(ObjectNode node, String prefix) {
    this.node = node;
    this.prefix = prefix;
  }

  /** Reads a body that may have these fields and no others. */
  static Fields read(byte[] body, Set<String> allowed) {
    JsonNode node;
    try {
      node = Json.MAPPER.readTree(body);
    } catch (JacksonException e) {
      throw Problem.field("", "the body is not JSON: " + e.getOriginalMessage()).asException();
    }
    return of(node, "", allowed);
  }

  /** The same for an object inside a body; {@code place} is its path there. */
  static Fields of(JsonNode node, String place, Set<String> allowed) {
    if (!(node instanceof ObjectNode object)) {
      throw Problem.field(place, (place.isEmpty() ? "the body" : place) + " must be a JSON object")
          .asException();
    }
    String prefix = place.isEmpty() ? "" : place + ".";
    for (String name : object.propertyNames()) {
      if (!allowed.contains(name)) {
        throw Problem.field(
                prefix + name,
                "unknown field \"" + clip(prefix + name) + "\"; known are " + sorted(allowed))
            .asException();
      }
    }
    return new Fields(object, prefix);
  }

  /** The value; empty if absent or {@code null}. */
  Optional<JsonNode> value(String name) {
    return Optional.ofNullable(node.get(name)).filter(v -> !v.isNull());
  }

  Optional<String> text(String name) {
    return value(name)
        .map(
            v -> {
              if (!v.isString() || v.stringValue().length() > MAX_TEXT) {
                throw wrong(name, "must be a text of at most " + MAX_TEXT + " characters");
              }
              return v.stringValue();
            });
  }

  String needText(String name) {
    return text(name)
        .map(String::strip)
        .filter(t -> !t.isEmpty())
        .orElseThrow(() -> wrong(name, "is required"));
  }

  /** A whole number within the bounds; empty if absent. */
  Optional<Long> whole(String name, long least, long most) {
    return value(name)
        .map(
            v -> {
              if (!v.isIntegralNumber()
                  || !v.canConvertToLong()
                  || v.longValue() < least
                  || v.longValue() > most) {
                throw wrong(name, "must be a whole number within " + least + ".." + most);
              }
              return v.longValue();
            });
  }

  /** A 400 about one of the fields. */
  ProblemException wrong(String name, String rule) {
    return Problem.field(prefix + name, prefix + name + " " + rule).asException();
  }

  private static String sorted(Set<String> names) {
    return String.join(", ", names.stream().sorted().toList());
  }

  private static String clip(String text) {
    return text.length() <= 64 ? text : text.substring(0, 64) + "…";
  }
}
