package dev.tidegate.api.redis;

import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.SlotHash;

/** Who is the master of a key now. Blocking; thread-safe. */
interface Masters {
  /**
   * The slot of a key, by which masters are asked for: keys of one slot have one master.
   *
   * @return may be the same for all where there is one master
   */
  int slot(String key);

  /**
   * The master of a slot, as last known or asked for anew.
   *
   * @throws dev.tidegate.api.store.StoreException if nobody says
   */
  RedisURI of(int slot);

  /** It may be another now: whoever is asked next looks again. */
  void doubt();

  /** Whether a server must say that it is a master before it is believed to be. */
  boolean mustProve();

  /**
   * Looks whether the masters are still the same, where somebody can be asked cheaply.
   *
   * @return false if what {@link #of} said before is no longer so
   */
  default boolean stillSo() {
    return true;
  }

  /** The slot that a Cluster gives a key. */
  static int clusterSlot(String key) {
    return SlotHash.getSlot(key);
  }
}
