package dev.tidegate.health;

import java.time.Instant;

/** One CDN in one region: its latch, and what is counted of it over all networks there. */
final class Outlet {
  final Latch latch = new Latch();
  final Crossing brief = new Crossing();
  final Crossing lasting = new Crossing();
  final Crossing slower = new Crossing();
  final Crossing arrivalsWorse = new Crossing();
  final Cusum[] cusum = {new Cusum(), new Cusum()};
  final Recent recent = new Recent();
  final OutageWatch watch = new OutageWatch();
  final LatencyMemory latency = new LatencyMemory();

  /** Arrivals over the short half-life. */
  final Tally[] arrivals = Tally.perRate();

  /** Residents and arrivals of this step. */
  final Tally[] everyone = Tally.perRate();

  /** Baselines of all networks together, which stand in for a thin cell's own. */
  final Baseline.Sums[] baseline = {new Baseline.Sums(), new Baseline.Sums()};

  /** This step's pooled windows, by span and rate; latched networks are left out. */
  final Comparison.Pool[][] pools = {pair(), pair(), pair()};

  /** How far z of the windows strays, by span and rate. */
  final Scatter[][] scatter = Scatter.perSpanAndRate();

  double kbits;
  double kbitsMillis;

  private static Comparison.Pool[] pair() {
    return new Comparison.Pool[] {new Comparison.Pool(), new Comparison.Pool()};
  }

  void clearWindows() {
    for (Cusum c : cusum) {
      c.clear();
    }
    brief.note(null, Instant.EPOCH);
    lasting.note(null, Instant.EPOCH);
    slower.note(null, Instant.EPOCH);
  }
}
