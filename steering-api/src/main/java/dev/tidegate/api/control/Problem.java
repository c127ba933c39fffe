package dev.tidegate.api.control;

import dev.tidegate.api.config.Fault;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Why a call was refused, as RFC 9457 has it.
 *
 * @param title the kind of refusal, the same each time
 * @param detail what was wrong with this call
 * @param field the field or parameter concerned
 * @param rule the rule that refused an unsafe change
 * @param faults what is wrong with a configuration
 */
public record Problem(
    int status,
    String title,
    String detail,
    Optional<String> field,
    Optional<String> rule,
    List<Fault> faults) {
  /** The media type of problem details. */
  public static final String TYPE = "application/problem+json";

  static Problem of(int status, String title, String detail) {
    return new Problem(status, title, detail, Optional.empty(), Optional.empty(), List.of());
  }

  /** 400: a field or parameter that cannot be read. */
  static Problem field(String field, String detail) {
    return new Problem(400, "Bad request", detail, Optional.of(field), Optional.empty(), List.of());
  }

  /** 422: a change that a rule refuses. */
  static Problem rule(String rule, String detail) {
    return new Problem(
        422, "Refused by a rule", detail, Optional.empty(), Optional.of(rule), List.of());
  }

  static Problem notFound(String detail) {
    return of(404, "Not found", detail);
  }

  static Problem faults(List<Fault> faults) {
    return new Problem(
        422,
        "Invalid configuration",
        faults.size() == 1 ? "one fault" : faults.size() + " faults",
        Optional.empty(),
        Optional.of("valid-configuration"),
        faults);
  }

  /** As an exception, to be thrown where the call is read. */
  ProblemException asException() {
    return new ProblemException(this);
  }

  ObjectNode json() {
    ObjectNode node =
        Json.object()
            .put("type", "about:blank")
            .put("title", title)
            .put("status", status)
            .put("detail", detail);
    field.ifPresent(f -> node.put("field", f));
    rule.ifPresent(r -> node.put("rule", r));
    if (!faults.isEmpty()) {
      ArrayNode list = node.putArray("faults");
      faults.forEach(
          f ->
              list.addObject()
                  .put("place", f.place())
                  .put("line", f.line())
                  .put("column", f.column())
                  .put("path", f.path())
                  .put("message", f.message()));
    }
    return node;
  }
}
