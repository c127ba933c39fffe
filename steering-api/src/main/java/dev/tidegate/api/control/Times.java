package dev.tidegate.api.control;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Instants as callers write them: epoch milliseconds, ISO-8601 with zone, or a time from now. */
final class Times {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
  private static final Pattern MILLIS = Pattern.compile("\\d{1,15}");

  private Times() {}

  /** A duration such as {@code 30m}; empty if {@code text} is none. */
  static Optional<Duration> duration(String text) {
    Matcher m = DURATION.matcher(text);
    if (!m.matches()) {
      return Optional.empty();
    }
    long n = Long.parseLong(m.group(1));
    return Optional.of(
        switch (m.group(2)) {
          case "ms" -> Duration.ofMillis(n);
          case "s" -> Duration.ofSeconds(n);
          case "m" -> Duration.ofMinutes(n);
          case "h" -> Duration.ofHours(n);
          default -> Duration.ofDays(n);
        });
  }

  /** An instant: epoch milliseconds or ISO-8601 with zone; empty if {@code text} is neither. */
  static Optional<Instant> instant(String text) {
    if (MILLIS.matcher(text).matches()) {
      return Optional.of(Instant.ofEpochMilli(Long.parseLong(text)));
    }
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** An instant, or a duration counted from {@code now}. */
  static Optional<Instant> instantOrFromNow(String text, Instant now) {
    return duration(text).map(now::plus).or(() -> instant(text));
  }

  /** A field that holds an instant, or a duration from {@code now}; empty if absent. */
  static Optional<Instant> field(Fields fields, String name, Instant now) {
    return fields
        .value(name)
        .map(
            v -> {
              String text = v.isString() || v.isIntegralNumber() ? v.asString() : "";
              return instantOrFromNow(text, now)
                  .orElseThrow(
                      () ->
                          fields.wrong(
                              name,
                              "must be epoch milliseconds, ISO-8601 with zone, or a duration from"
                                  + " now such as 30m"));
            });
  }
}
