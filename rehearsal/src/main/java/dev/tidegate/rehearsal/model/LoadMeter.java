package dev.tidegate.rehearsal.model;

/**
 * Requests a second, forgotten with a time constant of {@value #MEMORY_MILLIS} ms. Time only moves
 * forward: an earlier moment counts as the latest one seen. Not safe for use by several threads.
 */
public final class LoadMeter {
  static final double MEMORY_MILLIS = 3_000;

  private double weight;
  private long at = Long.MIN_VALUE;

  /** Counts one request. */
  public void add(long nowMillis) {
    decay(nowMillis);
    weight++;
  }

  /** Requests a second at {@code nowMillis}. */
  public double rate(long nowMillis) {
    decay(nowMillis);
    return weight * 1_000 / MEMORY_MILLIS;
  }

  private void decay(long nowMillis) {
    if (at == Long.MIN_VALUE) {
      at = nowMillis;
    }
    if (nowMillis > at) {
      weight *= Math.exp((at - nowMillis) / MEMORY_MILLIS);
      at = nowMillis;
    }
  }
}
