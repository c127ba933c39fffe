package dev.tidegate.engine;

import java.util.Locale;

/** Which rule moved a share. */
public enum Rule {
  DAMAGE,
  HARD_OUTAGE,
  STALE_PLAYLIST,
  OVERLOAD,
  CAPACITY,
  COST,
  ORIGIN,
  RETURN,
  OVERRIDE,
  CANARY,
  ARRIVALS_WORSE,
  HELD,
  CONFIGURATION,
  ROLLOUT,
  /** Away from who is chronically worse, or back to it. */
  PREFERENCE;

  /** The word used on the wire: {@code hard-outage}. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
