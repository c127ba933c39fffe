package dev.tidegate.health;

import dev.tidegate.tape.Tape;
import dev.tidegate.telemetry.CellDigest;
import dev.tidegate.telemetry.Counts;
import org.jspecify.annotations.Nullable;

/** What is remembered of one cell: three spans of counts, the baseline, its own latch. */
final class CellMemory {
  static final int SHORT = 0;
  static final int LONG = 1;

  /** The counts of the second that is being gathered, for CUSUM. */
  static final int SECOND = 2;

  final Tally[][] spans = {Tally.perRate(), Tally.perRate(), Tally.perRate()};
  final Expected[][] expected = {pair(), pair(), pair()};
  final Baseline[] baseline = Baseline.perRate();

  /** Of residents, in this step. */
  final Tally[] residents = Tally.perRate();

  /** Of residents and arrivals, in this step. */
  final Tally[] everyone = Tally.perRate();

  /** The latch whose scope is this network alone. */
  final Latch latch = new Latch();

  final Preference preference = new Preference();

  final Crossing brief = new Crossing();
  final Crossing lasting = new Crossing();

  /** Whether its own latch was latched when the step began. */
  boolean apart;

  /** What stands for its past in this step, by rate: its own, its region's or its CDN's. */
  final Baseline.Sums[] past = {baseline[0].sums, baseline[1].sums};

  /** Whether that is enough to rely upon. */
  final boolean[] hasPast = new boolean[2];

  /** Whether this cell is latched, by its own latch or its region's. */
  boolean latched;

  /** By rate: the part of this step's reported badness that is believed. */
  final double[] kept = {1, 1};

  private @Nullable Counts residentCounts;
  private @Nullable Counts arrivalCounts;

  /**
   * Whether the counts above are sums of our own; else they are a digest's and not to be changed.
   */
  private boolean summed;

  private static Expected[] pair() {
    return new Expected[] {new Expected(), new Expected()};
  }

  /** Sums a digest into this step's counts: exact, so the order of digests is irrelevant. */
  void receive(CellDigest digest, Outlet outlet) {
    Counts stayed = residentCounts;
    Counts arrived = arrivalCounts;
    if (stayed == null || arrived == null) {
      residentCounts = digest.residents();
      arrivalCounts = digest.arrivals();
    } else {
      residentCounts = (summed ? stayed : stayed.copy()).add(digest.residents());
      arrivalCounts = (summed ? arrived : arrived.copy()).add(digest.arrivals());
      summed = true;
    }
    outlet.latency.receive(digest.firstByte());
  }

  /** This step's counts of residents, if any came. */
  @Nullable Counts residentCounts() {
    return residentCounts;
  }

  @Nullable Counts arrivalCounts() {
    return arrivalCounts;
  }

  /** Whether its own latch is closed and nothing speaks against it. */
  boolean calm() {
    return !brief.crossing()
        && !lasting.crossing()
        && (latch.healthy() || latch.state instanceof CdnState.Unknown);
  }

  void beginStep() {
    residentCounts = null;
    arrivalCounts = null;
    summed = false;
    for (int r = 0; r < 2; r++) {
      residents[r].clear();
      everyone[r].clear();
      kept[r] = 1;
    }
  }

  void clearWindows() {
    for (Tally[] span : spans) {
      for (Tally tally : span) {
        tally.clear();
      }
    }
    brief.note(null, java.time.Instant.EPOCH);
    lasting.note(null, java.time.Instant.EPOCH);
  }

  void carry(Tape t) {
    for (Tally[] span : spans) {
      for (Tally tally : span) {
        tally.carry(t);
      }
    }
    for (Baseline b : baseline) {
      b.carry(t);
    }
    latch.carry(t);
    preference.carry(t);
    brief.carry(t);
    lasting.carry(t);
  }
}
