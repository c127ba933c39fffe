package dev.tidegate.rehearsal.sim;

import java.time.Duration;
import java.util.Optional;

/**
 * What varies without anyone's fault.
 *
 * @param failures median of the places' usual rate of failures, 0..1
 * @param spread standard deviation of its logarithm from place to place
 * @param cell most that a cell differs from its place, as a share: 0.25
 * @param drift standard deviation of the logarithm of the places' slow drift
 * @param driftOver over how long the drift forgets
 * @param dispersion standard deviation of the logarithm of a cell's rate from second to second
 * @param stalls stalled time for a rate of failures of 1, as a share: 0.5
 * @param clustering how many times wider a beacon's failures scatter than independent ones would
 * @param maintenance small works on CDNs; empty: none
 */
public record Noise(
    double failures,
    double spread,
    double cell,
    double drift,
    Duration driftOver,
    double dispersion,
    double stalls,
    double clustering,
    Optional<Maintenance> maintenance) {

  /**
   * Works on one CDN in one region at a time, at moments drawn by chance.
   *
   * @param every mean time between two
   * @param length of one
   * @param failures share of requests that fail meanwhile, at most
   * @param slowness factor on the first byte
   */
  public record Maintenance(Duration every, Duration length, double failures, double slowness) {
    /** 60 s each quarter of an hour, at most 0.2 pt and latency x1.2. */
    public static final Maintenance STANDARD =
        new Maintenance(Duration.ofMinutes(15), Duration.ofSeconds(60), 0.002, 1.2);
  }

  /** Around 0.4 %, cells within 25 % of their place, dispersion 0.3, clustering 3. */
  public static final Noise STANDARD =
      new Noise(0.004, 0.3, 0.25, 0.1, Duration.ofMinutes(10), 0.3, 0.5, 3, Optional.empty());

  public Noise {
    Scenario.requireShare("failures", failures);
    Scenario.requireShare("cell", cell);
    if (!(spread >= 0) || !(drift >= 0) || !(dispersion >= 0) || !(clustering >= 1)) {
      throw new IllegalArgumentException(
          "spread, drift, dispersion must be >= 0 and clustering >= 1");
    }
  }
}
