package dev.tidegate.rehearsal.baseline;

import dev.tidegate.engine.Inputs;
import dev.tidegate.rehearsal.sim.Plan;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Commercial switching on real-user measurements: in each place those CDNs whose availability over
 * the last minute is at least 90 % are left in (if none, the most available alone); of these the
 * one of the least round-trip time takes everyone; those within a tie of 0.95 of it share by their
 * weights; answers live 20 s. Source: Cedexis' openmixapplib, application "optimal throughput with
 * RTT" ({@code availability_threshold: 90}, {@code min_valid_rtt_score: 5}, {@code
 * throughput_tie_threshold: 0.95}, {@code default_ttl: 20}). Players tell us no throughput, so the
 * tie is applied to times. Its measurements come from everywhere, so each CDN keeps a share that
 * does nothing but measure.
 */
final class Openmix implements Baseline {
  private static final int WINDOW_SECONDS = 60;
  private static final double AVAILABILITY = 0.9;
  private static final double TIE = 0.95;
  private static final double LEAST_RTT_MILLIS = 5;
  private static final int TTL_SECONDS = 20;
  private static final double MEASURED = 0.01;

  private final Roster roster;
  private final Readings.Index index;
  private final double[][][] weights;
  private final Deque<Readings> window = new ArrayDeque<>();

  Openmix(Roster roster) {
    this.roster = roster;
    this.index = new Readings.Index(roster);
    this.weights = roster.weights();
  }

  @Override
  public Plan decide(Inputs inputs, Instant now) {
    window.addLast(index.read(inputs));
    if (window.size() > WINDOW_SECONDS) {
      window.removeFirst();
    }
    double[][][] shares = new double[weights.length][weights[0].length][];
    for (int r = 0; r < shares.length; r++) {
      for (int n = 0; n < shares[r].length; n++) {
        shares[r][n] = choose(weights[r][n], r, n);
      }
    }
    return roster.plan(shares, Math.clamp(roster.ttl().toSeconds(), 1, TTL_SECONDS));
  }

  private double[] choose(double[] weights, int r, int n) {
    double[] available = new double[weights.length];
    double[] rtt = new double[weights.length];
    for (Readings second : window) {
      for (int k = 0; k < weights.length; k++) {
        available[k] += second.requests[r][n][k] - second.errors[r][n][k];
        rtt[k] += second.millis[r][n][k];
      }
    }
    for (int k = 0; k < weights.length; k++) {
      available[k] /= sum(r, n, k, false);
      rtt[k] /= sum(r, n, k, true);
    }
    return answer(weights, available, rtt);
  }

  /** Requests, or first bytes. */
  private double sum(int r, int n, int k, boolean times) {
    double sum = 0;
    for (Readings second : window) {
      sum += times ? second.timed[r][n][k] : second.requests[r][n][k];
    }
    return sum;
  }

  /**
   * @param available 0..1; not a number where nothing was measured
   * @param rtt milliseconds; likewise
   */
  static double[] answer(double[] weights, double[] available, double[] rtt) {
    double most = Double.NaN;
    double least = Double.NaN;
    for (int k = 0; k < weights.length; k++) {
      if (weights[k] > 0) {
        most = available[k] > most || Double.isNaN(most) ? available[k] : most;
        boolean candidate = available[k] >= AVAILABILITY && rtt[k] >= LEAST_RTT_MILLIS;
        least = candidate && !(rtt[k] >= least) ? rtt[k] : least;
      }
    }
    if (Double.isNaN(most)) {
      return weights.clone();
    }
    double best = most;
    double fastest = least;
    double[] winners =
        Double.isNaN(least)
            ? Shares.among(weights, k -> available[k] >= best)
            : Shares.among(
                weights,
                k ->
                    available[k] >= AVAILABILITY
                        && rtt[k] >= LEAST_RTT_MILLIS
                        && rtt[k] * TIE <= fastest);
    return Shares.measuring(winners, MEASURED);
  }
}
