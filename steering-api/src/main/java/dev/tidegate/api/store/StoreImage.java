package dev.tidegate.api.store;

import dev.tidegate.api.store.Store.AuditEntry;
import dev.tidegate.api.store.Store.ConfigVersion;
import dev.tidegate.api.store.Store.StoredDecision;
import java.util.List;
import java.util.Optional;

/**
 * All that a store keeps, at one moment: to be copied into another.
 *
 * @param epoch the highest ever given
 * @param engine what the engine left behind
 * @param decisions oldest first
 * @param overrides by id; those that ended among them
 * @param configs oldest first, with their text
 * @param audit the log, page by page
 */
public record StoreImage(
    Optional<Long> epoch,
    Optional<byte[]> engine,
    List<StoredDecision> decisions,
    List<StoredOverride> overrides,
    List<ConfigVersion> configs,
    List<KindDocument> documents,
    List<Secret> secrets,
    Pages audit) {

  /** A document and its kind. */
  public record KindDocument(String kind, String name, String text) {}

  /** A secret of the program's own. */
  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  public record Secret(String name, byte[] bytes) {}

  /** An audit log that may be too long to be held whole. */
  public interface Pages {
    /**
     * Oldest first, those with a seq above {@code after}; empty at the end.
     *
     * @param most entries, at most
     */
    List<AuditEntry> page(long after, int most);
  }
}
