package dev.tidegate.rehearsal.baseline;

import dev.tidegate.engine.Inputs;
import dev.tidegate.rehearsal.sim.Plan;
import java.time.Instant;

/**
 * Latency alone: in each place the CDN of the least first byte takes all but what it takes to go on
 * measuring the others. The estimate is Finagle's peak EWMA, as linkerd runs it (decay 10 s): a
 * slower second replaces it at once, a faster one only pulls. Source: Finagle {@code
 * PeakEwma.scala}, linkerd2-proxy's default decay; who takes all is latency-based routing as DNS
 * services sell it.
 */
final class Fastest implements Baseline {
  private static final double DECAY_SECONDS = 10;

  /** Share kept on each CDN so that its latency is known. */
  private static final double MEASURED = 0.02;

  private final Roster roster;
  private final Readings.Index index;
  private final double[][][] weights;

  /** Milliseconds; 0 while nothing was heard. */
  private final double[][][] cost;

  private final double[][][] silentSeconds;

  Fastest(Roster roster) {
    this.roster = roster;
    this.index = new Readings.Index(roster);
    this.weights = roster.weights();
    this.cost = roster.figures();
    this.silentSeconds = roster.figures();
  }

  @Override
  public Plan decide(Inputs inputs, Instant now) {
    Readings readings = index.read(inputs);
    double[][][] shares = new double[weights.length][weights[0].length][];
    for (int r = 0; r < shares.length; r++) {
      for (int n = 0; n < shares[r].length; n++) {
        for (int k = 0; k < weights[r][n].length; k++) {
          learn(r, n, k, readings);
        }
        shares[r][n] = choose(weights[r][n], cost[r][n]);
      }
    }
    return roster.plan(shares);
  }

  private void learn(int r, int n, int k, Readings readings) {
    silentSeconds[r][n][k]++;
    if (readings.timed[r][n][k] <= 0) {
      return;
    }
    double heard = readings.millis[r][n][k] / readings.timed[r][n][k];
    double keep = StrictMath.exp(-silentSeconds[r][n][k] / DECAY_SECONDS);
    double before = cost[r][n][k];
    cost[r][n][k] = heard > before ? heard : before * keep + heard * (1 - keep);
    silentSeconds[r][n][k] = 0;
  }

  private static double[] choose(double[] weights, double[] cost) {
    int best = -1;
    for (int k = 0; k < cost.length; k++) {
      if (weights[k] > 0 && cost[k] > 0 && (best < 0 || cost[k] < cost[best])) {
        best = k;
      }
    }
    if (best < 0) {
      return weights.clone();
    }
    double[] winner = new double[weights.length];
    winner[best] = 1;
    return Shares.measuring(winner, MEASURED);
  }
}
