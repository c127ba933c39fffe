package dev.tidegate.rehearsal.sim;

import dev.tidegate.telemetry.Count;
import dev.tidegate.telemetry.Counts;

/**
 * Counts that a number of beacons add up to. Failures come together: a beacon is afflicted or is
 * not, and in an afflicted one requests fail often; so the counts scatter {@link Noise#clustering}
 * times as widely as independent failures would. Stalls likewise: an afflicted viewer stalls half
 * of the time.
 */
final class Sampling {
  /** A client prefix's volume over the median prefix's, as the intake caps it. */
  static final double PREFIX_TIMES = 3;

  private static final double LEAST_SAMPLED = 0.01;
  private static final double STALLED_PART = 0.5;

  /** Requests that a beacon tells of. */
  final int requests;

  /** What a beacon weighs. */
  final double weight;

  private final double seconds;
  private final double together;

  Sampling(Scenario scenario) {
    Reporting reporting = scenario.reporting();
    seconds = reporting.covers().toSeconds();
    requests = (int) Math.max(1, Math.round(seconds * reporting.requests()));
    weight = 1 / Math.max(LEAST_SAMPLED, reporting.sampled());
    together =
        requests == 1
            ? 1
            : Math.clamp((scenario.noise().clustering() - 1) / (requests - 1.0), 0.01, 1);
  }

  /**
   * Adds the beacons.
   *
   * @param failing chance of a request to fail
   * @param stalling part of the time stalled
   * @param cap factor on their weight
   * @param kbits kbit/s that are played
   */
  void add(
      Counts to,
      Luck luck,
      long beacons,
      double failing,
      double stalling,
      double cap,
      double kbits) {
    if (beacons == 0) {
      return;
    }
    double often = Math.max(together, failing);
    long afflicted = luck.binomial(beacons, failing / often);
    long n = beacons * requests;
    long x = luck.binomial(afflicted * requests, often);
    double squares = x * (1 - often) + x * often * requests;
    double w = weight * cap;
    long timeouts = Math.round(x * 0.3);
    to.add(Count.RAW_BEACONS, beacons).add(Count.BEACONS, milli(w * beacons));
    to.add(Count.REQUESTS, milli(w * n)).add(Count.ERRORS, milli(w * x));
    to.add(Count.TIMEOUTS, milli(w * timeouts));
    to.add(Count.ERRORS_5XX, milli(w * (x - timeouts)));
    to.add(Count.REQUESTS_SQ, milli(w * w * n));
    to.add(Count.SUCCESSES, n - x);
    to.add(Count.SUCCESSES_SQ, Math.round((double) requests * (n - 2 * x) + squares));
    to.add(Count.RAW_ERRORS, x).add(Count.RAW_REQUESTS, n);
    to.add(Count.FAILURE_SPREAD, milli(squares / requests));
    stalls(to, luck, beacons, stalling, w, kbits);
  }

  private void stalls(Counts to, Luck luck, long beacons, double stalling, double w, double kbits) {
    double part = Math.max(STALLED_PART, stalling);
    long afflicted = luck.binomial(beacons, stalling / part);
    double watched = beacons * seconds * 1000;
    double stalled = afflicted * seconds * 1000 * part;
    to.add(Count.WATCHED_MS, milli(w * watched)).add(Count.STALLED_MS, milli(w * stalled));
    to.add(Count.WATCHED_SQ, Math.round(w * w * watched));
    to.add(Count.RAW_WATCHED_MS, Math.round(watched));
    to.add(Count.RAW_STALLED_MS, Math.round(stalled));
    to.add(Count.STALL_SPREAD, Math.round(stalled * part));
    double played = watched - stalled;
    to.add(Count.KBITS, Math.round(w * kbits * played)).add(Count.KBITS_MS, milli(w * played));
  }

  private static long milli(double amount) {
    return Math.round(amount * 1000);
  }
}
