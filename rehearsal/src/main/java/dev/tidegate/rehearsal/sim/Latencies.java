package dev.tidegate.rehearsal.sim;

import dev.tidegate.telemetry.LatencyHistogram;

/**
 * Times to first byte of many requests: an exponential tail over a floor of 60 %, as {@code
 * CdnPhysics} has it, laid out by quantiles about a median that itself is drawn.
 */
final class Latencies {
  private static final int PARTS = 16;
  private static final double SPREAD = 0.5;
  private static final double LOG_RATIO = StrictMath.log(LatencyHistogram.RATIO);

  /** By how many bins a quantile lies from the median. */
  private final double[] bins = new double[PARTS];

  Latencies() {
    for (int i = 0; i < PARTS; i++) {
      double quantile = (i + 0.5) / PARTS;
      double times = 0.6 + 0.4 * -StrictMath.log1p(-quantile) / StrictMath.log(2);
      bins[i] = StrictMath.log(times) / LOG_RATIO;
    }
  }

  /**
   * Adds {@code requests} requests of weight {@code weight} about a median.
   *
   * @param medianMillis &gt; 0
   */
  void add(LatencyHistogram to, Luck luck, long requests, double weight, double medianMillis) {
    if (requests == 0) {
      return;
    }
    double strays = SPREAD * luck.normal() / Math.sqrt((double) requests);
    double median = (StrictMath.log(Math.max(1.0, medianMillis)) + strays) / LOG_RATIO;
    long left = requests;
    for (int i = 0; i < PARTS && left > 0; i++) {
      long here = i == PARTS - 1 ? left : Math.min(left, Math.round(left / (double) (PARTS - i)));
      if (requests < PARTS) {
        here = Math.min(left, 1);
      }
      int quantile = requests < PARTS ? (int) (luck.uniform() * PARTS) : i;
      int bin = Math.clamp((long) (median + bins[quantile]), 0, LatencyHistogram.BINS - 1);
      to.addToBin(bin, Math.round(here * weight * 1000));
      left -= here;
    }
  }
}
