package dev.tidegate.rehearsal.oracle;

import dev.tidegate.rehearsal.sim.Clientele;
import dev.tidegate.rehearsal.sim.Truth;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;

/**
 * What those who ask now will have met while they hold their answer: the moments to come, weighted
 * by the part of them who still hold it. With ways of shares {@code a} and TTLs {@code T}, asking
 * now are {@code a/T} of each, and after {@code s} seconds those with {@code T > s} still hold it.
 */
final class Lead {
  private final double[] weights;
  private final Supplier<Truth> course;
  private final Deque<Moment> ahead = new ArrayDeque<>();

  /**
   * @param ttl of those who follow the answer's own
   * @param course tells the seconds one by one, the present one first
   */
  Lead(List<Clientele.Way> ways, Duration ttl, Supplier<Truth> course) {
    this.weights = weights(ways, ttl);
    this.course = course;
    for (int s = 0; s < weights.length - 1; s++) {
      ahead.addLast(Moment.of(course.get()));
    }
  }

  static double[] weights(List<Clientele.Way> ways, Duration ttl) {
    int longest = 1;
    for (Clientele.Way way : ways) {
      longest = Math.max(longest, (int) way.ttl().orElse(ttl).toSeconds());
    }
    double[] weights = new double[longest];
    double sum = 0;
    for (Clientele.Way way : ways) {
      long holds = Math.max(1, way.ttl().orElse(ttl).toSeconds());
      for (int s = 0; s < holds; s++) {
        weights[s] += way.share() / holds;
      }
      sum += way.share();
    }
    for (int s = 0; s < weights.length; s++) {
      weights[s] /= sum;
    }
    return weights;
  }

  /** The next second's. */
  Moment next() {
    ahead.addLast(Moment.of(course.get()));
    Moment now = ahead.getFirst();
    double[][] demand = new double[now.regions()][now.networks()];
    double[][][] cost = new double[now.regions()][now.networks()][now.cdns()];
    double[] capacity = new double[now.cdns()];
    double[][][] coming = new double[now.regions()][now.networks()][now.cdns()];
    double[] foreign = new double[now.cdns()];
    double[][] regional = new double[now.cdns()][now.regions()];
    int s = 0;
    for (Moment moment : ahead) {
      double weight = weights[s++];
      if (weight <= 0) {
        continue; // else an infinite bound would make no number
      }
      add(moment.demand(), weight, demand);
      add(moment.cost(), weight, cost);
      add(moment.coming(), weight, coming);
      for (int k = 0; k < capacity.length; k++) {
        capacity[k] += weight * moment.capacity()[k];
        foreign[k] += weight * moment.foreign()[k];
        for (int r = 0; r < regional[k].length; r++) {
          regional[k][r] += weight * moment.regional()[k][r];
        }
      }
    }
    ahead.removeFirst();
    return new Moment(demand, cost, coming, capacity, regional, foreign, new double[now.cdns()]);
  }

  private static void add(double[][] figures, double weight, double[][] to) {
    for (int r = 0; r < to.length; r++) {
      for (int n = 0; n < to[r].length; n++) {
        to[r][n] += weight * figures[r][n];
      }
    }
  }

  private static void add(double[][][] figures, double weight, double[][][] to) {
    for (int r = 0; r < to.length; r++) {
      add(figures[r], weight, to[r]);
    }
  }
}
