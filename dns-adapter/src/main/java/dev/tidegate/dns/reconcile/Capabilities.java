package dev.tidegate.dns.reconcile;

import java.time.Duration;

/**
 * What a backend can promise; the reconciler asks no more of it.
 *
 * @param regions whether one name can answer regions differently; else the region stands in the
 *     name
 * @param atomicity what becomes visible together
 * @param compareAndSwap whether the server itself refuses a plan made from an older state; where it
 *     does not, somebody who writes between our look and our write is overwritten, and found only
 *     by the next look
 * @param spacing the least time between two plans
 */
public record Capabilities(
    boolean regions, Atomicity atomicity, boolean compareAndSwap, Duration spacing) {
  /** What becomes visible together. */
  public enum Atomicity {
    /** All of a plan. */
    PLAN,
    /** All of one scope. */
    SCOPE
  }
}
