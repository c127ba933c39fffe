package dev.tidegate.launcher.prove.nodes;

import dev.tidegate.launcher.prove.Figures;
import dev.tidegate.launcher.prove.Terms;
import dev.tidegate.launcher.stage.Event;
import dev.tidegate.launcher.stage.RedisProcess;
import dev.tidegate.rehearsal.model.Fault;
import dev.tidegate.rehearsal.model.Scope;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** Redis is gone for long: nodes answer, hear and drain by themselves, and meet again after. */
final class StoreGone implements Part {
  private static final Duration WARM_UP = Duration.ofSeconds(20);

  /** The smallest, so that the others can bear what it had. */
  private static final String CDN = "cdn-c";

  private static final String REGION = "in-west";

  /** What a node says when the store is back; see the loop's meter. */
  private static final String SAID = "the store is back after";

  private final Event event;
  private final Bounds bounds;

  StoreGone(Event event, Bounds bounds) {
    this.event = event;
    this.bounds = bounds;
  }

  @Override
  public String name() {
    return "store-gone";
  }

  @Override
  public Found run(Terms terms, PrintWriter progress) throws IOException, InterruptedException {
    Duration gone = terms.length().orElse(bounds.gone());
    Promises promises = new Promises();
    Claims claims = new Claims();
    try (Nodes nodes = Nodes.start(event, terms.seed(), RedisSite::alone)) {
      new Trouble(nodes).untilSame();
      nodes.fill(WARM_UP);
      double same;
      try (Watch watch = new Watch(nodes.nodes(), nodes.clock());
          Players players = new Players(nodes);
          Desks desks = new Desks(nodes.nodes(), promises, new SplittableRandom(terms.seed()))) {
        away(nodes, gone, claims, progress);
        same = new Trouble(nodes).untilSame();
        progress.printf(Locale.ROOT, "same after %.2f s%n", same);
        desks.finish();
        FaultRun.claimAnswers(claims, watch, players);
        claims.figure("what operators were answered", desks.answers());
      }
      claims.claim(
          "seconds from its return until all answered from one version",
          String.format(Locale.ROOT, "%.2f", same),
          "<= " + bounds.same().toSeconds(),
          same <= bounds.same().toSeconds());
      List<String> said = claimSaid(nodes, claims);
      Reckoning reckoning = new Reckoning(nodes, event, claims);
      reckoning.promises(promises);
      Found found = claims.found("Redis gone for " + gone.toSeconds() + " s", about(), said);
      Traces.keep(found, nodes, progress);
      return found;
    }
  }

  /** Kills Redis; in the middle a CDN refuses for a while; at the end Redis is back. */
  private void away(Nodes nodes, Duration gone, Claims claims, PrintWriter progress)
      throws IOException, InterruptedException {
    RedisProcess server = nodes.redis().servers().getFirst();
    server.kill();
    long began = System.nanoTime();
    progress.println("Redis is gone");
    Thread.sleep(gone.dividedBy(4));
    Instant from = nodes.live().inject(new Fault.Refuse(), Scope.of(CDN), Duration.ZERO).from();
    Figures drained = new Figures(Drain.seconds(nodes, REGION, CDN, Drain.FLOOR, from));
    progress.printf(Locale.ROOT, "%s left after %s s%n", CDN, drained.sorted());
    progress.flush();
    nodes.live().heal();
    claims.claim(
        "seconds until a refusing CDN was left meanwhile, the last node",
        String.format(Locale.ROOT, "%.2f", drained.max()),
        "<= " + bounds.drained().toSeconds(),
        drained.max() <= bounds.drained().toSeconds());
    long rest = gone.toNanos() - (System.nanoTime() - began);
    Thread.sleep(Duration.ofNanos(Math.max(0, rest)));
    server.restart();
    nodes.redis().awaitWritable();
  }

  private static List<String> claimSaid(Nodes nodes, Claims claims)
      throws IOException, InterruptedException {
    List<String> lines = new ArrayList<>(List.of("", "What the nodes said when it was back:", ""));
    List<String> silent = new ArrayList<>();
    for (Node node : nodes.nodes()) {
      List<String> said = node.logged(SAID);
      if (said.isEmpty()) {
        silent.add(node.name());
      }
      said.forEach(line -> lines.add("- " + node.name() + ": " + line));
    }
    claims.none("nodes that do not say what they missed", silent);
    return lines;
  }

  private static List<String> about() {
    return List.of(
        "Redis is killed and started again on its data after that time. In the first quarter's end "
            + CDN
            + " refuses connections until every node's answers have left it (a hundredth may stay);"
            + " then it is well again.");
  }
}
