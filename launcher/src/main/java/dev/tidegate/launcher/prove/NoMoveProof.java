package dev.tidegate.launcher.prove;

import dev.tidegate.launcher.stage.Event;
import dev.tidegate.launcher.stage.Move;
import dev.tidegate.launcher.stage.Rig;
import dev.tidegate.rehearsal.model.Fault;
import dev.tidegate.rehearsal.model.Scope;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Faults for which no CDN is to blame move nobody. */
final class NoMoveProof implements Proof {
  record Case(String name, Fault fault, Scope scope) {}

  static final List<Case> CASES =
      List.of(
          new Case("isp", new Fault.ServerErrors(0.15), Scope.ofNetwork("airtel")),
          new Case("origin", new Fault.ServerErrors(0.3), Scope.everywhere()),
          new Case("lying-prober", new Fault.LyingProber(), Scope.of("cdn-a")));

  private static final Duration WARM_UP = Duration.ofSeconds(40);
  private static final Duration WATCHED = Duration.ofMinutes(3);
  private static final int RUNS = 5;

  private final Event event;

  NoMoveProof(Event event) {
    this.event = event;
  }

  @Override
  public String name() {
    return "no-move";
  }

  @Override
  public String about() {
    return "An ill network, an ill origin and a lying prober: no decision at all.";
  }

  @Override
  public Evidence run(Terms terms, PrintWriter progress) throws IOException, InterruptedException {
    Duration watched = terms.length().orElse(WATCHED);
    List<String> body = new ArrayList<>();
    body.add(Events.setUp(event, terms));
    body.add("");
    body.add(
        "Each fault is watched for " + watched.toSeconds() + " s after " + WARM_UP.toSeconds());
    body.add("s of calm; decisions that change a share, canary rotation apart, are counted.");
    body.add("");
    body.add("| case | runs | decisions | verdicts seen | held |");
    body.add("|---|---|---|---|---|");
    boolean held = true;
    for (Case asked : CASES) {
      if (!terms.wants(asked.name())) {
        continue;
      }
      int runs = terms.runs().orElse(RUNS);
      List<Move> moves = new ArrayList<>();
      var verdicts = new TreeSet<String>();
      for (int i = 0; i < runs; i++) {
        moves.addAll(once(asked, terms.seed() + i, WARM_UP, watched, verdicts));
        progress.printf(
            "%s %d/%d: %d moves, verdicts %s%n", asked.name(), i + 1, runs, moves.size(), verdicts);
        moves.stream().limit(3).forEach(move -> progress.println("  " + move.text()));
        progress.flush();
      }
      held &= moves.isEmpty();
      body.add(
          "| %s | %d | %d | %s | %s |"
              .formatted(
                  asked.name(), runs, moves.size(), verdicts, moves.isEmpty() ? "yes" : "**no**"));
    }
    return new Evidence(held, body);
  }

  /** The moves of one run; {@code verdicts} gets what the regions said. */
  List<Move> once(Case asked, long seed, Duration warmUp, Duration watched, Set<String> verdicts)
      throws IOException, InterruptedException {
    try (Rig rig = new Rig(event, seed)) {
      rig.fill(warmUp);
      Instant from = rig.live().inject(asked.fault(), asked.scope(), Duration.ZERO).from();
      Instant until = from.plus(watched);
      while (rig.clock().instant().isBefore(until)) {
        rig.regions().forEach(region -> verdicts.add(region.path("verdict").asString("none")));
        Thread.sleep(1_000);
      }
      return rig.movesSince(from);
    }
  }
}
