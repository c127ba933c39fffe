package dev.tidegate.api.nodes;

import dev.tidegate.telemetry.LatencyHistogram;

/**
 * Histograms as bits: a tick's latencies of a cell fill some tens of bins with a few counts each,
 * which take 4 or 5 bits a bin.
 *
 * <pre>
 * histogram: bins that are not empty, in gamma code; a bit: whether the unit is another than the
 *            last histogram's, and then the unit; a bit: whether counts may be negative; for each
 *            bin the empty ones before it plus 1, and its count in units, zigzag if they may be
 *            negative
 * </pre>
 *
 * The unit divides all counts: it is 1000 where every latency weighs 1, and so it is at first.
 */
final class LatencyCoding {
  private long unit = 1000;

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
    divisor = Math.max(1, divisor);
    out.bit(divisor != unit);
    if (divisor != unit) {
      unit = divisor;
      out.gamma(unit);
    }
    out.bit(signed);
    int next = 0;
    for (int i = histogram.first(); i <= histogram.last(); i++) {
      if (histogram.atBin(i) != 0) {
        out.gamma(i - next + 1);
        long units = histogram.atBin(i) / unit;
        out.gamma(signed ? units << 1 ^ units >> 63 : units);
        next = i + 1;
      }
    }
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
    int next = 0;
    for (int i = 0; i < filled; i++) {
      long gap = in.gamma() - 1;
      if (gap < 0 || gap >= LatencyHistogram.BINS - next) {
        throw new IllegalArgumentException("no such bin");
      }
      next += (int) gap;
      long units = in.gamma();
      histogram.addToBin(next++, unit * (signed ? units >>> 1 ^ -(units & 1) : units));
    }
    return histogram;
  }
}
