package dev.tidegate.api.store;

import java.time.Instant;

/** Times as they stand in the file: epoch milliseconds. */
final class SqliteTimes {
  private SqliteTimes() {}

  /** What is finer is cut off; what lies beyond the range of a long is the end of it. */
  static long floor(Instant at) {
    try {
      return at.toEpochMilli();
    } catch (ArithmeticException beyond) {
      return at.isAfter(Instant.EPOCH) ? Long.MAX_VALUE : Long.MIN_VALUE;
    }
  }
}
