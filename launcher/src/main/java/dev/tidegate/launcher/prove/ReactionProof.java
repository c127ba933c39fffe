package dev.tidegate.launcher.prove;

import dev.tidegate.launcher.stage.Event;
import dev.tidegate.launcher.stage.Move;
import dev.tidegate.launcher.stage.Rig;
import dev.tidegate.rehearsal.model.Fault;
import dev.tidegate.rehearsal.model.Injection;
import dev.tidegate.rehearsal.model.Scope;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** How long after a fault the first decision moves a point of share away from it. */
final class ReactionProof implements Proof {
  private static final String CDN = "cdn-a";
  private static final String REGION = Events.WEST;
  private static final int POINT = 100;
  private static final int LEAST_VIEWERS = 400;

  /** For how long after a regional drain began others are watched. */
  private static final Duration STRAY = Duration.ofSeconds(10);

  /**
   * @param bound seconds
   * @param quantile of the runs that must be within the bound; 1 for all
   * @param runs in the full form
   * @param warmUp with all viewers there; a baseline takes 30 s
   * @param alone whether no other region may move
   */
  record Case(
      String name,
      Fault fault,
      Scope scope,
      double bound,
      double quantile,
      int runs,
      Duration warmUp,
      boolean alone) {}

  private static final Duration BRIEF = Duration.ofSeconds(22);
  private static final Duration BASELINE = Duration.ofSeconds(40);

  static final List<Case> CASES =
      List.of(
          new Case("refused", new Fault.Refuse(), Scope.of(CDN), 3, 0.95, 20, BRIEF, false),
          new Case("http5xx", new Fault.ServerErrors(1), Scope.of(CDN), 3, 0.95, 20, BRIEF, false),
          new Case("blackhole", new Fault.BlackHole(), Scope.of(CDN), 0.8 + 4, 1, 10, BRIEF, false),
          new Case(
              "brownout", new Fault.Brownout(0.05, 0), Scope.of(CDN), 25, 1, 10, BASELINE, false),
          new Case(
              "regional",
              new Fault.ServerErrors(0.3),
              Scope.of(CDN, REGION),
              15,
              1,
              10,
              BASELINE,
              true),
          new Case(
              "frozen",
              new Fault.FrozenPlaylist(),
              Scope.of(CDN),
              3 * Event.SEGMENT_MILLIS / 1_000.0,
              1,
              10,
              BRIEF,
              false));

  /**
   * One run.
   *
   * @param seconds from injection to the first decision that moved a point; empty: none came
   * @param strayed decisions in other regions, where none may move
   * @param viewers on the CDN in the region, as the product counts them
   */
  record Run(OptionalDouble seconds, List<Move> strayed, double viewers, String text) {}

  private final Event event;

  ReactionProof(Event event) {
    this.event = event;
  }

  @Override
  public String name() {
    return "reaction";
  }

  @Override
  public String about() {
    return "Time from a fault to the first decision that moves a point, on real sockets.";
  }

  @Override
  public Evidence run(Terms terms, PrintWriter progress) throws IOException, InterruptedException {
    List<String> body = new ArrayList<>();
    body.add(Events.setUp(event, terms));
    body.add("");
    body.add(
        "Seconds from injection to the first decision after which "
            + CDN
            + " has a point less than before; `at` of `/ops/v1/decisions`, both on one clock. Each"
            + " run has a process, a store and viewers of its own.");
    body.add("");
    body.add("| case | fault | runs | median | p95 | max | bound | held | fewest viewers there |");
    body.add("|---|---|---|---|---|---|---|---|---|");
    boolean held = true;
    for (Case asked : CASES) {
      if (terms.wants(asked.name())) {
        List<Run> runs = runs(asked, terms, progress);
        held &= holds(asked, runs);
        body.add(row(asked, runs));
      }
    }
    return new Evidence(held, body);
  }

  private List<Run> runs(Case asked, Terms terms, PrintWriter progress)
      throws IOException, InterruptedException {
    List<Run> runs = new ArrayList<>();
    int count = terms.runs().orElse(asked.runs());
    for (int i = 0; i < count; i++) {
      Run run = once(asked, asked.warmUp(), terms.seed() + i);
      runs.add(run);
      progress.printf(
          "%s %d/%d: %s s, %.0f viewers%s  %s%n",
          asked.name(),
          i + 1,
          count,
          run.seconds().isPresent()
              ? "%.2f".formatted(run.seconds().getAsDouble())
              : "not in time,",
          run.viewers(),
          run.strayed().isEmpty() ? "" : ", STRAYED " + run.strayed(),
          run.text());
      progress.flush();
    }
    return runs;
  }

  /** One run on a rig of its own. */
  Run once(Case asked, Duration warmUp, long seed) throws IOException, InterruptedException {
    try (Rig rig = new Rig(event, seed)) {
      rig.fill(warmUp);
      String watched = asked.scope().region().orElse(REGION);
      int before = rig.weight(watched, CDN);
      double viewers =
          rig.regions().path(watched).path("cdns").path(CDN).path("viewers").asDouble(0);
      // at a random phase of probes and ticks
      Thread.sleep(Math.floorMod(seed * 7_919, 1_000));
      Injection injection = rig.live().inject(asked.fault(), asked.scope(), Duration.ZERO);
      Optional<Move> move = firstPoint(rig, injection.from(), watched, before, asked.bound());
      List<Move> strayed = asked.alone() ? strays(rig, injection.from(), watched) : List.of();
      return new Run(
          move.map(m -> OptionalDouble.of(Events.seconds(injection.from(), m.at())))
              .orElse(OptionalDouble.empty()),
          strayed,
          viewers,
          move.map(Move::text).orElse(""));
    }
  }

  private static Optional<Move> firstPoint(
      Rig rig, Instant from, String region, int before, double bound)
      throws IOException, InterruptedException {
    Instant deadline = from.plusMillis((long) (2_000 * bound + 10_000));
    while (rig.clock().instant().isBefore(deadline)) {
      Optional<Move> found =
          rig.movesSince(from).stream()
              .filter(move -> move.region().equals(region) && move.cdn().equals(CDN))
              .filter(move -> move.to() <= before - POINT)
              .findFirst();
      if (found.isPresent()) {
        return found;
      }
      Thread.sleep(100);
    }
    return Optional.empty();
  }

  private static List<Move> strays(Rig rig, Instant from, String region)
      throws IOException, InterruptedException {
    Thread.sleep(STRAY);
    return rig.movesSince(from).stream().filter(move -> !move.region().equals(region)).toList();
  }

  static boolean holds(Case asked, List<Run> runs) {
    return runs.stream().allMatch(run -> run.seconds().isPresent() && run.strayed().isEmpty())
        && figures(runs).quantile(asked.quantile()) <= asked.bound();
  }

  private static Figures figures(List<Run> runs) {
    return new Figures(
        runs.stream().map(run -> run.seconds().orElse(Double.POSITIVE_INFINITY)).toList());
  }

  private static String row(Case asked, List<Run> runs) {
    double fewest = runs.stream().mapToDouble(Run::viewers).min().orElse(0);
    return "| %s | %s | %d | %s | %s %.1f s | %s%s | %.0f%s |"
        .formatted(
            asked.name(),
            asked.fault().kind() + asked.scope().region().map(r -> " in " + r).orElse(""),
            runs.size(),
            figures(runs).cells(),
            asked.quantile() < 1 ? "p95 <=" : "max <=",
            asked.bound(),
            holds(asked, runs) ? "yes" : "**no**",
            runs.stream().anyMatch(run -> !run.strayed().isEmpty()) ? ", others moved" : "",
            fewest,
            fewest < LEAST_VIEWERS ? " (fewer than " + LEAST_VIEWERS + ")" : "");
  }
}
