package dev.tidegate.telemetry;

import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * Latencies in fixed logarithmic bins: ratio {@value #RATIO}, from 1 ms to 60 s. Adding is exact. A
 * quantile is off by at most 2 % of its value. Mutable while it is being filled.
 */
public final class LatencyHistogram {
  /** Upper over lower bound of a bin. */
  public static final double RATIO = 1.04;

  private static final double LOG_RATIO = StrictMath.log(RATIO);

  /** Bins 0 .. BINS-1; bin i holds [RATIO^i, RATIO^(i+1)) ms; the ends catch what lies outside. */
  public static final int BINS = 281;

  private final long[] bins = new long[BINS];

  /** The bin of a latency in milliseconds. */
  public static int bin(double millis) {
    if (!(millis > 1)) {
      return 0;
    }
    return (int) Math.min(BINS - 1.0, StrictMath.log(millis) / LOG_RATIO);
  }

  /** The geometric middle of a bin, in milliseconds. */
  public static double middle(int bin) {
    return StrictMath.exp((bin + 0.5) * LOG_RATIO);
  }

  /** Records a latency of {@code millis}, {@code times} over. */
  public void record(double millis, long times) {
    bins[bin(millis)] += times;
  }

  /** Adds {@code times} to a bin. */
  public void addToBin(int bin, long times) {
    bins[bin] += times;
  }

  /** Adds all of {@code other}. */
  public LatencyHistogram add(LatencyHistogram other) {
    for (int i = 0; i < BINS; i++) {
      bins[i] += other.bins[i];
    }
    return this;
  }

  public long atBin(int bin) {
    return bins[bin];
  }

  public long total() {
    return Arrays.stream(bins).sum();
  }

  public LatencyHistogram copy() {
    return new LatencyHistogram().add(this);
  }

  /** The latency in milliseconds below which {@code q} (0..1) of the records lie; empty if none. */
  public OptionalDouble quantile(double q) {
    long total = total();
    if (total == 0) {
      return OptionalDouble.empty();
    }
    long rank = Math.max(1, (long) Math.ceil(q * total));
    long seen = 0;
    for (int i = 0; i < BINS; i++) {
      seen += bins[i];
      if (seen >= rank) {
        return OptionalDouble.of(middle(i));
      }
    }
    throw new IllegalStateException("rank " + rank + " of " + total + " not found");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LatencyHistogram that && Arrays.equals(bins, that.bins);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bins);
  }
}
