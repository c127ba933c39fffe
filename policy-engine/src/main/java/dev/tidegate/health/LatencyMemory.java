package dev.tidegate.health;

import dev.tidegate.tape.Tape;
import dev.tidegate.telemetry.LatencyHistogram;
import java.util.OptionalDouble;

/**
 * Times to first byte of one CDN in one region: an EWMA of a histogram over the short half-life,
 * and the usual median, an EWMA of its logarithm over the baseline's half-life.
 */
final class LatencyMemory {
  private static final double LARGE = 1e100;
  private static final double[] QUANTILES = {0.25, 0.5, 0.75, 0.95};

  /** Upper edges of bins, in milliseconds. */
  private static final double[] UPPER = new double[LatencyHistogram.BINS];

  static {
    for (int i = 0; i < UPPER.length; i++) {
      UPPER[i] = LatencyHistogram.middle(i) * Math.sqrt(LatencyHistogram.RATIO);
    }
  }

  private final double[] at = new double[QUANTILES.length];

  private final double[] bins = new double[LatencyHistogram.BINS];
  private double scale = 1;

  /** Requests whose time is in the bins. */
  private final Tally counted = new Tally();

  private final LatencyHistogram incoming = new LatencyHistogram();

  /** No bin outside of these two holds anything. */
  private int lowest = LatencyHistogram.BINS;

  private int highest = -1;
  private double median;
  private double logMedian = StrictMath.log(0);
  private double p95;
  private double spread;

  double usual;
  double usualSeconds;

  void receive(LatencyHistogram histogram) {
    incoming.add(histogram);
  }

  /**
   * Ages by {@code factor} and takes in what came. Counts are weighted in thousandths.
   *
   * @param weight how many times it stands for itself what came, on average: of sampled beacons few
   *     are as uncertain as few are
   */
  void advance(double factor, double weight) {
    counted.decay(factor);
    scale /= factor;
    if (scale > LARGE) {
      for (int i = lowest; i <= highest; i++) {
        bins[i] /= scale;
      }
      scale = 1;
    }
    double came = 0;
    for (int i = incoming.first(); i <= incoming.last(); i++) {
      long count = incoming.atBin(i);
      if (count != 0) {
        bins[i] += count * 1e-3 * scale;
        came += count * 1e-3;
      }
    }
    lowest = Math.min(lowest, incoming.first());
    highest = Math.max(highest, incoming.last());
    incoming.clear();
    counted.n += came;
    counted.sq += came * weight;
    counted.squares += came * weight;
    if (came > 0) {
      readOff();
    }
  }

  /** Reads quartiles and the 95th percentile off the bins, in one walk. */
  private void readOff() {
    int next = 0;
    double seen = 0;
    for (int i = lowest; i <= highest && next < QUANTILES.length; i++) {
      double here = bins[i];
      double above = seen + here;
      while (next < QUANTILES.length && here > 0 && above >= rank(next)) {
        double part = Math.clamp((rank(next) - seen) / here, 0, 1);
        at[next++] = UPPER[i] * StrictMath.pow(LatencyHistogram.RATIO, part - 1);
      }
      seen = above;
    }
    while (next < QUANTILES.length) {
      at[next++] = LatencyHistogram.middle(bins.length - 1);
    }
    median = at[1];
    logMedian = StrictMath.log(median);
    p95 = at[3];
    spread = Math.max(0.05, StrictMath.log(at[2] / at[0]) / 1.349);
  }

  private double rank(int quantile) {
    return QUANTILES[quantile] * counted.n * scale;
  }

  double samples() {
    return counted.effective();
  }

  OptionalDouble median() {
    return counted.n >= 1 ? OptionalDouble.of(median) : OptionalDouble.empty();
  }

  OptionalDouble p95() {
    return counted.n >= 1 ? OptionalDouble.of(p95) : OptionalDouble.empty();
  }

  double medianMillis() {
    return median;
  }

  /** Standard error of the logarithm of the median. */
  double error(double phi) {
    return 1.2533 * spread * Math.sqrt(phi / Math.max(1, samples()));
  }

  /** Lets {@code dt} healthy seconds enter the usual median, which ages by {@code factor}. */
  void learn(double dt, double factor) {
    if (counted.n < 1 || dt <= 0) {
      return;
    }
    usualSeconds += dt;
    double share = Math.max(1 - factor, Math.min(1, dt / usualSeconds));
    usual += share * (logMedian - usual);
  }

  boolean hasUsual(double minSeconds) {
    return usualSeconds >= minSeconds && counted.n >= 1;
  }

  /** Logarithm of the median over its usual value. */
  double rise() {
    return logMedian - usual;
  }

  void clear() {
    java.util.Arrays.fill(bins, 0);
    lowest = LatencyHistogram.BINS;
    highest = -1;
    scale = 1;
    counted.clear();
  }

  void carry(Tape t) {
    t.reals(bins);
    lowest = t.plays() ? 0 : lowest;
    highest = t.plays() ? bins.length - 1 : highest;
    scale = t.real(scale);
    counted.carry(t);
    median = t.real(median);
    logMedian = StrictMath.log(median);
    p95 = t.real(p95);
    spread = t.real(spread);
    usual = t.real(usual);
    usualSeconds = t.real(usualSeconds);
  }
}
