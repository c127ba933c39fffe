package dev.tidegate.health;

import dev.tidegate.model.Policy;
import dev.tidegate.tape.Tape;
import dev.tidegate.telemetry.Count;
import dev.tidegate.telemetry.Counts;

/**
 * PHI: how much wider a service's rates scatter than independent samples would, because a session's
 * bad seconds come together. The mean over beacons of {@code (x - n*p)^2 / (n*p*(1-p))}, p the
 * cell's own rate, over healthy cells with a half-life of 30 minutes; never below {@code
 * clustering-failure}; before {@value #ENOUGH} beacons the configured figures stand.
 *
 * <p>It is bounded above too, or one session could blind the service: z of everything falls with
 * sqrt(PHI). The design effect of clusters of m samples is {@code 1 + (m-1)*rho}, at most m (Kish,
 * Survey Sampling, 1965, 8.2), and no session weighs more than {@code session-cap} times the usual
 * one. So a moment's beacons are held to {@code session-cap} times the mean size of a beacon, and
 * PHI to that as well.
 */
final class Clustering {
  static final double ENOUGH = 1000;
  private static final double LEAST_P = 0.0005;

  final double[] beacons = new double[2];
  final double[] spread = new double[2];

  /** Beacons whose size is known, and samples in them: not stored, they are there in seconds. */
  private final double[] sized = new double[2];

  private final double[] samples = new double[2];

  void decay(double factor) {
    for (int i = 0; i < 2; i++) {
      beacons[i] *= factor;
      spread[i] *= factor;
      sized[i] *= factor;
      samples[i] *= factor;
    }
  }

  /** Takes over what {@code other} knows. */
  void inherit(Clustering other) {
    for (int i = 0; i < 2; i++) {
      beacons[i] = other.beacons[i];
      spread[i] = other.spread[i];
      sized[i] = other.sized[i];
      samples[i] = other.samples[i];
    }
  }

  /**
   * Adds a rate of a healthy cell's moment.
   *
   * @param p the cell's usual rate, 0..1
   */
  void add(Rate rate, Counts counts, double p, Policy policy) {
    double n = counts.get(Count.RAW_BEACONS);
    if (n == 0) {
      return;
    }
    switch (rate) {
      case FAILURE ->
          add(
              rate.index,
              n,
              p,
              counts.get(Count.FAILURE_SPREAD) * 1e-3,
              (double) counts.get(Count.RAW_ERRORS),
              (double) counts.get(Count.RAW_REQUESTS),
              policy);
      case STALL ->
          add(
              rate.index,
              n,
              p,
              counts.get(Count.STALL_SPREAD) * 1e-3,
              counts.get(Count.RAW_STALLED_MS) * 1e-3,
              counts.get(Count.RAW_WATCHED_MS) * 1e-3,
              policy);
    }
  }

  private void add(
      int rate, double n, double p, double squares, double bad, double all, Policy policy) {
    if (!(all > 0)) {
      return;
    }
    double q = Math.clamp(p, LEAST_P, 0.5);
    double counted = Math.min(1, largest(rate, policy) * n / all);
    beacons[rate] += n;
    spread[rate] += counted * Math.max(0, squares - 2 * q * bad + q * q * all) / (q * (1 - q));
    sized[rate] += n;
    samples[rate] += counted * all;
  }

  /** Samples that a beacon may hold: a multiple of what they hold on average. */
  private double largest(int rate, Policy policy) {
    return sized[rate] < ENOUGH
        ? Double.POSITIVE_INFINITY
        : policy.get(Policy.Key.SESSION_CAP) * samples[rate] / sized[rate];
  }

  double phi(Rate rate, Policy policy) {
    double least = policy.get(Policy.Key.CLUSTERING_FAILURE);
    if (beacons[rate.index] < ENOUGH) {
      return rate == Rate.FAILURE
          ? least
          : Math.max(least, policy.get(Policy.Key.CLUSTERING_STALL));
    }
    double measured = spread[rate.index] / beacons[rate.index];
    return Math.max(least, Math.min(measured, largest(rate.index, policy)));
  }

  void carry(Tape t) {
    t.reals(beacons);
    t.reals(spread);
    t.reals(sized);
    t.reals(samples);
  }
}
