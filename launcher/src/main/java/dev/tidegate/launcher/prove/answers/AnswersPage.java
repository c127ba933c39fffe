package dev.tidegate.launcher.prove.answers;

import dev.tidegate.launcher.prove.Bars;
import dev.tidegate.launcher.prove.Evidence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** What {@link AnswersProof} found, as a page with its plot. */
final class AnswersPage {
  /**
   * What one turn of a contender gave.
   *
   * @param p50 milliseconds, as p99 and p999
   */
  record Turn(
      double perCpuSecond, double perSecond, double p50, double p99, double p999, long failed) {}

  /** A claim: the medians' ratio is at least so much. */
  private record Bound(String of, String to, double least) {}

  private static final List<Bound> BOUNDS =
      List.of(
          new Bound(Field.HLS, Field.FILE, 1.0),
          new Bound(Field.HLS, Field.RETURN, 0.75),
          new Bound(Field.RANK, Field.FILE, 0.9),
          new Bound(Field.HLS, Field.WEBFLUX, 2.5),
          new Bound(Field.RANK, Field.WEBFLUX, 2.5));

  private final Map<String, List<Turn>> turns = new LinkedHashMap<>();

  void add(String name, Turn turn) {
    turns.computeIfAbsent(name, n -> new ArrayList<>()).add(turn);
  }

  /**
   * All that was seen.
   *
   * @param length of a turn
   * @param warmUps what came before
   * @param versions of the tools
   */
  Evidence evidence(Duration length, WarmUps warmUps, String versions) {
    int runs = turns.values().stream().mapToInt(List::size).max().orElse(0);
    List<String> body = new ArrayList<>();
    body.add(
        "One core for the server, one for wrk (1 thread, 64 connections, each asks again at once;"
            + " session, region and counters in the query).");
    body.add(
        "%d turns of %d s each, in rotation; medians. Processor time is user and system of the whole"
                .formatted(runs, length.toSeconds())
            + " process, for Tidegate with engine, store and compiler. Every server was started on"
            + " its core.");
    body.add(
        "Tidegate has the options of `./tidegate` (G1 with a goal for its pauses, no leak detector,"
            + " the JDK's cache of its start); bare Netty and the WebFlux controller have "
            + Field.PEER_OPTIONS.stream().map(o -> "`" + o + "`").collect(Collectors.joining(", "))
            + " and else what the JDK takes on one processor: its Serial collector.");
    body.add(
        "nginx has one worker; its configuration is"
            + " `launcher/src/main/resources/prove/answers/nginx.conf`. "
            + versions
            + ".");
    body.add(
        "Turns to warm up, until two in succession agreed within 5 % and 100 000 answers were"
            + " given: "
            + warmUps.told()
            + ".");
    body.add("");
    body.addAll(table());
    body.add("");
    boolean held = turns.values().stream().flatMap(List::stream).allMatch(t -> t.failed() == 0);
    held &= ratios(body);
    body.add("");
    body.add("Plotted in the file of this page's name that ends in `.svg`.");
    return new Evidence(held, body, new TreeMap<>(Map.of("svg", plot())));
  }

  private List<String> table() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "| contender | answers a cpu second | least .. most | answers a second | p50 ms | p99 ms |"
            + " p99.9 ms | failed |");
    lines.add("|---|---|---|---|---|---|---|---|");
    turns.forEach((name, all) -> lines.add(row(name, all)));
    return lines;
  }

  /** Appends the claims; whether all hold. */
  private boolean ratios(List<String> body) {
    body.add("| ratio of medians, a cpu second | figure | bound |");
    body.add("|---|---|---|");
    boolean held = true;
    for (Bound bound : BOUNDS) {
      double ratio =
          median(turns.getOrDefault(bound.of(), List.of()), Turn::perCpuSecond)
              / median(turns.getOrDefault(bound.to(), List.of()), Turn::perCpuSecond);
      held &= ratio >= bound.least();
      body.add(
          String.format(
              Locale.ROOT,
              "| %s / %s | %.2f | >= %.2f |",
              bound.of(),
              bound.to(),
              ratio,
              bound.least()));
    }
    return held;
  }

  private String plot() {
    Map<String, Double> bars = new LinkedHashMap<>();
    turns.forEach((name, all) -> bars.put(name, median(all, Turn::perCpuSecond)));
    return Bars.svg("answers a processor second", bars);
  }

  private static String row(String name, List<Turn> all) {
    return String.format(
        Locale.ROOT,
        "| %s | %.0f | %.0f .. %.0f | %.0f | %.2f | %.2f | %.2f | %d |",
        name,
        median(all, Turn::perCpuSecond),
        all.stream().mapToDouble(Turn::perCpuSecond).min().orElseThrow(),
        all.stream().mapToDouble(Turn::perCpuSecond).max().orElseThrow(),
        median(all, Turn::perSecond),
        median(all, Turn::p50),
        median(all, Turn::p99),
        median(all, Turn::p999),
        all.stream().mapToLong(Turn::failed).sum());
  }

  private static double median(List<Turn> all, ToDoubleFunction<Turn> figure) {
    if (all.isEmpty()) {
      return Double.NaN;
    }
    double[] sorted = all.stream().mapToDouble(figure).sorted().toArray();
    return sorted.length % 2 == 1
        ? sorted[sorted.length / 2]
        : (sorted[sorted.length / 2 - 1] + sorted[sorted.length / 2]) / 2;
  }
}
