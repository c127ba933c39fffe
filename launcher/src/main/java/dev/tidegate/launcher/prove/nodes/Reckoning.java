package dev.tidegate.launcher.prove.nodes;

import dev.tidegate.launcher.stage.Event;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** What is asked when all is over and well: of each node, and of all together. */
final class Reckoning {
  /** Of shares, in basis points: a point, which no viewer's errors explain on a quiet day. */
  private static final int POINT = 100;

  /** Healed nodes write back what Redis lost beside their ticks. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Nodes nodes;
  private final Event event;
  private final Part.Claims claims;

  Reckoning(Nodes nodes, Event event, Part.Claims claims) {
    this.nodes = nodes;
    this.event = event;
    this.claims = claims;
  }

  /**
   * Nothing acknowledged is lost, and each of it is in the audit chain, whichever node is asked.
   */
  void promises(Promises promises) throws IOException, InterruptedException {
    claims.figure("acknowledged writes", promises.acknowledged());
    List<String> lost = new ArrayList<>();
    List<String> unaudited = new ArrayList<>();
    List<String> chains = new ArrayList<>();
    for (Node node : nodes.nodes()) {
      settled(PATIENCE, () -> promises.faults(Promises.overrides(node.operator())))
          .forEach(fault -> lost.add(node.name() + " " + fault));
      Set<String> audit = Promises.audit(node.operator());
      promises.unaudited(audit).forEach(entry -> unaudited.add(node.name() + " " + entry));
      JsonNode check = Promises.check(node.operator());
      if (!check.path("ok").asBoolean(false)) {
        chains.add(node.name() + " " + check);
      }
    }
    claims.figure(
        "of them lost by Redis and put back by the node that had acknowledged them",
        Promises.putBack(nodes.nodes().getFirst().operator()));
    claims.none("overrides lost or revived, at any node", lost);
    claims.none("acknowledged writes without an audit entry, at any node", unaudited);
    claims.none("audit chains that do not verify", chains);
  }

  /**
   * The same session is answered the same, and shares are what they are when nothing happened.
   *
   * @param within which they are; empty: that is not asked
   */
  void answers(String region, Optional<Duration> within) throws IOException, InterruptedException {
    try (Shares shares = new Shares()) {
      if (within.isPresent()) {
        SortedMap<String, Integer> quiet = quiet();
        claims.none(
            "nodes whose shares are a point off those of a quiet day " + quiet,
            settled(within.get(), () -> off(shares, region, quiet)));
      }
      claims.none(
          "nodes whose answers differ from the first's",
          settled(PATIENCE, () -> differ(shares, region)));
    }
  }

  private List<String> differ(Shares shares, String region)
      throws IOException, InterruptedException {
    List<String> first = shares.orders(nodes.nodes().getFirst(), region);
    List<String> differ = new ArrayList<>();
    for (Node node : nodes.nodes()) {
      List<String> own = shares.orders(node, region);
      if (!own.equals(first)) {
        differ.add(node.name() + " " + own.getFirst() + ", not " + first.getFirst());
      }
    }
    return differ;
  }

  private List<String> off(Shares shares, String region, SortedMap<String, Integer> quiet)
      throws IOException, InterruptedException {
    List<String> off = new ArrayList<>();
    for (Node node : nodes.nodes()) {
      SortedMap<String, Integer> now = shares.of(node, region);
      if (Shares.difference(now, quiet) >= POINT) {
        off.add(node.name() + " " + now);
      }
    }
    return off;
  }

  /** Where all are well every CDN has its own weight. */
  private SortedMap<String, Integer> quiet() {
    int sum = event.cdns().values().stream().mapToInt(Event.Cdn::weight).sum();
    SortedMap<String, Integer> quiet = new TreeMap<>();
    event.cdns().forEach((id, cdn) -> quiet.put(id, 10_000 * cdn.weight() / sum));
    return quiet;
  }

  private interface Question {
    List<String> faults() throws IOException, InterruptedException;
  }

  /** What is still wrong after a while; nothing as soon as nothing is. */
  private static List<String> settled(Duration within, Question question)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + within.toNanos();
    List<String> faults = question.faults();
    while (!faults.isEmpty() && System.nanoTime() < deadline) {
      Thread.sleep(500);
      faults = question.faults();
    }
    return faults;
  }
}
