package dev.tidegate.api.loop;

import dev.tidegate.api.store.StoreException;
import java.util.List;
import java.util.function.Supplier;

/** Something of the store as the loop last read it: a step never waits for the store. */
final class StoreCache<T> {
  private final Supplier<List<T>> source;
  private final LoopMeter meter;
  private volatile List<T> known = List.of();
  private volatile boolean stale;

  /**
   * @param source reads the store; may throw {@link StoreException}
   */
  StoreCache(Supplier<List<T>> source, LoopMeter meter) {
    this.source = source;
    this.meter = meter;
  }

  /**
   * Reads again, on the caller's thread. One at a time, so that the last to read is the last to be
   * known. If the store cannot, what was known stays, and {@link #stale} says so.
   */
  synchronized void refresh() {
    stale = true;
    try {
      known = List.copyOf(source.get());
      stale = false;
    } catch (StoreException e) {
      meter.storeFailed(e);
    }
  }

  boolean stale() {
    return stale;
  }

  List<T> known() {
    return known;
  }
}
