package dev.tidegate.rehearsal.oracle;

import java.util.Arrays;

/**
 * Makes a distribution better by small exchanges in single places, as long as one is worth it.
 * Where CDNs are crowded and bad in some places only, load and badness multiply, the problem is not
 * convex any more, and the flow is only near the best.
 */
final class Polish {
  private static final double[] STEPS = {0.2, 0.05, 0.01};
  private static final int SWEEPS = 12;

  private final Moment moment;
  private final double[][][] held;
  private final double loyalty;

  Polish(Moment moment, double[][][] held, double loyalty) {
    this.moment = moment;
    this.held = held;
    this.loyalty = loyalty;
  }

  /** At least as good as {@code shares}, which is not changed. */
  double[][][] apply(double[][][] shares) {
    double[][][] better = new double[shares.length][][];
    for (int r = 0; r < shares.length; r++) {
      better[r] = Arrays.stream(shares[r]).map(double[]::clone).toArray(double[][]::new);
    }
    for (double step : STEPS) {
      boolean moved = true;
      for (int sweep = 0; moved && sweep < SWEEPS; sweep++) {
        moved = sweep(better, step);
      }
    }
    return better;
  }

  private boolean sweep(double[][][] shares, double step) {
    boolean moved = false;
    for (int r = 0; r < shares.length; r++) {
      for (int n = 0; n < shares[r].length; n++) {
        double toll = loyalty * moment.demand()[r][n];
        for (int from = 0; from < moment.cdns(); from++) {
          for (int to = 0; to < moment.cdns(); to++) {
            moved |= from != to && exchange(shares, shares[r][n], from, to, step, toll);
          }
        }
      }
    }
    return moved;
  }

  private boolean exchange(
      double[][][] shares, double[] place, int from, int to, double step, double toll) {
    double part = Math.min(step, place[from]);
    if (part <= 0) {
      return false;
    }
    double before = moment.harm(shares, held);
    double had = place[from];
    double got = place[to];
    place[from] = had - part;
    place[to] = got + part;
    if (moment.harm(shares, held) < before - toll * part - 1e-9) {
      return true;
    }
    place[from] = had;
    place[to] = got;
    return false;
  }
}
