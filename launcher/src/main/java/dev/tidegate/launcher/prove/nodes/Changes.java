package dev.tidegate.launcher.prove.nodes;

import dev.tidegate.launcher.prove.Figures;
import dev.tidegate.launcher.prove.Terms;
import dev.tidegate.launcher.stage.Event;
import dev.tidegate.rehearsal.live.OperatorClient.Reply;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;

/** Operators drain at one node; all nodes answer the same sessions the same soon after. */
final class Changes implements Part {
  private static final Duration WARM_UP = Duration.ofSeconds(5);
  private static final int RUNS = 20;

  /** A drain's five steps, a second each, and some more. */
  private static final Duration DRAINED = Duration.ofSeconds(8);

  /** Until what was drained has some of its share again, when its turn comes once more. */
  private static final Duration BACK = Duration.ofSeconds(5);

  private static final List<String> REGIONS = List.of("in-west", "in-south");
  private static final List<String> CDNS = List.of("cdn-c", "cdn-b");

  private final Event event;
  private final Bounds bounds;

  Changes(Event event, Bounds bounds) {
    this.event = event;
    this.bounds = bounds;
  }

  @Override
  public String name() {
    return "changes";
  }

  @Override
  public Found run(Terms terms, PrintWriter progress) throws IOException, InterruptedException {
    int runs = terms.only().isPresent() ? terms.runs().orElse(RUNS) : RUNS;
    SplittableRandom random = new SplittableRandom(terms.seed());
    Claims claims = new Claims();
    try (Nodes nodes = Nodes.start(event, terms.seed(), RedisSite::alone)) {
      new Trouble(nodes).untilSame();
      nodes.fill(WARM_UP);
      List<Double> heard = new ArrayList<>();
      List<Double> spreads;
      try (Watch watch = new Watch(nodes.nodes(), nodes.clock());
          Players players = new Players(nodes);
          Sightings sightings = new Sightings(nodes.nodes())) {
        for (int i = 0; i < runs; i++) {
          Node at = nodes.nodes().get(random.nextInt(Nodes.COUNT));
          heard.add(drain(nodes, at, i));
          progress.printf(
              Locale.ROOT,
              "changes %d/%d: in every answer %.2f s after %s said yes%n",
              i + 1,
              runs,
              heard.getLast(),
              at.name());
          progress.flush();
        }
        spreads = sightings.spreads();
        FaultRun.claimAnswers(claims, watch, players);
      }
      claimTimes(claims, heard, spreads);
      new Reckoning(nodes, event, claims).answers(REGIONS.getFirst(), Optional.empty());
      Found found = claims.found("A change", about(), List.of());
      Traces.keep(found, nodes, progress);
      return found;
    }
  }

  /** Seconds from the acknowledgement until the last node's answers are of a smaller share. */
  private static double drain(Nodes nodes, Node at, int number)
      throws IOException, InterruptedException {
    String region = REGIONS.get(number % REGIONS.size());
    String cdn = CDNS.get(number / REGIONS.size() % CDNS.size());
    int share = share(at, region, cdn);
    Reply ordered =
        at.operator()
            .post(
                "/ops/v1/overrides",
                """
                {"service":"live","region":"%s","cdn":"%s","action":"drain",\
                "expires":"1h","reason":"prove nodes"}"""
                    .formatted(region, cdn));
    Instant acknowledged = nodes.clock().instant();
    demand(ordered, 201);
    double last = new Figures(Drain.seconds(nodes, region, cdn, share - 1, acknowledged)).max();
    Thread.sleep(DRAINED);
    String id = ordered.body().path("id").asString();
    demand(at.operator().delete("/ops/v1/overrides/" + id + "?reason=prove+nodes"), 204);
    Thread.sleep(BACK);
    return last;
  }

  private static int share(Node node, String region, String cdn) throws InterruptedException {
    try (Shares shares = new Shares()) {
      return shares.of(node, region, cdn);
    }
  }

  private static void demand(Reply reply, int status) throws IOException {
    if (reply.status() != status) {
      throw new IOException("an order was answered " + reply);
    }
  }

  private void claimTimes(Claims claims, List<Double> heard, List<Double> spreads) {
    Figures each = new Figures(heard);
    claims.figure("drains, each through a node drawn", heard.size());
    claims.claim(
        "seconds from its acknowledgement until every node answered by it: median, p95, max",
        each.cells().replace(" |", ","),
        "<= " + bounds.changed().toSeconds(),
        each.max() <= bounds.changed().toSeconds());
    Figures apart = new Figures(spreads);
    claims.figure("versions that every node answered from", spreads.size());
    claims.claim(
        "seconds from the first node's answer of a version to the last's: median, p95, max",
        apart.cells().replace(" |", ","),
        "<= " + bounds.apart().toSeconds(),
        apart.max() <= bounds.apart().toSeconds());
  }

  private static List<String> about() {
    return List.of(
        "A CDN of a region is drained through one of the nodes, and the drain undone after "
            + DRAINED.toSeconds()
            + " s. Each node is asked fifty times a second meanwhile.");
  }
}
