package dev.tidegate.api.nodes;

import dev.tidegate.answer.Version;
import dev.tidegate.api.store.Store.StoredDecision;
import java.util.List;

/**
 * What the leader publishes at once, in one transaction.
 *
 * @param snapshot {@code SnapshotCodec.bytes}: what to answer from
 * @param memory {@code Engine.save}: what the next leader begins with
 * @param decisions those just made; empty when read back
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record Publication(
    Version version, byte[] snapshot, byte[] memory, List<StoredDecision> decisions) {
  public Publication {
    decisions = List.copyOf(decisions);
  }
}
