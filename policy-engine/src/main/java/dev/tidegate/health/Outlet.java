package dev.tidegate.health;

import dev.tidegate.tape.Tape;
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
  final ServerErrors serverErrors = new ServerErrors();

  /** Arrivals over the short half-life. */
  final Tally[] arrivals = Tally.perRate();

  /** Residents and arrivals of this step. */
  final Tally[] everyone = Tally.perRate();

  /** Reports of the short half-life; {@code x} is the badness that was not believed. */
  final Tally[] doubted = Tally.perRate();

  /** Baselines of all networks together, which stand in for a thin cell's own. */
  final Baseline.Sums[] baseline = {new Baseline.Sums(), new Baseline.Sums()};

  /** This step's pooled windows, by span and rate; latched networks are left out. */
  final Comparison.Pool[][] pools = {pair(), pair(), pair()};

  /** How far z of the windows strays, by span and rate. */
  final Scatter[][] scatter = Scatter.perSpanAndRate();

  /** Badness that load explains: more is needed to blame the CDN. */
  final Fullness full = new Fullness();

  /** What only the last second's own counts can tell so soon. */
  final Crossing moment = new Crossing();

  double kbits;
  double kbitsMillis;

  private static Comparison.Pool[] pair() {
    return new Comparison.Pool[] {new Comparison.Pool(), new Comparison.Pool()};
  }

  /** Whether it is neither latched nor coming back, and nothing speaks against it now. */
  boolean calm() {
    return !latch.away() && !brief.crossing() && !arrivalsWorse.crossing();
  }

  void clearWindows() {
    for (Cusum c : cusum) {
      c.clear();
    }
    brief.note(null, Instant.EPOCH);
    lasting.note(null, Instant.EPOCH);
    slower.note(null, Instant.EPOCH);
    moment.note(null, Instant.EPOCH);
    full.clear();
  }

  void carry(Tape t) {
    latch.carry(t);
    for (Crossing crossing : new Crossing[] {brief, lasting, slower, arrivalsWorse, moment}) {
      crossing.carry(t);
    }
    for (int rate = 0; rate < 2; rate++) {
      cusum[rate].carry(t);
      arrivals[rate].carry(t);
      doubted[rate].carry(t);
      for (Scatter[] span : scatter) {
        span[rate].carry(t);
      }
    }
    recent.carry(t);
    watch.carry(t);
    latency.carry(t);
    serverErrors.carry(t);
    full.carry(t);
    kbits = t.real(kbits);
    kbitsMillis = t.real(kbitsMillis);
  }
}
