package dev.tidegate.api.control;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import reactor.core.publisher.Flux;
import tools.jackson.databind.JsonNode;

/** What a route answers. */
sealed interface Reply {

  /** An answer that is ready. */
  @SuppressWarnings("ArrayRecordComponent") // written once; never compared
  record Whole(int status, String type, Map<String, String> headers, byte[] body)
      implements Reply {}

  /** An event stream that goes on. */
  record Stream(Flux<String> events) implements Reply {}

  static Reply json(int status, JsonNode node) {
    return json(status, node, Map.of());
  }

  static Reply json(int status, JsonNode node, Map<String, String> headers) {
    return new Whole(status, "application/json", headers, Json.MAPPER.writeValueAsBytes(node));
  }

  static Reply noContent() {
    return new Whole(204, "", Map.of(), new byte[0]);
  }

  /** What the caller has already, by its entity tag. */
  static Reply unchanged(String tag) {
    return new Whole(304, "", Map.of("ETag", tag), new byte[0]);
  }

  static Reply text(String type, String text) {
    return new Whole(200, type, Map.of(), text.getBytes(StandardCharsets.UTF_8));
  }

  static Reply problem(Problem problem) {
    Map<String, String> headers =
        problem.status() == 401
            ? Map.of("WWW-Authenticate", "Bearer realm=\"tidegate\"")
            : Map.of();
    return new Whole(
        problem.status(), Problem.TYPE, headers, Json.MAPPER.writeValueAsBytes(problem.json()));
  }
}
