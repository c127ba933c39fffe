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

/** Redis dies, and in the same moment the largest CDN refuses every connection. */
final class StoreAndCdn implements Part {
  private static final Duration WARM_UP = Duration.ofSeconds(20);
  private static final String CDN = "cdn-a";
  private static final String REGION = "in-west";
  private static final int RUNS = 5;

  private final Event event;
  private final Bounds bounds;

  StoreAndCdn(Event event, Bounds bounds) {
    this.event = event;
    this.bounds = bounds;
  }

  @Override
  public String name() {
    return "store-and-cdn";
  }

  @Override
  public Found run(Terms terms, PrintWriter progress) throws IOException, InterruptedException {
    int runs = terms.only().isPresent() ? terms.runs().orElse(RUNS) : RUNS;
    Claims claims = new Claims();
    List<Double> left = new ArrayList<>();
    List<Double> same = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      try (Nodes nodes = Nodes.start(event, terms.seed() + i, RedisSite::alone)) {
        new Trouble(nodes).untilSame();
        nodes.fill(WARM_UP);
        try (Watch watch = new Watch(nodes.nodes(), nodes.clock());
            Players players = new Players(nodes)) {
          left.addAll(once(nodes));
          nodes.redis().servers().getFirst().restart();
          nodes.redis().awaitWritable();
          same.add(new Trouble(nodes).untilSame());
          progress.printf(
              Locale.ROOT,
              "store-and-cdn %d/%d: left after %s s, same after %.2f s%n",
              i + 1,
              runs,
              left.subList(left.size() - Nodes.COUNT, left.size()),
              same.getLast());
          progress.flush();
          if (i == runs - 1) {
            claimTimes(claims, runs, new Figures(left), new Figures(same));
          }
          FaultRun.claimAnswers(claims, watch, players);
        }
        Traces.keep(claims.found("", List.of(), List.of()), nodes, progress);
      }
    }
    return claims.found("Redis and the largest CDN at once", about(), List.of());
  }

  private static List<Double> once(Nodes nodes) throws IOException, InterruptedException {
    RedisProcess server = nodes.redis().servers().getFirst();
    Instant from = nodes.live().inject(new Fault.Refuse(), Scope.of(CDN), Duration.ZERO).from();
    server.kill();
    return Drain.seconds(nodes, REGION, CDN, Drain.FLOOR, from);
  }

  private void claimTimes(Claims claims, int runs, Figures left, Figures same) {
    claims.figure("runs, of three nodes each", runs);
    claims.claim(
        "seconds until a node's answers had left it: median, p95, max",
        left.cells().replace(" |", ","),
        "<= " + bounds.drained().toSeconds(),
        left.max() <= bounds.drained().toSeconds());
    claims.claim(
        "seconds from Redis' return until all answered from one version: median, p95, max",
        same.cells().replace(" |", ","),
        "<= " + bounds.same().toSeconds(),
        same.max() <= bounds.same().toSeconds());
  }

  private static List<String> about() {
    return List.of(
        CDN
            + " refuses connections and Redis is killed by SIGKILL in the same moment. Seconds from"
            + " then until no more than a hundredth of a node's answers in "
            + REGION
            + " leads to it. Each run has nodes, a Redis and viewers of its own; the rows of answers"
            + " are there once a run.");
  }
}
