package dev.tidegate.api.control;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalDouble;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** JSON as this plane reads and writes it: strict in; no number for what is not known out. */
final class Json {
  /** Refuses duplicate fields and anything after the document. */
  static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private Json() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  static ArrayNode array() {
    return MAPPER.createArrayNode();
  }

  static String text(JsonNode node) {
    return MAPPER.writeValueAsString(node);
  }

  /** A list as every list of this plane is: {@code {"items":[…],"next":null|cursor}}. */
  static ObjectNode list(Iterable<? extends JsonNode> items, Optional<String> next) {
    ObjectNode list = object();
    ArrayNode array = list.putArray("items");
    items.forEach(array::add);
    return put(list, "next", next);
  }

  static ObjectNode put(ObjectNode node, String name, OptionalDouble value) {
    if (value.isPresent() && Double.isFinite(value.getAsDouble())) {
      return node.put(name, value.getAsDouble());
    }
    return node.putNull(name);
  }

  static ObjectNode put(ObjectNode node, String name, Optional<String> value) {
    return value.map(v -> node.put(name, v)).orElseGet(() -> node.putNull(name));
  }

  /** To the millisecond: few readers of ISO-8601 take the nine digits that our clock may give. */
  static ObjectNode put(ObjectNode node, String name, Instant value) {
    return node.put(name, value.truncatedTo(ChronoUnit.MILLIS).toString());
  }

  /** A record as an object, with null for numbers that JSON has no word for. */
  static ObjectNode ofRecord(Record value) {
    ObjectNode node = MAPPER.valueToTree(value);
    node.properties().stream()
        .filter(e -> e.getValue().isFloatingPointNumber())
        .filter(e -> !Double.isFinite(e.getValue().doubleValue()))
        .map(java.util.Map.Entry::getKey)
        .toList()
        .forEach(node::putNull);
    return node;
  }
}
