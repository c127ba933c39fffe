package dev.tidegate.rehearsal.sim;

/** How the viewers of one cell fare in one second. Filled anew for each. */
final class Fares {
  double viewers;

  /** The part of them who were moved there lately. */
  double arrived;

  /** Chance of a request to fail: of residents, and of arrivals. */
  double failing;

  double failingArrivals;

  /** Chance of a request of residents to fail, by class of clients. */
  double[] failingOf = {};

  /** Part of the time stalled: of residents, and of arrivals. */
  double stalling;

  double stallingArrivals;

  double firstByteMillis;
  double kbits;
}
