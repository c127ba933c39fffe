package dev.tidegate.launcher.replay;

import dev.tidegate.api.replay.Comparing;
import dev.tidegate.engine.replay.Account;
import dev.tidegate.engine.replay.Comparison;
import dev.tidegate.engine.replay.Episode;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.TreeSet;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a comparison says, to people and to programs. */
public final class CompareReport {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int MOST_SHOWN = 40;

  private final Comparing comparing;
  private final Comparison.Outcomes outcomes;
  private final String name;

  /**
   * @param name of the other configuration
   */
  public CompareReport(Comparing comparing, String name) {
    this.comparing = comparing;
    this.outcomes = comparing.outcomes();
    this.name = name;
  }

  /** For people. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        format("%s over %d steps%s, on the signals of the time", name, outcomes.ticks(), span()));
    remarks(lines);
    lines.add(format("%34s %14s %14s", "", "as recorded", "with the other"));
    Account.Sum a = outcomes.recorded();
    Account.Sum b = outcomes.wanted();
    lines.add(row("decisions", a.decisions(), b.decisions()));
    TreeSet<String> rules = new TreeSet<>(a.rules().keySet());
    rules.addAll(b.rules().keySet());
    for (String rule : rules) {
      long one = a.rules().getOrDefault(rule, 0L);
      lines.add(row("runs of rule " + rule, one, b.rules().getOrDefault(rule, 0L)));
    }
    lines.add(row("viewers moved", Math.round(a.movedViewers()), Math.round(b.movedViewers())));
    lines.add(
        row("bad viewer-seconds expected", Math.round(a.badSeconds()), Math.round(b.badSeconds())));
    lines.add(row("  of all viewing", share(a.badSeconds(), a), share(b.badSeconds(), b)));
    lines.add(
        row(
            "viewing where nothing is known",
            share(a.unknownSeconds(), a),
            share(b.unknownSeconds(), b)));
    lines.add(
        row("highest load over capacity", peak(a.peakUtilisation()), peak(b.peakUtilisation())));
    episodes("only as recorded", outcomes.onlyRecorded(), lines);
    episodes("only with " + name, outcomes.onlyWanted(), lines);
    return lines;
  }

  private void remarks(List<String> lines) {
    comparing.refused().forEach(why -> lines.add("left out: " + why));
    if (!outcomes.left().isEmpty()) {
      lines.add("not in " + name + ", so left out: " + String.join(", ", outcomes.left()));
    }
    if (!outcomes.added().isEmpty()) {
      lines.add("only in " + name + ", nothing recorded: " + String.join(", ", outcomes.added()));
    }
    if (outcomes.cold()) {
      lines.add("the recorded state is of another engine: both began knowing nothing");
    } else if (outcomes.unlike() > 0) {
      lines.add(
          "this program's engine decides otherwise than the one that recorded, even with the"
              + " configuration of the time: \"as recorded\" is what this one would have done");
    }
  }

  private String span() {
    if (comparing.from().isEmpty() || comparing.until().isEmpty()) {
      return "";
    }
    Duration span = Duration.between(comparing.from().get(), comparing.until().get());
    return format(
        ", %s .. %s (%d min %d s)",
        comparing.from().get().truncatedTo(ChronoUnit.SECONDS),
        comparing.until().get().truncatedTo(ChronoUnit.SECONDS),
        span.toMinutes(),
        span.toSecondsPart());
  }

  private static void episodes(String title, List<Episode> episodes, List<String> lines) {
    if (episodes.isEmpty()) {
      return;
    }
    lines.add(title + ":");
    for (Episode e : episodes.subList(0, Math.min(MOST_SHOWN, episodes.size()))) {
      lines.add(
          format(
              "  %s +%4d s  %s in %s: %.2f %% -> %.2f %% (%s) because %s",
              e.began().truncatedTo(ChronoUnit.SECONDS),
              Duration.between(e.began(), e.ended()).toSeconds(),
              e.of().cdn(),
              e.of().group(),
              e.from() / 100.0,
              e.to() / 100.0,
              e.of().rule().wire(),
              e.reason()));
    }
    if (episodes.size() > MOST_SHOWN) {
      lines.add("  and " + (episodes.size() - MOST_SHOWN) + " more (--json has them all)");
    }
  }

  private static String row(String what, Object one, Object other) {
    return format("%-34s %14s %14s", what, one, other);
  }

  private static String share(double seconds, Account.Sum of) {
    return of.viewerSeconds() == 0 ? "?" : format("%.3f %%", 100 * seconds / of.viewerSeconds());
  }

  private static String peak(OptionalDouble peak) {
    return peak.isPresent() ? format("%.2f", peak.getAsDouble()) : "?";
  }

  /** For programs. */
  public String json() {
    ObjectNode out = JSON.createObjectNode();
    out.put("steps", outcomes.ticks()).put("config", name);
    comparing.from().ifPresent(t -> out.put("from", t.toString()));
    comparing.until().ifPresent(t -> out.put("until", t.toString()));
    put(outcomes.recorded(), outcomes.onlyRecorded(), out.putObject("recorded"));
    put(outcomes.wanted(), outcomes.onlyWanted(), out.putObject("wanted"));
    outcomes.left().forEach(out.putArray("left")::add);
    outcomes.added().forEach(out.putArray("added")::add);
    comparing.refused().forEach(out.putArray("refused")::add);
    out.put("coldStart", outcomes.cold()).put("stepsUnlikeTheRecorded", outcomes.unlike());
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(out);
  }

  private static void put(Account.Sum sum, List<Episode> only, ObjectNode to) {
    to.put("decisions", sum.decisions());
    ObjectNode rules = to.putObject("rules");
    sum.rules().forEach(rules::put);
    to.put("viewersMoved", sum.movedViewers());
    to.put("badViewerSeconds", sum.badSeconds());
    to.put("unknownViewerSeconds", sum.unknownSeconds());
    to.put("viewerSeconds", sum.viewerSeconds());
    if (sum.peakUtilisation().isPresent()) {
      to.put("peakUtilisation", sum.peakUtilisation().getAsDouble()).put("peakAt", sum.peakAt());
    }
    ArrayNode episodes = to.putArray("only");
    for (Episode e : only) {
      episodes
          .addObject()
          .put("began", e.began().toString())
          .put("ended", e.ended().toString())
          .put("group", e.of().group().toString())
          .put("cdn", e.of().cdn())
          .put("rule", e.of().rule().wire())
          .put("from", e.from())
          .put("to", e.to())
          .put("decisions", e.decisions())
          .put("reason", e.reason());
    }
  }

  private static String format(String form, Object... values) {
    return String.format(Locale.ROOT, form, values);
  }
}
