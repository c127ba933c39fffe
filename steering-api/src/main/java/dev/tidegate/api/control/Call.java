package dev.tidegate.api.control;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One call, read whole.
 *
 * @param path variables of the route's path
 * @param query the first value of each parameter
 * @param headers the first value of each header field, by lower-case name
 * @param now when it was received
 */
@SuppressWarnings("ArrayRecordComponent") // exactly the bytes that came; never compared
record Call(
    Map<String, String> path,
    Map<String, String> query,
    Map<String, String> headers,
    byte[] body,
    Caller caller,
    Instant now) {
  private static final int MAX_REASON = 1000;
  private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

  Optional<String> param(String name) {
    return Optional.ofNullable(query.get(name)).filter(v -> !v.isEmpty());
  }

  String needParam(String name) {
    return param(name)
        .orElseThrow(
            () -> Problem.field(name, "the parameter " + name + " is required").asException());
  }

  Optional<String> header(String lowerCaseName) {
    return Optional.ofNullable(headers.get(lowerCaseName));
  }

  String variable(String name) {
    return path.getOrDefault(name, "");
  }

  /** A 400 for a parameter that the route does not have. */
  void onlyParams(Set<String> known) {
    for (String name : query.keySet()) {
      if (!known.contains(name)) {
        throw Problem.field(
                name,
                "unknown parameter; known are "
                    + String.join(", ", known.stream().sorted().toList()))
            .asException();
      }
    }
  }

  boolean dryRun() {
    return switch (query.getOrDefault("dryRun", "false")) {
      case "true", "" -> true;
      case "false" -> false;
      default -> throw Problem.field("dryRun", "dryRun must be true or false").asException();
    };
  }

  /** Why the caller writes: the parameter of PUT and DELETE. */
  String reason() {
    return reason(param("reason"));
  }

  /** Why the caller writes, wherever it was said. */
  static String reason(Optional<String> given) {
    String reason =
        given
            .map(String::strip)
            .filter(r -> !r.isEmpty())
            .orElseThrow(
                () -> Problem.field("reason", "every write says why: reason").asException());
    if (reason.length() > MAX_REASON) {
      throw Problem.field("reason", "reason is longer than " + MAX_REASON + " characters")
          .asException();
    }
    return reason;
  }

  /** How many items are wanted: the parameter {@code limit}, 1..1000. */
  int limit() {
    String text = query.getOrDefault("limit", "100");
    if (!text.matches("\\d{1,6}") || Integer.parseInt(text) < 1) {
      throw Problem.field("limit", "limit must be a whole number from 1").asException();
    }
    return Math.min(1000, Integer.parseInt(text));
  }

  /** Where the page before ended, if it is of the form that its kind of item has. */
  Optional<String> cursor(Pattern form) {
    Optional<String> cursor = param("cursor");
    if (cursor.filter(text -> !form.matcher(text).matches()).isPresent()) {
      throw Problem.field("cursor", "cursor must be what an earlier page gave as next")
          .asException();
    }
    return cursor;
  }

  /** The same, where items are numbered. */
  Optional<Long> numberedCursor() {
    return cursor(NUMBER).map(Long::parseLong);
  }

  /** The parameter {@code since}. */
  Optional<Instant> since() {
    return param("since")
        .map(
            text ->
                Times.instant(text)
                    .orElseThrow(
                        () ->
                            Problem.field(
                                    "since",
                                    "since must be epoch milliseconds or ISO-8601 with zone")
                                .asException()));
  }
}
