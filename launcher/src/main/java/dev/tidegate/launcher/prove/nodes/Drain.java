package dev.tidegate.launcher.prove.nodes;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** How soon each node's answers have left a CDN. */
final class Drain {
  /** So much may stay, in basis points, that somebody sees when it is well again (floor-max). */
  static final int FLOOR = 100;

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Duration LOOK = Duration.ofMillis(20);

  private Drain() {}

  /**
   * Seconds from {@code from}, by node in their order; infinite for one that did not in a minute
   * and a half.
   *
   * @param most the share that has left, in basis points
   */
  static List<Double> seconds(Nodes nodes, String region, String cdn, int most, Instant from) {
    List<CompletableFuture<Double>> each = new ArrayList<>();
    for (Node node : nodes.nodes()) {
      CompletableFuture<Double> left = new CompletableFuture<>();
      each.add(left);
      Thread.ofVirtual()
          .name("drain-" + node.name())
          .start(
              () -> {
                try {
                  left.complete(left(nodes, node, region, cdn, most, from));
                } catch (InterruptedException | RuntimeException e) {
                  left.completeExceptionally(e);
                }
              });
    }
    return each.stream().map(CompletableFuture::join).toList();
  }

  private static double left(
      Nodes nodes, Node node, String region, String cdn, int most, Instant from)
      throws InterruptedException {
    try (Shares shares = new Shares()) {
      Instant now = nodes.clock().instant();
      while (now.isBefore(from.plus(PATIENCE))) {
        if (shares.of(node, region, cdn) <= most) {
          return Duration.between(from, nodes.clock().instant()).toMillis() / 1_000.0;
        }
        Thread.sleep(LOOK);
        now = nodes.clock().instant();
      }
    }
    return Double.POSITIVE_INFINITY;
  }
}
