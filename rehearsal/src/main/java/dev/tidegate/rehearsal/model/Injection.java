package dev.tidegate.rehearsal.model;

import java.time.Duration;
import java.time.Instant;

/**
 * A fault with its place and time.
 *
 * @param from when it begins
 * @param until when it ends, exclusive; {@link Instant#MAX} for never
 * @param ramp over how long it grows to its full strength; zero for at once
 */
public record Injection(Fault fault, Scope scope, Instant from, Instant until, Duration ramp) {
  public Injection {
    if (until.isBefore(from)) {
      throw new IllegalArgumentException("a fault must not end before it begins: " + from);
    }
  }

  /** How much of the fault is felt at {@code now}: 0 outside its time, 1 after its ramp. */
  public double strength(Instant now) {
    if (now.isBefore(from) || !now.isBefore(until)) {
      return 0;
    }
    return ramp.isZero()
        ? 1
        : Math.min(1, (double) Duration.between(from, now).toMillis() / ramp.toMillis());
  }
}
