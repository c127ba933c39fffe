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

  private final double[] bins = new double[LatencyHistogram.BINS];
  private double scale = 1;
  private double total;
  private double squares;
  private LatencyHistogram incoming = new LatencyHistogram();
  private boolean fresh;
  private double median;
  private double p95;
  private double spread;

  double usual;
  double usualSeconds;

  void receive(LatencyHistogram histogram) {
    if (histogram.total() > 0) {
      incoming.add(histogram);
      fresh = true;
    }
  }

  /** Ages by {@code factor} and takes in what came. Counts are weighted in thousandths. */
  void advance(double factor) {
    total *= factor;
    squares *= factor * factor;
    scale /= factor;
    if (scale > LARGE) {
      for (int i = 0; i < bins.length; i++) {
        bins[i] /= scale;
      }
      scale = 1;
    }
    if (!fresh) {
      return;
    }
    double came = 0;
    for (int i = 0; i < bins.length; i++) {
      long count = incoming.atBin(i);
      if (count != 0) {
        bins[i] += count * 1e-3 * scale;
        came += count * 1e-3;
      }
    }
    total += came;
    squares += came;
    incoming = new LatencyHistogram();
    fresh = false;
    if (came > 0) {
      median = at(0.5);
      p95 = at(0.95);
      spread = Math.max(0.05, StrictMath.log(at(0.75) / at(0.25)) / 1.349);
    }
  }

  private double at(double quantile) {
    double rank = quantile * total * scale;
    double seen = 0;
    for (int i = 0; i < bins.length; i++) {
      double here = bins[i];
      if (seen + here >= rank && here > 0) {
        double upper = LatencyHistogram.middle(i) * Math.sqrt(LatencyHistogram.RATIO);
        double part = Math.clamp((rank - seen) / here, 0, 1);
        return upper * StrictMath.pow(LatencyHistogram.RATIO, part - 1);
      }
      seen += here;
    }
    return LatencyHistogram.middle(bins.length - 1);
  }

  double samples() {
    return squares > 0 ? total * total / squares : 0;
  }

  OptionalDouble median() {
    return total >= 1 ? OptionalDouble.of(median) : OptionalDouble.empty();
  }

  OptionalDouble p95() {
    return total >= 1 ? OptionalDouble.of(p95) : OptionalDouble.empty();
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
    if (total < 1 || dt <= 0) {
      return;
    }
    usualSeconds += dt;
    double share = Math.max(1 - factor, Math.min(1, dt / usualSeconds));
    usual += share * (StrictMath.log(median) - usual);
  }

  boolean hasUsual(double minSeconds) {
    return usualSeconds >= minSeconds && total >= 1;
  }

  /** Logarithm of the median over its usual value. */
  double rise() {
    return StrictMath.log(median) - usual;
  }

  void clear() {
    java.util.Arrays.fill(bins, 0);
    scale = 1;
    total = 0;
    squares = 0;
  }

  void carry(Tape t) {
    t.reals(bins);
    scale = t.real(scale);
    total = t.real(total);
    squares = t.real(squares);
    median = t.real(median);
    p95 = t.real(p95);
    spread = t.real(spread);
    usual = t.real(usual);
    usualSeconds = t.real(usualSeconds);
  }
}
