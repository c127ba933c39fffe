package dev.tidegate.engine.record;

import dev.tidegate.telemetry.LatencyHistogram;
import dev.tidegate.telemetry.VarReader;
import dev.tidegate.telemetry.VarWriter;

/**
 * A histogram by its bins that are not empty.
 *
 * <pre>
 * histogram: their number; unless it is 0, the unit of all counts, and for each bin the empty ones
 *            before it and its count in units, zigzag
 * </pre>
 *
 * The unit is 1000 where every latency weighs 1.
 */
final class HistogramCoding {
  private HistogramCoding() {}

  static void write(LatencyHistogram histogram, VarWriter out) {
    int filled = 0;
    long unit = 0;
    for (int i = 0; i < LatencyHistogram.BINS; i++) {
      long count = histogram.atBin(i);
      filled += count != 0 ? 1 : 0;
      unit = divisor(unit, count);
    }
    out.number(filled);
    if (filled == 0) {
      return;
    }
    unit = Math.max(1, unit);
    out.number(unit);
    int next = 0;
    for (int i = 0; i < LatencyHistogram.BINS; i++) {
      if (histogram.atBin(i) != 0) {
        out.number(i - next);
        out.signed(histogram.atBin(i) / unit);
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

  static LatencyHistogram read(VarReader in) {
    LatencyHistogram histogram = new LatencyHistogram();
    int filled = in.count(LatencyHistogram.BINS);
    long unit = filled == 0 ? 0 : in.number();
    long bin = 0;
    for (int i = 0; i < filled; i++) {
      long gap = in.number();
      if (gap < 0 || gap >= LatencyHistogram.BINS - bin) {
        throw in.refused("no such bin");
      }
      bin += gap;
      histogram.addToBin((int) bin, unit * in.signed());
      bin++;
    }
    return histogram;
  }
}
