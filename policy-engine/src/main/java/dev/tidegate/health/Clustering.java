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
 */
final class Clustering {
  static final double ENOUGH = 1000;
  private static final double LEAST_P = 0.0005;

  final double[] beacons = new double[2];
  final double[] spread = new double[2];

  void decay(double factor) {
    for (int i = 0; i < 2; i++) {
      beacons[i] *= factor;
      spread[i] *= factor;
    }
  }

  /** Adds a healthy cell's moment; {@code failure} and {@code stall} are its usual rates. */
  void add(Counts counts, double failure, double stall) {
    double n = counts.get(Count.RAW_BEACONS);
    if (n == 0) {
      return;
    }
    add(
        Rate.FAILURE.index,
        n,
        failure,
        counts.get(Count.FAILURE_SPREAD) * 1e-3,
        (double) counts.get(Count.RAW_ERRORS),
        (double) counts.get(Count.RAW_REQUESTS));
    add(
        Rate.STALL.index,
        n,
        stall,
        counts.get(Count.STALL_SPREAD) * 1e-3,
        counts.get(Count.RAW_STALLED_MS) * 1e-3,
        counts.get(Count.RAW_WATCHED_MS) * 1e-3);
  }

  private void add(int rate, double n, double p, double squares, double bad, double all) {
    if (!(all > 0)) {
      return;
    }
    double q = Math.clamp(p, LEAST_P, 0.5);
    beacons[rate] += n;
    spread[rate] += Math.max(0, squares - 2 * q * bad + q * q * all) / (q * (1 - q));
  }

  double phi(Rate rate, Policy policy) {
    double least = policy.get(Policy.Key.CLUSTERING_FAILURE);
    if (beacons[rate.index] < ENOUGH) {
      return rate == Rate.FAILURE
          ? least
          : Math.max(least, policy.get(Policy.Key.CLUSTERING_STALL));
    }
    return Math.max(least, spread[rate.index] / beacons[rate.index]);
  }

  void carry(Tape t) {
    t.reals(beacons);
    t.reals(spread);
  }
}
