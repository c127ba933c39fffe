package dev.tidegate.api.loop;

import dev.tidegate.api.store.Store;
import dev.tidegate.api.store.StoreException;
import dev.tidegate.model.OperatorOverride;
import java.time.Instant;
import java.util.List;

/** The overrides in the store as the loop last read them: a step never waits for the store. */
final class OverrideCache {
  private final Store store;
  private final LoopMeter meter;
  private volatile List<OperatorOverride> known = List.of();
  private volatile boolean stale;

  OverrideCache(Store store, LoopMeter meter) {
    this.store = store;
    this.meter = meter;
  }

  /**
   * Reads again, on the caller's thread. One at a time, so that the last to read is the last to be
   * known. If the store cannot, what was known stays, and {@link #stale} says so.
   */
  synchronized void refresh(Instant now) {
    stale = true;
    try {
      known = store.overrides(now);
      stale = false;
    } catch (StoreException e) {
      meter.storeFailed(e);
    }
  }

  boolean stale() {
    return stale;
  }

  /** Those that have not expired. */
  List<OperatorOverride> at(Instant now) {
    return known.stream().filter(override -> override.expires().isAfter(now)).toList();
  }
}
