package dev.tidegate.rehearsal.baseline;

import dev.tidegate.engine.Inputs;
import dev.tidegate.rehearsal.sim.Plan;
import java.time.Instant;

/**
 * rest.li D2's relative balancer, made as strong as its idea allows: each 5 s a CDN's health falls
 * by 0.2 where it is worse than 1.3 times its peers in the same place, and rises by 0.05 where it
 * is below 1.2 times; viewers follow weight times health. Source: linkedin/rest.li, {@code
 * StateUpdater.java} and the defaults of {@code RelativeLoadBalancerStrategyFactory.java} (update
 * interval 5 s, steps 0.05 and 0.2, factor 1.3; recovery starts at 0.01).
 *
 * <p>Ours beyond the original: failures are compared with peers like latency (there an absolute
 * threshold, switched off by default); windows are EWMAs of counts of 15 s half-life, and a
 * difference must be 3 standard errors, clustering 3 allowed for (there one call in 5 s is enough);
 * and its wishes are put within capacity.
 */
final class Relative implements Baseline {
  private static final int UPDATE_SECONDS = 5;
  private static final double UP_STEP = 0.05;
  private static final double DOWN_STEP = 0.2;
  private static final double HIGH = 1.3;
  private static final double LOW = 1.2;
  private static final double RECOVERY = 0.01;
  private static final double KEEP = StrictMath.exp(-StrictMath.log(2) / 15);
  private static final double CLUSTERING = 3;
  private static final double SIGNIFICANT = 3;

  /** Below this a difference of rates is nobody's harm. */
  private static final double LEAST_RATE = 0.001;

  /** What a CDN does against its peers. */
  private enum Standing {
    WORSE,
    BETWEEN,
    WELL
  }

  private final Roster roster;
  private final Readings.Index index;
  private final double[][][] weights;
  private final double[][][] health;
  private final double[][][] requests;
  private final double[][][] bad;
  private final double[][][] timed;
  private final double[][][] millis;
  private final double[][][] squares;
  private int waited;

  Relative(Roster roster) {
    this.roster = roster;
    this.index = new Readings.Index(roster);
    this.weights = roster.weights();
    this.health = roster.figures();
    for (double[][] region : health) {
      for (double[] place : region) {
        java.util.Arrays.fill(place, 1);
      }
    }
    this.requests = roster.figures();
    this.bad = roster.figures();
    this.timed = roster.figures();
    this.millis = roster.figures();
    this.squares = roster.figures();
  }

  @Override
  public Plan decide(Inputs inputs, Instant now) {
    Readings readings = index.read(inputs);
    waited++;
    boolean due = waited == UPDATE_SECONDS;
    waited = due ? 0 : waited;
    double[][][] shares = new double[weights.length][weights[0].length][];
    for (int r = 0; r < shares.length; r++) {
      for (int n = 0; n < shares[r].length; n++) {
        hear(r, n, readings);
        if (due) {
          judge(r, n);
        }
        double[] pull = weights[r][n].clone();
        for (int k = 0; k < pull.length; k++) {
          pull[k] *= health[r][n][k];
        }
        shares[r][n] = Shares.normal(pull, weights[r][n]);
      }
    }
    return roster.plan(new Clip(roster.room(), readings.viewers).apply(shares));
  }

  private void hear(int r, int n, Readings readings) {
    for (int k = 0; k < requests[r][n].length; k++) {
      requests[r][n][k] = KEEP * requests[r][n][k] + readings.requests[r][n][k];
      bad[r][n][k] = KEEP * bad[r][n][k] + readings.errors[r][n][k];
      timed[r][n][k] = KEEP * timed[r][n][k] + readings.timed[r][n][k];
      millis[r][n][k] = KEEP * millis[r][n][k] + readings.millis[r][n][k];
      squares[r][n][k] = KEEP * squares[r][n][k] + readings.squares[r][n][k];
    }
  }

  private void judge(int r, int n) {
    for (int k = 0; k < health[r][n].length; k++) {
      Standing failures = failures(requests[r][n], bad[r][n], k);
      Standing latency = latency(timed[r][n], millis[r][n], squares[r][n], k);
      if (failures == Standing.WORSE || latency == Standing.WORSE) {
        health[r][n][k] = Math.max(RECOVERY, health[r][n][k] - DOWN_STEP);
      } else if (failures == Standing.WELL && latency == Standing.WELL) {
        health[r][n][k] = Math.min(1, health[r][n][k] + UP_STEP);
      }
    }
  }

  private static Standing failures(double[] n, double[] x, int k) {
    double others = sum(n) - n[k];
    if (!(n[k] > 0) || !(others > 0)) {
      return Standing.BETWEEN;
    }
    double rate = x[k] / n[k];
    double peers = (sum(x) - x[k]) / others;
    double pooled = Math.max(sum(x) / sum(n), LEAST_RATE);
    double error =
        StrictMath.sqrt(
            CLUSTERING * pooled * (1 - Math.min(pooled, 0.99)) * (1 / n[k] + 1 / others));
    return standing(rate, Math.max(peers, LEAST_RATE), error);
  }

  private static Standing latency(double[] n, double[] sum, double[] squares, int k) {
    double others = sum(n) - n[k];
    if (!(n[k] > 0) || !(others > 0)) {
      return Standing.BETWEEN;
    }
    double mean = sum[k] / n[k];
    double peers = (sum(sum) - sum[k]) / others;
    double variance = Math.max(0, squares[k] / n[k] - mean * mean);
    double peersVariance = Math.max(0, (sum(squares) - squares[k]) / others - peers * peers);
    double error = StrictMath.sqrt(CLUSTERING * (variance / n[k] + peersVariance / others));
    return standing(mean, peers, error);
  }

  private static Standing standing(double own, double peers, double error) {
    if (own >= HIGH * peers && own - peers > SIGNIFICANT * error) {
      return Standing.WORSE;
    }
    return own <= LOW * peers ? Standing.WELL : Standing.BETWEEN;
  }

  private static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }
}
