package dev.tidegate.launcher.replay;

import dev.tidegate.api.record.Tail;
import dev.tidegate.api.replay.Checking.Verdict;
import dev.tidegate.engine.replay.Difference;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a check says, to people and to programs. */
public final class CheckReport {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int LONGEST = 400;

  private final List<Verdict> verdicts;
  private final String engine;

  /**
   * @param engine this program's
   */
  public CheckReport(List<Verdict> verdicts, String engine) {
    this.verdicts = verdicts;
    this.engine = engine;
  }

  /** Whether everything that was recorded came again. */
  public boolean held() {
    return verdicts.stream().allMatch(Verdict::equal);
  }

  /** For people. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    TreeSet<String> others = new TreeSet<>();
    verdicts.forEach(v -> v.engine().filter(e -> !e.equals(engine)).ifPresent(others::add));
    if (!others.isEmpty()) {
      lines.add(
          "recorded by engine "
              + String.join(", ", others)
              + ", this program's is "
              + engine
              + ": differences are no surprise");
    }
    verdicts.forEach(verdict -> add(verdict, lines));
    long ticks = verdicts.stream().mapToLong(Verdict::ticks).sum();
    long decisions = verdicts.stream().mapToLong(Verdict::decisions).sum();
    long failed = verdicts.stream().filter(v -> !v.equal()).count();
    lines.add(
        failed == 0
            ? format("byte-equal: %d steps, %d decisions", ticks, decisions)
            : format("NOT byte-equal: %d of %d segments", failed, verdicts.size()));
    return lines;
  }

  private static void add(Verdict verdict, List<String> lines) {
    if (verdict.refused().isPresent()) {
      lines.add(verdict.file().getFileName() + "  " + verdict.refused().get());
      return;
    }
    lines.add(
        format(
            "%s  %s .. %s  %6d steps  %4d decisions  %s%s",
            verdict.file().getFileName(),
            time(verdict.from()),
            time(verdict.until()),
            verdict.ticks(),
            verdict.decisions(),
            verdict.equal() ? "byte-equal" : "DIFFERS",
            verdict.tail().map(CheckReport::ending).orElse("")));
    verdict
        .difference()
        .ifPresent(
            d -> {
              lines.add("  at step " + d.tick() + ", " + d.at() + ": " + d.what());
              lines.add("    recorded  " + shortened(d.recorded()));
              lines.add("    replayed  " + shortened(d.replayed()));
            });
  }

  static String ending(Tail tail) {
    return switch (tail) {
      case Tail.Closed(var ending) ->
          ending.dropped() == 0 ? "" : "; then " + ending.dropped() + " steps were not recorded";
      case Tail.Open() -> "; no end: killed, or still being written";
      case Tail.Torn torn ->
          "; its last " + torn.bytes() + " bytes cannot be read (" + torn.why() + ")";
    };
  }

  private static String time(Optional<Instant> at) {
    return at.map(t -> t.truncatedTo(ChronoUnit.SECONDS).toString()).orElse("?");
  }

  private static String shortened(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + " ...";
  }

  /** For programs. */
  public String json() {
    ObjectNode out = JSON.createObjectNode();
    out.put("engine", engine).put("byteEqual", held());
    ArrayNode segments = out.putArray("segments");
    for (Verdict verdict : verdicts) {
      ObjectNode one = segments.addObject();
      one.put("file", verdict.file().toString());
      verdict.engine().ifPresent(e -> one.put("engine", e));
      verdict.from().ifPresent(t -> one.put("from", t.toString()));
      verdict.until().ifPresent(t -> one.put("until", t.toString()));
      one.put("steps", verdict.ticks()).put("decisions", verdict.decisions());
      one.put("byteEqual", verdict.equal());
      verdict.tail().map(CheckReport::ending).ifPresent(e -> one.put("ending", bare(e)));
      verdict.refused().ifPresent(why -> one.put("refused", why));
      verdict.difference().ifPresent(d -> put(d, one.putObject("difference")));
    }
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(out);
  }

  private static String bare(String ending) {
    return ending.isEmpty() ? "whole" : ending.substring(2);
  }

  private static void put(Difference d, ObjectNode to) {
    to.put("at", d.at().toString()).put("step", d.tick()).put("what", d.what());
    to.put("recorded", d.recorded()).put("replayed", d.replayed());
  }

  private static String format(String form, Object... values) {
    return String.format(Locale.ROOT, form, values);
  }
}
