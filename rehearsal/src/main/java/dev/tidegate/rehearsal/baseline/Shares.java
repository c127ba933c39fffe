package dev.tidegate.rehearsal.baseline;

import java.util.function.IntPredicate;

/** Arithmetic on shares of one place, and of all. */
final class Shares {
  private Shares() {}

  static double[][][] copy(double[][][] shares) {
    double[][][] copy = new double[shares.length][][];
    for (int r = 0; r < shares.length; r++) {
      copy[r] = new double[shares[r].length][];
      for (int n = 0; n < shares[r].length; n++) {
        copy[r][n] = shares[r][n].clone();
      }
    }
    return copy;
  }

  /** The largest change of any CDN's share in any place. */
  static double furthest(double[][][] a, double[][][] b) {
    double furthest = 0;
    for (int r = 0; r < a.length; r++) {
      for (int n = 0; n < a[r].length; n++) {
        for (int k = 0; k < a[r][n].length; k++) {
          furthest = Math.max(furthest, Math.abs(a[r][n][k] - b[r][n][k]));
        }
      }
    }
    return furthest;
  }

  /** Scales to a sum of 1; {@code otherwise} if all are 0. */
  static double[] normal(double[] proportions, double[] otherwise) {
    double sum = 0;
    for (double p : proportions) {
      sum += p;
    }
    if (!(sum > 0)) {
      return otherwise.clone();
    }
    double[] shares = new double[proportions.length];
    for (int k = 0; k < shares.length; k++) {
      shares[k] = proportions[k] / sum;
    }
    return shares;
  }

  /** {@code weights} over those that are in; {@code weights} itself if none is. */
  static double[] among(double[] weights, IntPredicate in) {
    double[] left = new double[weights.length];
    for (int k = 0; k < left.length; k++) {
      left[k] = in.test(k) ? weights[k] : 0;
    }
    return normal(left, weights);
  }

  /** {@code each} to every CDN, so that it goes on being measured, and the rest as {@code main}. */
  static double[] measuring(double[] main, double each) {
    double[] shares = new double[main.length];
    for (int k = 0; k < shares.length; k++) {
      shares[k] = each + (1 - each * shares.length) * main[k];
    }
    return shares;
  }
}
