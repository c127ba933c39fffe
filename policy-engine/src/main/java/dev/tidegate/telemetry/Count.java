package dev.tidegate.telemetry;

/**
 * What a digest counts about a cell. All are whole numbers, so that merging is exact and
 * independent of order. "Weighted" counts are in thousandths and carry each beacon's weight {@code
 * w = 1 / max(sampled, 0.01)} times its caps.
 */
public enum Count {
  /** Beacons received, weighted. */
  BEACONS,
  /** Beacons received, plain. */
  RAW_BEACONS,
  /**
   * Beacons that earlier beacons and steering requests let expect in this tick, plain thousandths.
   */
  EXPECTED_BEACONS,
  /** Requests, weighted. */
  REQUESTS,
  /** Failed requests, weighted; timeouts are among them. */
  ERRORS,
  /** Timed-out requests, weighted. */
  TIMEOUTS,
  /** Requests answered 5xx, weighted. */
  ERRORS_5XX,
  /** Sum of w squared times requests, thousandths: the effective number is REQUESTS^2 / this. */
  REQUESTS_SQ,
  /** Milliseconds played or stalled, weighted thousandths; a failed start adds 30 s. */
  WATCHED_MS,
  /** Milliseconds stalled, weighted thousandths; a failed start adds 30 s. */
  STALLED_MS,
  /** Sum of w squared times seconds watched, thousandths. */
  WATCHED_SQ,
  /**
   * Successful requests, plain, and the sum of their squares over beacons: for a mean a beacon. A
   * session counts here, and in the plain counts below, as no more than it may weigh.
   */
  SUCCESSES,
  SUCCESSES_SQ,
  /**
   * Sum over beacons of errors^2 / requests, thousandths; with RAW_ERRORS and RAW_REQUESTS it gives
   * the clustering of failures for any rate p.
   */
  FAILURE_SPREAD,
  RAW_ERRORS,
  RAW_REQUESTS,
  /**
   * Sum over beacons of stalled^2 / watched, thousandths of seconds; with RAW_STALLED_MS and
   * RAW_WATCHED_MS it gives the clustering of stalls.
   */
  STALL_SPREAD,
  RAW_STALLED_MS,
  RAW_WATCHED_MS,
  /** Sum of w * bit rate (kbit/s) * seconds played, thousandths; over PLAYED_MS: the mean rate. */
  KBITS,
  /** Milliseconds played with a bit rate known, weighted thousandths. */
  KBITS_MS,
  /** Steering requests from sessions on this cell, plain. */
  POLLS,
  /** Sessions newly assigned to this cell by an answer, plain. */
  JOINS
}
