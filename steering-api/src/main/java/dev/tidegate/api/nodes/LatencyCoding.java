package dev.tidegate.api.nodes;

import dev.tidegate.telemetry.LatencyHistogram;

/**
 * Histograms as bits: a tick's latencies of a cell fill some tens of bins with a few counts each,
 * which take 4 or 5 bits a bin.
 *
 * <pre>
 * histogram: bins that are not empty plus 1; unless there are none, three bits and then the bins:
 *            whether the unit is another than the last histogram's, and if so the unit; whether
 *            counts may be negative; whether counts may have a rest
 * bin      : the empty ones before it plus 1; count / unit, zigzag if it may be negative, plus 1 if
 *            it may have a rest; if so, a bit: whether it has, and then count % unit
 * </pre>
 *
 * All numbers in gamma code. The unit is 1000 at first: one latency of weight 1. Others are taken
 * where all beacons are a sample; rests come of beacons that are capped, one in a hundred.
 */
final class LatencyCoding {
  private static final long ONE = 1000;

  /** A common divisor of so many bins is no accident. */
  private static final int MANY = 8;

  private static final long LEAST_UNIT = 100;

  private long unit = ONE;

  void write(LatencyHistogram histogram, Bits.Writer out) {
    int filled = 0;
    long divisor = 0;
    boolean signed = false;
    for (int i = histogram.first(); i <= histogram.last(); i++) {
      long count = histogram.atBin(i);
      filled += count != 0 ? 1 : 0;
      divisor = divisor(divisor, count);
      signed |= count < 0;
    }
    out.gamma(filled + 1);
    if (filled == 0) {
      return;
    }
    long best = unit(Math.max(1, divisor), filled);
    out.bit(best != unit);
    if (best != unit) {
      unit = best;
      out.gamma(unit);
    }
    boolean rests = divisor % unit != 0;
    out.bit(signed);
    out.bit(rests);
    int next = 0;
    for (int i = histogram.first(); i <= histogram.last(); i++) {
      if (histogram.atBin(i) != 0) {
        out.gamma(i - next + 1);
        count(histogram.atBin(i), signed, rests, out);
        next = i + 1;
      }
    }
  }

  private long unit(long divisor, int filled) {
    boolean coarser = filled >= MANY && divisor > unit;
    if (divisor % unit == 0 && !coarser) {
      return unit;
    }
    if (divisor % ONE == 0) {
      return coarser ? divisor : ONE;
    }
    return divisor >= LEAST_UNIT ? divisor : unit;
  }

  private static long divisor(long a, long b) {
    long x = a;
    long y = b;
    while (y != 0) {
      long rest = x % y;
      x = y;
      y = rest;
    }
    return Math.abs(x);
  }

  private void count(long count, boolean signed, boolean rests, Bits.Writer out) {
    long units = Math.floorDiv(count, unit);
    long coded = signed ? units << 1 ^ units >> 63 : units;
    out.gamma(rests ? coded + 1 : coded);
    if (rests) {
      long rest = Math.floorMod(count, unit);
      out.bit(rest != 0);
      if (rest != 0) {
        out.gamma(rest);
      }
    }
  }

  LatencyHistogram read(Bits.Reader in) {
    LatencyHistogram histogram = new LatencyHistogram();
    long filled = in.gamma() - 1;
    if (filled < 0 || filled > LatencyHistogram.BINS) {
      throw new IllegalArgumentException("no such number of bins: " + filled);
    }
    if (filled == 0) {
      return histogram;
    }
    if (in.bit()) {
      unit = in.gamma();
    }
    boolean signed = in.bit();
    boolean rests = in.bit();
    int next = 0;
    for (int i = 0; i < filled; i++) {
      long gap = in.gamma() - 1;
      if (gap < 0 || gap >= LatencyHistogram.BINS - next) {
        throw new IllegalArgumentException("no such bin");
      }
      next += (int) gap;
      histogram.addToBin(next++, count(signed, rests, in));
    }
    return histogram;
  }

  private long count(boolean signed, boolean rests, Bits.Reader in) {
    long coded = in.gamma() - (rests ? 1 : 0);
    long units = signed ? coded >>> 1 ^ -(coded & 1) : coded;
    long rest = rests && in.bit() ? in.gamma() : 0;
    return units * unit + rest;
  }
}
