package dev.tidegate.api.store;

import dev.tidegate.engine.Decision;
import dev.tidegate.model.OperatorOverride;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What must survive. A method that writes returns only when the write is durable: {@code kill -9}
 * at any instant afterwards loses nothing of it. Every operator's write is one transaction with its
 * audit entry. Thread-safe; blocking: never called from an event loop. Times are kept in whole
 * milliseconds; what is finer is cut off, and what a method returns is what was kept.
 *
 * <p>Laws (the suite {@code StoreContract} tests them in this order):
 *
 * <ol>
 *   <li>What a write returned is found again after closing and opening, byte for byte.
 *   <li>Epochs only rise, over restarts too.
 *   <li>A write that throws changed nothing, its audit entry included.
 *   <li>Override ids are unique for ever and sort by creation.
 *   <li>Of two writers that expect the same configuration version, one is refused.
 *   <li>Decisions are kept once each, newest first, and no more than the store's bound.
 *   <li>The audit log has no gaps and verifies; any changed, missing or inserted entry is named.
 *   <li>A backup taken in use opens, verifies, and holds everything acknowledged before it began.
 * </ol>
 *
 * <p>Every method may throw {@link StoreException} when the store cannot do it now: the disk is
 * full or read-only, the file is damaged, a lock was not had in time. The operator plane answers
 * 503 then; the engine goes on.
 */
public interface Store extends AutoCloseable {
  /** A number above every epoch this store has ever given, durably taken. */
  long nextEpoch();

  // --- what the engine leaves behind ---

  /** What {@link #saveEngine} stored last. */
  Optional<byte[]> engine();

  /**
   * Stores the engine's decision state and tables, and the decisions just made, in one transaction.
   * Old decisions beyond the store's bound are dropped, oldest first.
   */
  void saveEngine(byte[] state, List<StoredDecision> decisions);

  /**
   * Newest first.
   *
   * @param before only those stored before the decision of this id (the last of the page before);
   *     none match if that one is no longer kept
   */
  List<StoredDecision> decisions(DecisionFilter filter, int limit, Optional<String> before);

  /** A decision as it is shown: what can be searched, and the whole as JSON. */
  record StoredDecision(
      String id, Instant at, String service, String region, String cdn, String json) {}

  /** Which decisions are wanted. */
  record DecisionFilter(
      Optional<String> service,
      Optional<String> region,
      Optional<String> cdn,
      Optional<Instant> since) {
    /** All of them. */
    public static final DecisionFilter ALL =
        new DecisionFilter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  // --- overrides ---

  /** Overrides that have not ended: not deleted, not expired before {@code now}; by id. */
  List<OperatorOverride> overrides(Instant now);

  /**
   * Stores a new override under an id of the store's making, which {@code make} is given.
   *
   * @param audit what to record of it, told what is stored (its id)
   * @return what was stored
   * @throws IllegalArgumentException if {@code make} gives it another id
   */
  OperatorOverride addOverride(
      Function<String, OperatorOverride> make, Function<OperatorOverride, AuditDraft> audit);

  /**
   * Ends an override. Empty, and nothing recorded, if there is none of that id that has not ended.
   *
   * @param audit what to record of it, told what stood before
   */
  Optional<OperatorOverride> endOverride(
      String id, Instant at, Function<OperatorOverride, AuditDraft> audit);

  // --- configuration versions ---

  /** The newest configuration version. */
  Optional<ConfigVersion> config();

  /**
   * Whether the overrides, documents or configuration read last may be older than what is stored:
   * the store did not answer, and a copy did. Who goes by them reads again until it is false.
   */
  default boolean behind() {
    return false;
  }

  /** All versions without their text, newest first. */
  List<ConfigVersion> configVersions();

  Optional<ConfigVersion> configVersion(long version);

  /**
   * Stores a new version. Old versions beyond the store's bound are dropped, but never the newest
   * that came from the file.
   *
   * @param audit what to record of it, told what is stored
   * @param expected the ETag that the newest version must have, or {@link ConfigVersion#NONE};
   *     empty: whatever it is
   * @throws StaleVersionException if the newest version has another ETag
   */
  ConfigVersion putConfig(
      byte[] yaml,
      String actor,
      Optional<String> expected,
      Instant at,
      Function<ConfigVersion, AuditDraft> audit)
      throws StaleVersionException;

  /**
   * @param version from 1
   * @param actor who put it; {@code file} for the file
   * @param etag hex SHA-256 of the text
   * @param yaml exactly what was put; empty in listings
   */
  @SuppressWarnings("ArrayRecordComponent") // exactly the bytes that were put; never compared
  record ConfigVersion(long version, String actor, Instant at, String etag, byte[] yaml) {
    /** How many versions are kept, beside the newest that came from the file. */
    public static final int KEPT = 1_000;

    /** No version's ETag: there is none yet. */
    public static final String NONE = "none";
  }

  // --- documents: scheduled events, degradation, secrets, each a small named text ---

  Optional<String> document(String kind, String name);

  /** All of a kind, by name. */
  List<Document> documents(String kind);

  /** Stores or, with an empty text, removes. */
  void putDocument(String kind, String name, Optional<String> text, AuditDraft audit);

  record Document(String name, String text) {}

  /** A secret of the program's own, made once by {@code make} and kept (no audit entry). */
  byte[] secret(String name, Supplier<byte[]> make);

  // --- audit ---

  /**
   * What is recorded of a write.
   *
   * @param at when, in whole milliseconds (finer is cut off)
   * @param subject what was written: {@code override/…}, {@code config}, …
   * @param before JSON, or {@code null} as text
   */
  record AuditDraft(
      Instant at,
      String actor,
      String action,
      String subject,
      String reason,
      String before,
      String after) {
    public AuditDraft {
      at = at.truncatedTo(ChronoUnit.MILLIS);
    }
  }

  /**
   * An entry of the append-only log.
   *
   * @param seq from 1, without gaps
   * @param previous hash of the entry before; 64 zeros for the first
   * @param hash hex SHA-256 of the canonical text of this entry, {@code previous} included; {@link
   *     AuditChain} has the rule
   */
  record AuditEntry(long seq, AuditDraft entry, String previous, String hash) {}

  /**
   * Newest first, at most {@code limit}, those at or after {@code since}, with seq below {@code
   * before}.
   */
  List<AuditEntry> audit(Optional<Instant> since, int limit, Optional<Long> before);

  /** Recomputes the chain. */
  AuditCheck verifyAudit();

  /**
   * @param brokenAt the first seq whose hash or predecessor is not right; empty if all is well
   */
  record AuditCheck(boolean ok, long entries, Optional<Long> brokenAt) {}

  /**
   * A consistent copy to a file, while in use.
   *
   * @param file must not exist yet: a backup is never overwritten
   */
  void backup(Path file);

  @Override
  void close();

  /** Unused parameters of a decision's storage are taken from it here, in one place. */
  static StoredDecision stored(Decision decision, String json) {
    return new StoredDecision(
        decision.id(),
        decision.at(),
        decision.group().service(),
        decision.group().region(),
        decision.cdn(),
        json);
  }
}
