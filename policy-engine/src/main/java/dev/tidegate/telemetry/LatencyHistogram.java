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

  /** No bin outside of these two holds anything; the histogram is empty while first > last. */
  private int first = BINS;

  private int last = -1;

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
    addToBin(bin(millis), times);
  }

  /** Adds {@code times} to a bin. */
  public void addToBin(int bin, long times) {
    bins[bin] += times;
    first = Math.min(first, bin);
    last = Math.max(last, bin);
  }

  /** Adds all of {@code other}. */
  public LatencyHistogram add(LatencyHistogram other) {
    for (int i = other.first; i <= other.last; i++) {
      bins[i] += other.bins[i];
    }
    first = Math.min(first, other.first);
    last = Math.max(last, other.last);
    return this;
  }

  public long atBin(int bin) {
    return bins[bin];
  }

  public long total() {
    long sum = 0;
    for (int i = first; i <= last; i++) {
      sum += bins[i];
    }
    return sum;
  }

  /** The lowest bin that may hold something; above {@link #last} in an empty histogram. */
  public int first() {
    return first;
  }

  /** The highest bin that may hold something. */
  public int last() {
    return last;
  }

  /** Empties it. */
  public void clear() {
    if (first <= last) {
      Arrays.fill(bins, first, last + 1, 0);
      first = BINS;
      last = -1;
    }
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
