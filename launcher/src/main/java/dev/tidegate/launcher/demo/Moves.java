package dev.tidegate.launcher.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** Decisions of a few seconds told as one line a group: a drain is one story, not thirty. */
final class Moves {
  private static final int EVERY_SECONDS = 5;

  private record Course(int from, int to, String rule, String because) {
    Course then(Course next) {
      return new Course(from, next.to, next.rule, next.because);
    }

    int fall() {
      return from - to;
    }
  }

  private final SortedMap<String, SortedMap<String, Course>> waiting = new TreeMap<>();
  private long toldAt;

  void add(JsonNode decision) {
    String network = decision.path("network").asString("");
    String group = decision.path("region").asString("") + (network.isEmpty() ? "" : "~" + network);
    Course course =
        new Course(
            decision.path("from").asInt(),
            decision.path("to").asInt(),
            decision.path("rule").asString(""),
            because(decision.path("text").asString("")));
    waiting
        .computeIfAbsent(group, _ -> new TreeMap<>())
        .merge(decision.path("cdn").asString(""), course, Course::then);
  }

  /** What there is to tell now: at once after a silence, then every few seconds. */
  List<String> tell(Duration elapsed) {
    if (waiting.isEmpty() || elapsed.toSeconds() - toldAt < EVERY_SECONDS) {
      return List.of();
    }
    toldAt = elapsed.toSeconds();
    List<String> lines = new ArrayList<>();
    waiting.forEach((group, courses) -> lines.add(line(group, courses)));
    waiting.clear();
    return lines;
  }

  private static String line(String group, SortedMap<String, Course> courses) {
    StringJoiner parts = new StringJoiner(", ");
    courses.forEach(
        (cdn, course) ->
            parts.add(
                String.format(
                    Locale.ROOT,
                    "%s %.1f -> %.1f %%",
                    cdn,
                    course.from() / 100.0,
                    course.to() / 100.0)));
    Course most =
        courses.values().stream().max((a, b) -> Integer.compare(a.fall(), b.fall())).orElseThrow();
    return "DECIDED   " + group + ": " + parts + " (" + most.rule() + ": " + most.because() + ")";
  }

  private static String because(String text) {
    int at = text.indexOf(" because ");
    return at < 0 ? text : text.substring(at + " because ".length());
  }
}
