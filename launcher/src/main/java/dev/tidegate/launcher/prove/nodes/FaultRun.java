package dev.tidegate.launcher.prove.nodes;

import dev.tidegate.launcher.prove.Figures;
import dev.tidegate.launcher.prove.Terms;
import dev.tidegate.launcher.prove.nodes.Trouble.Recovery;
import dev.tidegate.launcher.stage.Event;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Fault upon fault, with players who go on and operators who go on writing. */
final class FaultRun implements Part {
  private static final Duration WARM_UP = Duration.ofSeconds(5);

  private final String name;
  private final Event event;
  private final Bounds bounds;
  private final int count;
  private final Nodes.Founding founding;

  /**
   * @param count of faults, where nothing else is asked for
   */
  FaultRun(String name, Event event, Bounds bounds, int count, Nodes.Founding founding) {
    this.name = name;
    this.event = event;
    this.bounds = bounds;
    this.count = count;
    this.founding = founding;
  }

  /** One Redis. */
  static FaultRun alone(Event event, Bounds bounds, int count) {
    return new FaultRun("alone", event, bounds, count, RedisSite::alone);
  }

  /** A master, its replica and three sentinels. */
  static FaultRun sentinel(Event event, Bounds bounds, int count) {
    return new FaultRun("sentinel", event, bounds, count, RedisSite::sentinel);
  }

  /** Three masters that share what there is. */
  static FaultRun cluster(Event event, Bounds bounds, int count) {
    return new FaultRun("cluster", event, bounds, count, RedisSite::cluster);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Found run(Terms terms, PrintWriter progress) throws IOException, InterruptedException {
    Promises promises = new Promises();
    Claims claims = new Claims();
    try (Nodes nodes = Nodes.start(event, terms.seed(), founding)) {
      new Trouble(nodes).untilSame();
      nodes.fill(WARM_UP);
      List<Recovery> all;
      try (Watch watch = new Watch(nodes.nodes(), nodes.clock());
          Players players = new Players(nodes);
          Desks desks =
              new Desks(nodes.nodes(), promises, new SplittableRandom(terms.seed()).split())) {
        all = befall(nodes, terms, progress);
        desks.finish();
        claimRecovery(claims, all);
        claimAnswers(claims, watch, players);
        claims.figure("what operators were answered", desks.answers());
        claims.none("answers to operators that must not be", desks.faults());
      }
      Reckoning reckoning = new Reckoning(nodes, event, claims);
      reckoning.promises(promises);
      reckoning.answers("in-west", bounds.quiet());
      Found found = claims.found(title(), List.of(about()), byKind(all));
      Traces.keep(found, nodes, progress);
      return found;
    }
  }

  private List<Recovery> befall(Nodes nodes, Terms terms, PrintWriter progress)
      throws IOException, InterruptedException {
    Mishaps mishaps =
        new Mishaps(
            new SplittableRandom(terms.seed()),
            nodes.redis().failsOver(),
            nodes.redis().servers().size(),
            bounds.longest());
    Trouble trouble = new Trouble(nodes);
    int wanted = terms.runs().orElse(count);
    Instant until = terms.length().map(nodes.clock().instant()::plus).orElse(Instant.MAX);
    List<Recovery> all = new ArrayList<>();
    while (all.size() < wanted && nodes.clock().instant().isBefore(until)) {
      Mishap mishap = mishaps.next();
      progress.printf("%s %d/%d: %s%n", name, all.size() + 1, wanted, mishap.text());
      progress.flush();
      Recovery recovery = trouble.befall(mishap);
      all.add(recovery);
      progress.printf(
          Locale.ROOT, "  led after %.2f s, same after %.2f s%n", recovery.lead(), recovery.same());
      progress.flush();
    }
    return all;
  }

  private void claimRecovery(Claims claims, List<Recovery> all) {
    Figures lead = new Figures(all.stream().map(Recovery::lead).toList());
    Figures same = new Figures(all.stream().map(Recovery::same).toList());
    claims.figure("faults", all.size());
    claims.claim(
        "seconds until somebody led: median, p95, max",
        lead.cells().replace(" |", ","),
        "<= " + bounds.lead().toSeconds(),
        lead.max() <= bounds.lead().toSeconds());
    claims.claim(
        "seconds until all answered from one version: median, p95, max",
        same.cells().replace(" |", ","),
        "<= " + bounds.same().toSeconds(),
        same.max() <= bounds.same().toSeconds());
  }

  /** What every part asks of answers. */
  static void claimAnswers(Claims claims, Watch watch, Players players) {
    claims.figure("answers of living nodes that were looked at", watch.answers());
    claims.none("of them not 200", watch.unanswered());
    claims.figure("versions seen", watch.versions());
    claims.none("versions that went back, or of which there were two", watch.versionFaults());
    claims.figure("viewers' requests for answers", players.asked());
    claims.claim(
        "of them failed though the node lived", players.failed(), "0", players.failed() == 0);
  }

  private String title() {
    return "Faults: "
        + switch (name) {
          case "alone" -> "Redis alone";
          case "sentinel" -> "Redis with a replica and sentinels";
          default -> "a Redis Cluster of three shards";
        };
  }

  private static String about() {
    return "One fault after the other, drawn from the seed; the next comes when all is well. Three"
        + " nodes, each with viewers of its own; two operators write and undo through whichever"
        + " node comes to mind. Between each node and each Redis lies a wire that can be slow, cut"
        + " or dark.";
  }

  private static List<String> byKind(List<Recovery> all) {
    TreeMap<String, List<Recovery>> kinds = new TreeMap<>();
    all.forEach(
        each -> kinds.computeIfAbsent(each.mishap().kind(), _ -> new ArrayList<>()).add(each));
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add("| fault | times | led after: median | p95 | max | same after: median | p95 | max |");
    lines.add("|---|---|---|---|---|---|---|---|");
    kinds.forEach(
        (kind, of) ->
            lines.add(
                "| %s | %d | %s | %s |"
                    .formatted(
                        kind,
                        of.size(),
                        new Figures(of.stream().map(Recovery::lead).toList()).cells(),
                        new Figures(of.stream().map(Recovery::same).toList()).cells())));
    return lines;
  }
}
