package dev.tidegate.launcher.prove.nodes;

import dev.tidegate.launcher.stage.RedisProcess;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Lets mishaps befall nodes, and measures how soon all is well again. */
final class Trouble {
  /** Past every bound: what takes longer is not measured, it has failed. */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final Duration LOOK = Duration.ofMillis(50);

  private final Nodes nodes;

  Trouble(Nodes nodes) {
    this.nodes = nodes;
  }

  /**
   * How soon all was well; infinite where it was not in a minute and a half.
   *
   * @param lead seconds until somebody had led a tick with a Redis within reach
   * @param same seconds from when all was whole until all nodes answered from one version
   */
  record Recovery(Mishap mishap, double lead, double same) {}

  /** Lets it befall; returns when all is well and the next may come. */
  Recovery befall(Mishap mishap) throws IOException, InterruptedException {
    CompletableFuture<Double> lead =
        switch (mishap) {
          case Mishap.NodeKilled killed -> kill(killed);
          case Mishap.RedisKilled(var server, var away) -> killRedis(server, away);
          case Mishap.LeaderStopped(var length) -> stopLeader(length);
          case Mishap.WiresBad bad -> spoil(bad);
          case Mishap.FailedOver _ -> failOver();
          case Mishap.FailedOverBehind(var behind) -> failOverBehind(behind);
        };
    double same = untilSame();
    double led = lead.join();
    nodes.redis().heal();
    return new Recovery(mishap, led, same);
  }

  private CompletableFuture<Double> kill(Mishap.NodeKilled killed)
      throws IOException, InterruptedException {
    Node node = killed.node().isPresent() ? node(killed.node().getAsInt()) : leader();
    node.kill();
    CompletableFuture<Double> lead = ledFromNow();
    Thread.sleep(killed.away());
    node.start();
    return lead;
  }

  private CompletableFuture<Double> killRedis(int number, Duration away)
      throws IOException, InterruptedException {
    RedisProcess server = nodes.redis().servers().get(number);
    server.kill();
    Thread.sleep(away);
    server.restart();
    nodes.redis().awaitWritable();
    return ledFromNow();
  }

  private CompletableFuture<Double> stopLeader(Duration length)
      throws IOException, InterruptedException {
    Node leader = leader();
    leader.pause();
    CompletableFuture<Double> lead = ledFromNow();
    Thread.sleep(length);
    leader.resume();
    return lead;
  }

  /**
   * Where one node is cut off others can lead at once; else who leads is asked when all is whole.
   */
  private CompletableFuture<Double> spoil(Mishap.WiresBad bad) throws InterruptedException {
    List<Node> hit = bad.node().isPresent() ? List.of(node(bad.node().getAsInt())) : nodes.nodes();
    hit.forEach(node -> node.wires().become(bad.state()));
    Optional<CompletableFuture<Double>> meanwhile =
        bad.node().isPresent() ? Optional.of(ledFromNow()) : Optional.empty();
    Thread.sleep(bad.length());
    hit.forEach(node -> node.wires().become(new Wire.State.Whole()));
    return meanwhile.orElseGet(this::ledFromNow);
  }

  private CompletableFuture<Double> failOver() throws IOException, InterruptedException {
    master().kill();
    nodes.redis().awaitWritable();
    return ledFromNow();
  }

  private CompletableFuture<Double> failOverBehind(Duration behind)
      throws IOException, InterruptedException {
    RedisProcess master = master();
    RedisProcess replica =
        nodes.redis().replica().orElseThrow(() -> new IOException("there is no replica"));
    replica.kill();
    Thread.sleep(behind);
    master.kill();
    replica.restart();
    nodes.redis().awaitWritable();
    return ledFromNow();
  }

  private RedisProcess master() throws IOException {
    return nodes.redis().master().orElseThrow(() -> new IOException("no sentinel knows a master"));
  }

  private Node node(int number) {
    return nodes.nodes().get(number);
  }

  /**
   * Who leads, at the latest when somebody does again: it may be just passing from one to another.
   */
  private Node leader() throws IOException, InterruptedException {
    long began = System.nanoTime();
    Optional<Node> leader = nodes.leader();
    while (leader.isEmpty() && System.nanoTime() - began < PATIENCE.toNanos()) {
      Thread.sleep(LOOK);
      leader = nodes.leader();
    }
    return leader.orElseThrow(() -> new IOException("nobody leads"));
  }

  /** Seconds from now until somebody has decided and published as the leader; asked beside. */
  private CompletableFuture<Double> ledFromNow() {
    Instant from = nodes.clock().instant();
    CompletableFuture<Double> led = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("lead")
        .start(
            () -> {
              try {
                led.complete(untilLed(from));
              } catch (InterruptedException | RuntimeException e) {
                led.completeExceptionally(e);
              }
            });
    return led;
  }

  private double untilLed(Instant from) throws InterruptedException {
    Instant deadline = from.plus(PATIENCE);
    while (nodes.clock().instant().isBefore(deadline)) {
      for (Node node : nodes.nodes()) {
        Optional<Instant> decided =
            node.condition().filter(c -> c.ledSince(from)).flatMap(Condition::decided);
        if (decided.isPresent()) {
          return Duration.between(from, decided.get()).toMillis() / 1_000.0;
        }
      }
      Thread.sleep(LOOK);
    }
    return Double.POSITIVE_INFINITY;
  }

  /** Seconds from now until one leads, the others follow it, and all have one version. */
  double untilSame() throws InterruptedException {
    long began = System.nanoTime();
    while (System.nanoTime() - began < PATIENCE.toNanos()) {
      if (same()) {
        return (System.nanoTime() - began) / 1e9;
      }
      Thread.sleep(LOOK);
    }
    return Double.POSITIVE_INFINITY;
  }

  private boolean same() throws InterruptedException {
    Set<String> versions = new HashSet<>();
    Set<Optional<String>> leaders = new HashSet<>();
    int leading = 0;
    for (Node node : nodes.nodes()) {
      Optional<Condition> condition = node.condition();
      if (condition.isEmpty() || condition.get().role().equals("alone")) {
        return false;
      }
      leading += condition.get().leading() ? 1 : 0;
      versions.add(condition.get().version());
      leaders.add(condition.get().leader());
    }
    return leading == 1
        && versions.size() == 1
        && leaders.size() == 1
        && leaders.iterator().next().isPresent();
  }
}
