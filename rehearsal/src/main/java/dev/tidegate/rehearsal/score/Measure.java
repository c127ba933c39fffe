package dev.tidegate.rehearsal.score;

import java.util.Arrays;
import java.util.Optional;

/** What a run is judged by. Less is better in all but {@link #REMOVED}. */
public enum Measure {
  /** Bad session-seconds over all session-seconds, 0..1. */
  BAD_SHARE("bad-share", Unit.SHARE),
  /** Bad session-seconds. */
  BAD_SECONDS("bad-seconds", Unit.COUNT),
  /**
   * From the first fault's beginning to the first published change of a CDN's share of all viewers
   * by more than a point, or the first verdict that names the fault: its kind, CDN and scope.
   */
  TTD("ttd", Unit.SECONDS),
  /**
   * From the first fault's beginning until, over ten seconds, what faults and load did is at most a
   * tenth of what they did under the configured weights.
   */
  TT90("tt90", Unit.SECONDS),
  /** Bad session-seconds more than the oracle's that is bound by TTLs. */
  REGRET("regret", Unit.COUNT),
  /** The same for a minute in which a fault acted. */
  REGRET_PER_MINUTE("regret-per-minute", Unit.COUNT),
  /** Bad session-seconds more than the clairvoyant's. */
  REGRET_CLAIRVOYANT("regret-clairvoyant", Unit.COUNT),
  /** Bad session-seconds more than the floor that nobody falls below. */
  ABOVE_FLOOR("above-floor", Unit.COUNT),
  /** Of the harm that the oracle removes from what static weights suffer, the part removed. */
  REMOVED("removed", Unit.SHARE),
  /** Highest load over capacity of a CDN without a fault of its own. */
  PEAK_HEALTHY("peak-healthy", Unit.RATIO),
  /** Seconds in which such a CDN had more load than capacity. */
  OVER_SECONDS("over-seconds", Unit.SECONDS),
  /**
   * Bad session-seconds of our making: what only arrivals suffer, and load on CDNs without a fault
   * beyond what static weights put on them.
   */
  COLLATERAL("collateral", Unit.COUNT),
  /** Populations that the published shares moved: half the sum of absolute changes. */
  CHURN("churn", Unit.RATIO),
  /**
   * The part of it for which there was neither a fault in that place, nor one in the ten minutes
   * before, nor a want of capacity.
   */
  UNNECESSARY("unnecessary", Unit.RATIO),
  /** Reversals of CDNs' shares of all viewers by two points or more. */
  REVERSALS("reversals", Unit.COUNT),
  /** The same for one fault. */
  REVERSALS_PER_FAULT("reversals-per-fault", Unit.RATIO),
  /** Moves of more than a point and verdicts in an hour without faults and want of capacity. */
  FALSE_POSITIVES("false-positives-per-hour", Unit.RATIO),
  /**
   * Verdicts of a kind, CDN or scope that nothing bears out, neither now nor in the two minutes
   * before.
   */
  WRONG_VERDICTS("wrong-verdicts", Unit.COUNT),
  /** Price of the 95th percentile of five minutes' Mbit/s, all CDNs. */
  P95_BILL("p95-bill", Unit.COUNT),
  /** The same over that of filling the cheapest first, to 85 % of capacity. */
  P95_OVER_CHEAPEST("p95-over-cheapest", Unit.RATIO),
  /** Bytes that commitments, in proportion to the time, still want. */
  COMMIT_SHORTFALL("commit-shortfall", Unit.COUNT);

  /** How a figure is to be read. */
  public enum Unit {
    /** 0..1. */
    SHARE,
    /** Seconds. */
    SECONDS,
    /** A number of things. */
    COUNT,
    /** A ratio that may be above 1. */
    RATIO
  }

  private final String wire;
  private final Unit unit;

  Measure(String wire, Unit unit) {
    this.wire = wire;
    this.unit = unit;
  }

  /** Its name in reports. */
  public String wire() {
    return wire;
  }

  /** How it is to be read. */
  public Unit unit() {
    return unit;
  }

  /** The one of this name. */
  public static Optional<Measure> named(String wire) {
    return Arrays.stream(values()).filter(measure -> measure.wire.equals(wire)).findFirst();
  }
}
