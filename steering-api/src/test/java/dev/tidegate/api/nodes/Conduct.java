package dev.tidegate.api.nodes;

import dev.tidegate.answer.Version;

/** What nodes of the model go by: {@link Rules}, unless a test breaks one. */
interface Conduct {
  default long nextEpoch(long stored, long seen) {
    return Rules.nextEpoch(stored, seen);
  }

  default boolean applies(Version applied, Version offered) {
    return Rules.applies(applied, offered);
  }

  default boolean mustRaise(Version applied, Version published) {
    return Rules.mustRaise(applied, published);
  }

  default long raised(Version applied) {
    return Rules.raised(applied);
  }

  default boolean outgrown(Lease lease, long stored, Version applied) {
    return Rules.outgrown(lease, stored, applied);
  }

  /** Whether a node writes to its disk what it is about to answer from, before it does. */
  default boolean savesFirst() {
    return true;
  }
}
