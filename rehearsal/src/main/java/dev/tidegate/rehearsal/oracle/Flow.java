package dev.tidegate.rehearsal.oracle;

import java.util.Arrays;

/**
 * The cheapest flow through a small network: successive shortest paths, each found by Bellman and
 * Ford. Exact where costs along parallel arcs do not fall, which is how convex costs are written
 * here. Amounts below {@link #DUST} of the whole are not moved.
 */
final class Flow {
  private static final double DUST = 1e-9;

  /** Costs are chances: what a sum of some of them is off by is no gain, or paths go in circles. */
  private static final double NO_GAIN = 1e-12;

  private final int nodes;
  private int arcs;
  private int[] from = new int[64];
  private int[] to = new int[64];
  private double[] left = new double[64];
  private double[] cost = new double[64];
  private final double[] distance;
  private final int[] by;

  /**
   * @param nodes numbered from 0
   */
  Flow(int nodes) {
    this.nodes = nodes;
    this.distance = new double[nodes];
    this.by = new int[nodes];
  }

  /**
   * Adds an arc and returns its number.
   *
   * @param capacity most that it takes, &gt;= 0
   * @param price of one unit; no cycle may have a negative sum
   */
  int arc(int tail, int head, double capacity, double price) {
    add(tail, head, capacity, price);
    add(head, tail, 0, -price);
    return arcs - 2;
  }

  private void add(int tail, int head, double capacity, double price) {
    if (arcs == from.length) {
      from = Arrays.copyOf(from, 2 * arcs);
      to = Arrays.copyOf(to, 2 * arcs);
      left = Arrays.copyOf(left, 2 * arcs);
      cost = Arrays.copyOf(cost, 2 * arcs);
    }
    from[arcs] = tail;
    to[arcs] = head;
    left[arcs] = capacity;
    cost[arcs] = price;
    arcs++;
  }

  /** Sends as much as fits from {@code source} to {@code sink}, as cheaply as can be; its price. */
  double send(int source, int sink) {
    double most = 0;
    for (int arc = 0; arc < arcs; arc++) {
      most = from[arc] == source ? most + left[arc] : most;
    }
    double price = 0;
    while (shortest(source, sink)) {
      double amount = Double.POSITIVE_INFINITY;
      for (int at = sink; at != source; at = from[by[at]]) {
        amount = Math.min(amount, left[by[at]]);
      }
      for (int at = sink; at != source; at = from[by[at]]) {
        left[by[at]] -= amount;
        left[by[at] ^ 1] += amount;
      }
      price += amount * distance[sink];
      snap(most);
    }
    return price;
  }

  /** What is left of nothing is nothing: or rounding would find paths for ever. */
  private void snap(double most) {
    for (int arc = 0; arc < arcs; arc++) {
      if (left[arc] < DUST * most) {
        left[arc] = 0;
      }
    }
  }

  private boolean shortest(int source, int sink) {
    Arrays.fill(distance, Double.POSITIVE_INFINITY);
    distance[source] = 0;
    boolean shorter = true;
    for (int round = 0; shorter && round < nodes; round++) {
      shorter = false;
      for (int arc = 0; arc < arcs; arc++) {
        double way = distance[from[arc]] + cost[arc];
        if (left[arc] > 0 && way < distance[to[arc]] - NO_GAIN) {
          distance[to[arc]] = way;
          by[to[arc]] = arc;
          shorter = true;
        }
      }
    }
    return distance[sink] < Double.POSITIVE_INFINITY;
  }

  /** What goes through an arc. */
  double through(int arc) {
    return left[arc ^ 1];
  }
}
