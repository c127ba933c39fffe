package dev.tidegate.api.loop;

import dev.tidegate.api.store.Store;
import dev.tidegate.api.store.StoreException;
import java.util.OptionalLong;

/**
 * The epochs that the loop starts engines in. One is kept in hand, so that an engine can be started
 * anew without asking a store that may be the very thing that is broken.
 */
final class Epochs {
  private final Store store;
  private final LoopMeter meter;
  private OptionalLong spare = OptionalLong.empty();

  Epochs(Store store, LoopMeter meter) {
    this.store = store;
    this.meter = meter;
  }

  /** The one in hand, which is in hand no more. */
  synchronized OptionalLong take() {
    OptionalLong taken = spare;
    spare = OptionalLong.empty();
    return taken;
  }

  synchronized boolean lacking() {
    return spare.isEmpty();
  }

  /** Gets one from the store if none is in hand. Blocks. */
  synchronized void refill() {
    if (spare.isPresent()) {
      return;
    }
    try {
      spare = OptionalLong.of(store.nextEpoch());
    } catch (StoreException e) {
      meter.storeFailed(e);
    }
  }
}
