package dev.tidegate.model;

import java.util.Locale;

/** Who speaks for a group's weights now. */
public enum Mode {
  /** No decision yet: the configured weights. */
  STATIC,
  /** The engine decides. */
  AUTOMATIC,
  /** An operator's freeze holds the weights. */
  FROZEN,
  /** Telemetry is stale: weights are held, and nothing rises. */
  HELD,
  /** Every permitted CDN is latched: the last table stands. */
  PANIC;

  /** The word used on the wire. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
