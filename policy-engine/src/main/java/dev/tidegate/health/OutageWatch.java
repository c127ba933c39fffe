package dev.tidegate.health;

import dev.tidegate.tape.Tape;
import dev.tidegate.telemetry.Count;
import dev.tidegate.telemetry.Counts;

/**
 * Un-windowed beacons since the first failing probe of a CDN in a region ended: what players say
 * while probes fail. Beside it, successful requests a beacon over the last minute (half-life 40 s)
 * and the last few seconds, by which a black hole shows before any request has timed out.
 */
final class OutageWatch {
  private static final double MINUTE = 40;
  private static final double MOMENT = 3;
  private static final Tally NOTHING = new Tally();

  /** Since the first failing probe. */
  final Tally failures = new Tally();

  private boolean watching;
  private double beacons;
  private double successes;
  private double usualMean;
  private double usualVariance;

  private double minuteBeacons;
  private double minuteSuccesses;
  private double minuteSquares;
  private double momentBeacons;
  private double momentSuccesses;

  /** Requests of the last few seconds. */
  final Tally lately = new Tally();

  /** What is left of the last minute's counts after {@code dt} seconds. */
  static double minute(double dt) {
    return StrictMath.exp(-dt / MINUTE);
  }

  /** What is left of the last moment's counts after {@code dt} seconds. */
  static double moment(double dt) {
    return StrictMath.exp(-dt / MOMENT);
  }

  /** Takes a moment's counts of residents and arrivals, and ages those before by the factors. */
  void add(double minute, double moment, Tally failure, double raw, double won, double squares) {
    minuteBeacons = minuteBeacons * minute + raw;
    minuteSuccesses = minuteSuccesses * minute + won;
    minuteSquares = minuteSquares * minute + squares;
    momentBeacons = momentBeacons * moment + raw;
    momentSuccesses = momentSuccesses * moment + won;
    lately.decay(moment);
    lately.add(failure);
    if (watching) {
      failures.add(failure);
      beacons += raw;
      successes += won;
    }
  }

  /** Begins with the next counts if a probe tells of failing, ends when none does. */
  void watch(boolean failing) {
    if (failing && !watching) {
      failures.clear();
      beacons = 0;
      successes = 0;
      usualMean = minuteBeacons > 0 ? minuteSuccesses / minuteBeacons : 0;
      usualVariance =
          minuteBeacons > 0
              ? Math.max(0.01, minuteSquares / minuteBeacons - usualMean * usualMean)
              : 0;
    }
    watching = failing;
  }

  double beacons() {
    return watching ? beacons : 0;
  }

  /** Requests and failures since the first failing probe; nothing while none fails. */
  Tally told() {
    return watching ? failures : NOTHING;
  }

  /** Successes a beacon since then, over the mean of the minute before; 1 if not known. */
  double kept() {
    return beacons > 0 && usualMean > 0 ? successes / beacons / usualMean : 1;
  }

  /** Whether successes a beacon are below 70 % of the usual and 4.5 standard errors below it. */
  boolean successesFell(double deviations) {
    double mean = successes / Math.max(1, beacons);
    return usualMean > 0
        && mean < 0.7 * usualMean
        && usualMean - mean > deviations * Math.sqrt(usualVariance / Math.max(1, beacons));
  }

  /** Successes a beacon in the last seconds over those of the last minute; 1 if not known. */
  double holds() {
    return momentBeacons >= 1 && minuteSuccesses > 0
        ? momentSuccesses / momentBeacons / (minuteSuccesses / minuteBeacons)
        : 1;
  }

  static double raw(Counts counts) {
    return counts.get(Count.RAW_BEACONS);
  }

  void carry(Tape t) {
    failures.carry(t);
    watching = t.flag(watching);
    beacons = t.real(beacons);
    successes = t.real(successes);
    usualMean = t.real(usualMean);
    usualVariance = t.real(usualVariance);
    minuteBeacons = t.real(minuteBeacons);
    minuteSuccesses = t.real(minuteSuccesses);
    minuteSquares = t.real(minuteSquares);
    momentBeacons = t.real(momentBeacons);
    momentSuccesses = t.real(momentSuccesses);
    lately.carry(t);
  }
}
