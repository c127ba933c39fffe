package dev.tidegate.launcher.prove.answers;

import dev.tidegate.launcher.prove.Evidence;
import dev.tidegate.launcher.prove.Proof;
import dev.tidegate.launcher.prove.Terms;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Answers a processor second, beside nginx, bare Netty and a plain WebFlux controller that give the
 * same octets: one core for the server, one for the load, 64 connections, in turns, medians.
 */
public final class AnswersProof implements Proof {
  private static final int RUNS = 5;
  private static final Duration LENGTH = Duration.ofSeconds(10);
  private static final int WARM_UPS = 2;

  private record Turn(double perCpuSecond, double perSecond, double p50, double p99, long failed) {}

  /** A claim: the medians' ratio is at least so much. */
  private record Bound(String of, String to, double least) {}

  private static final List<Bound> BOUNDS =
      List.of(
          new Bound(Field.HLS, Field.FILE, 1.0),
          new Bound(Field.HLS, Field.RETURN, 0.75),
          new Bound(Field.RANK, Field.FILE, 0.9),
          new Bound(Field.HLS, Field.WEBFLUX, 2.5),
          new Bound(Field.RANK, Field.WEBFLUX, 2.5));

  @Override
  public String name() {
    return "answers";
  }

  @Override
  public String about() {
    return "Answers a processor second, beside nginx, bare Netty and a WebFlux controller.";
  }

  /** {@code terms.runs} counts turns of each, {@code terms.length} is the time of one. */
  @Override
  public Evidence run(Terms terms, PrintWriter progress) throws IOException, InterruptedException {
    Field.demandTools();
    Duration length = terms.length().orElse(LENGTH);
    int runs = terms.runs().orElse(RUNS);
    try (Field field = new Field(Cores.SERVER)) {
      Load load = new Load(field.write("player.lua", Field.resource("player.lua")), Cores.LOAD);
      Map<String, List<Turn>> turns = new LinkedHashMap<>();
      for (int run = -WARM_UPS; run < runs; run++) {
        for (Contender contender : field.contenders()) {
          Turn turn = turn(contender, load, length);
          if (run >= 0) {
            turns.computeIfAbsent(contender.name(), n -> new ArrayList<>()).add(turn);
          }
          progress.printf(
              Locale.ROOT,
              "%s %d: %s %.0f a cpu second%n",
              run < 0 ? "warm-up" : "turn",
              run < 0 ? run + WARM_UPS : run,
              contender.name(),
              turn.perCpuSecond());
          progress.flush();
        }
      }
      return evidence(turns, length, runs);
    }
  }

  private static Turn turn(Contender contender, Load load, Duration length)
      throws IOException, InterruptedException {
    double before = contender.cpuSeconds();
    Load.Seen seen = load.run(contender.at(), length);
    double used = Math.max(0.01, contender.cpuSeconds() - before);
    return new Turn(
        seen.requests() / used,
        (double) seen.requests() / length.toSeconds(),
        seen.p50(),
        seen.p99(),
        seen.failed());
  }

  private static Evidence evidence(Map<String, List<Turn>> turns, Duration length, int runs) {
    List<String> body = new ArrayList<>();
    body.add(
        "One core for the server, one for wrk (1 thread, 64 connections, each asks again at once;"
            + " session, region and counters in the query).");
    body.add(
        "%d turns of %d s each, in rotation, after %d to warm up; medians. Processor time is user and"
                .formatted(runs, length.toSeconds(), WARM_UPS)
            + " system of the whole process, for Tidegate with engine, store and compiler.");
    body.add(
        "nginx has one worker; its configuration is `launcher/src/main/resources/prove/answers/nginx.conf`.");
    body.add("");
    body.add(
        "| contender | answers a cpu second | least .. most | answers a second | p50 ms | p99 ms | failed |");
    body.add("|---|---|---|---|---|---|---|");
    turns.forEach((name, all) -> body.add(row(name, all)));
    body.add("");
    body.add("| ratio of medians, a cpu second | figure | bound |");
    body.add("|---|---|---|");
    boolean held = turns.values().stream().flatMap(List::stream).allMatch(t -> t.failed() == 0);
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
    return new Evidence(held, body);
  }

  private static String row(String name, List<Turn> all) {
    return String.format(
        Locale.ROOT,
        "| %s | %.0f | %.0f .. %.0f | %.0f | %.2f | %.2f | %d |",
        name,
        median(all, Turn::perCpuSecond),
        all.stream().mapToDouble(Turn::perCpuSecond).min().orElseThrow(),
        all.stream().mapToDouble(Turn::perCpuSecond).max().orElseThrow(),
        median(all, Turn::perSecond),
        median(all, Turn::p50),
        median(all, Turn::p99),
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
