package dev.tidegate.rehearsal.oracle;

import dev.tidegate.rehearsal.sim.Clientele;
import dev.tidegate.rehearsal.sim.Truth;
import java.util.List;

/**
 * Holds the pace at which viewers come to what CDNs take on a second. Whom the answers have reached
 * is followed as one pool that asks at the mean rate of the ways.
 */
final class Joins {
  /** Below the bound, as some come for other reasons. */
  private static final double USED = 0.9;

  private final double asking;
  private final double[][][] followed;

  Joins(List<Clientele.Way> ways, double ttlSeconds, double[][][] shares) {
    double sum = 0;
    for (Clientele.Way way : ways) {
      double holds = way.ttl().map(ttl -> (double) ttl.toSeconds()).orElse(ttlSeconds);
      sum += way.share() / Math.max(1, holds);
    }
    this.asking = Math.min(1, sum);
    this.followed = shares;
  }

  /** As much of {@code wanted} as no CDN is stormed by; remembers that it was published. */
  double[][][] pace(double[][][] wanted, Truth truth) {
    double[] coming = coming(wanted, truth.demand());
    double[] part = new double[coming.length];
    for (int k = 0; k < part.length; k++) {
      double bound = truth.joinRate()[k] * USED;
      part[k] = coming[k] > bound ? bound / coming[k] : 1;
    }
    double[][][] paced = new double[wanted.length][wanted[0].length][];
    for (int r = 0; r < paced.length; r++) {
      for (int n = 0; n < paced[r].length; n++) {
        paced[r][n] = toward(followed[r][n], wanted[r][n], part);
        for (int k = 0; k < paced[r][n].length; k++) {
          followed[r][n][k] += asking * (paced[r][n][k] - followed[r][n][k]);
        }
      }
    }
    return paced;
  }

  private double[] coming(double[][][] wanted, double[][] demand) {
    double[] coming = new double[wanted[0][0].length];
    for (int r = 0; r < wanted.length; r++) {
      for (int n = 0; n < wanted[r].length; n++) {
        for (int k = 0; k < coming.length; k++) {
          double more = Math.max(0, wanted[r][n][k] - followed[r][n][k]);
          coming[k] += demand[r][n] * asking * more;
        }
      }
    }
    return coming;
  }

  /** All of a place's moves are slowed alike, by its slowest receiver. */
  private static double[] toward(double[] from, double[] to, double[] part) {
    double pace = 1;
    for (int k = 0; k < from.length; k++) {
      pace = to[k] > from[k] ? Math.min(pace, part[k]) : pace;
    }
    double[] shares = new double[from.length];
    for (int k = 0; k < shares.length; k++) {
      shares[k] = from[k] + pace * (to[k] - from[k]);
    }
    return shares;
  }
}
