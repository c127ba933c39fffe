package dev.tidegate.api.redis;

import dev.tidegate.api.store.DirectoryLock;
import dev.tidegate.api.store.PrivateFiles;
import dev.tidegate.api.store.SqliteStore;
import dev.tidegate.api.store.StaleVersionException;
import dev.tidegate.api.store.Store;
import dev.tidegate.api.store.StoreException;
import dev.tidegate.api.store.StoredOverride;
import dev.tidegate.model.OperatorOverride;
import io.lettuce.core.ScriptOutputType;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The store of many nodes: in Redis, with a journal of this node's own beside it.
 *
 * <p>An operator's write is one compare-and-set on the head of the audit chain, then it is in this
 * node's journal, then, where there are replicas, one of them has it or had 100 ms to say so; then
 * it is acknowledged. Redis may lose it all the same, when a replica that lags takes over: {@link
 * #putBack} writes again what Redis has no more.
 *
 * <p>What a node needs to start is answered from its own copy while Redis cannot be reached; writes
 * are refused then. A write whose answer did not come is followed up for a second and a half; if
 * that does not clear it up, the exception says {@link StoreException#mayBeDone}.
 */
public final class RedisStore implements Store {
  private static final RedisScript EPOCH = RedisScript.load("epoch.lua", ScriptOutputType.VALUE);
  private static final String EPOCH_COPY = "epoch";

  private final DirectoryLock lock;
  private final Journal journal;
  private final RedisLink link;
  private final RedisKeys keys;
  private final LocalCopy copy;
  private final Ledger ledger;
  private final PutBack putBack;
  private final Writes writes;
  private final DecisionList decisions;
  private final AuditLog audit;

  private RedisStore(
      DirectoryLock lock, Journal journal, RedisLink link, RedisKeys keys, Chance chance) {
    this.lock = lock;
    this.journal = journal;
    this.link = link;
    this.keys = keys;
    copy = new LocalCopy(link, keys, journal);
    ledger = new Ledger(link, keys, journal, chance.random());
    writes = new Writes(keys, chance.clock(), chance.random());
    putBack = new PutBack(link, keys, journal, ledger, writes);
    decisions = new DecisionList(link, keys, chance.decisionBound());
    audit = new AuditLog(link, keys);
  }

  /** What is given rather than taken. */
  record Chance(InstantSource clock, RandomGenerator random, int decisionBound) {}

  /**
   * Opens this node's side of the store; Redis need not be there.
   *
   * @param uri as {@link RedisLink} takes it
   * @param directory this node's own, made if missing: its journal
   * @param random no two nodes may draw the same from it: it makes the ids of writes
   * @throws StoreException if another process holds the directory, or its journal cannot be used
   * @throws IllegalArgumentException if the URI or the prefix cannot be read
   */
  public static RedisStore open(
      String uri,
      String prefix,
      Path directory,
      LinkOptions options,
      InstantSource clock,
      RandomGenerator random) {
    return open(uri, prefix, directory, options, new Chance(clock, random, SqliteStore.DECISIONS));
  }

  static RedisStore open(
      String uri, String prefix, Path directory, LinkOptions options, Chance chance) {
    RedisKeys keys = new RedisKeys(prefix);
    RedisLink link = new RedisLink(uri, options);
    boolean opened = false;
    try {
      PrivateFiles.requireDirectory(directory);
      RedisStore store = locked(DirectoryLock.take(directory), directory, link, keys, chance);
      opened = true;
      return store;
    } finally {
      if (!opened) {
        link.close();
      }
    }
  }

  private static RedisStore locked(
      DirectoryLock lock, Path directory, RedisLink link, RedisKeys keys, Chance chance) {
    boolean opened = false;
    try {
      RedisStore store = new RedisStore(lock, Journal.open(directory), link, keys, chance);
      opened = true;
      return store;
    } finally {
      if (!opened) {
        lock.close();
      }
    }
  }

  @Override
  public long nextEpoch() {
    byte[] least = journal.copied(EPOCH_COPY).map(f -> f.get("")).orElse(StoredForms.utf8("0"));
    byte[] given =
        link.call(
            keys.head(), "take an epoch", redis -> EPOCH.run(redis, List.of(keys.epoch()), least));
    journal.copy(EPOCH_COPY, "", given);
    return Long.parseLong(StoredForms.text(given));
  }

  @Override
  public Optional<byte[]> engine() {
    return copy.engine();
  }

  @Override
  public void saveEngine(byte[] state, List<StoredDecision> some) {
    decisions.save(state, some);
    copy.keepEngine(state);
  }

  /**
   * Keeps what the engine left behind in this node's own copy alone: what was published by another
   * way.
   */
  public void keepEngine(byte[] state) {
    copy.keepEngine(state);
  }

  @Override
  public List<StoredDecision> decisions(DecisionFilter filter, int limit, Optional<String> before) {
    return decisions.list(filter, limit, before);
  }

  @Override
  public List<OperatorOverride> overrides(Instant now) {
    return copy.fields(keys.overrides(), "overrides").values().stream()
        .map(StoredForms::override)
        .filter(stored -> stored.open(now))
        .map(StoredOverride::override)
        .sorted(Comparator.comparing(OperatorOverride::id))
        .toList();
  }

  @Override
  public OperatorOverride addOverride(
      Function<String, OperatorOverride> make, Function<OperatorOverride, AuditDraft> draft) {
    return ledger.write(
        "add an override", writes.readOverrides(), read -> writes.add(read, make, draft));
  }

  @Override
  public Optional<OperatorOverride> endOverride(
      String id, Instant at, Function<OperatorOverride, AuditDraft> draft) {
    return ledger.write(
        "end an override",
        redis -> redis.hget(keys.overrides(), id).thenApply(Optional::ofNullable),
        found -> writes.end(found, at, draft));
  }

  @Override
  public Optional<ConfigVersion> config() {
    return copy.config();
  }

  @Override
  public List<ConfigVersion> configVersions() {
    return writes.versions(
        link.call(keys.head(), "list configurations", redis -> redis.hgetall(keys.configs())));
  }

  @Override
  public Optional<ConfigVersion> configVersion(long version) {
    String field = Long.toString(version);
    return link.call(
        keys.head(),
        "read a configuration",
        redis ->
            redis
                .hget(keys.configs(), field)
                .thenCombine(
                    redis.hget(keys.texts(), field),
                    (head, text) ->
                        head == null || text == null
                            ? Optional.empty()
                            : Optional.of(StoredForms.config(head, text))));
  }

  @Override
  public boolean behind() {
    return copy.behind();
  }

  @Override
  public ConfigVersion putConfig(
      byte[] yaml,
      String actor,
      Optional<String> expected,
      Instant at,
      Function<ConfigVersion, AuditDraft> draft)
      throws StaleVersionException {
    return ledger.write(
        "put a configuration",
        redis -> redis.hgetall(keys.configs()),
        there -> writes.put(there, yaml, actor, expected, at, draft));
  }

  @Override
  public Optional<String> document(String kind, String name) {
    return documents(kind).stream()
        .filter(document -> document.name().equals(name))
        .map(Document::text)
        .findFirst();
  }

  @Override
  public List<Document> documents(String kind) {
    String start = Writes.documentField(kind, "");
    return copy.fields(keys.documents(), "documents").entrySet().stream()
        .filter(field -> field.getKey().startsWith(start))
        .map(
            field ->
                new Document(
                    field.getKey().substring(start.length()), StoredForms.text(field.getValue())))
        .sorted(Comparator.comparing(Document::name))
        .toList();
  }

  @Override
  public void putDocument(String kind, String name, Optional<String> text, AuditDraft draft) {
    var _ =
        ledger.write(
            "put a document",
            redis -> CompletableFuture.completedFuture(name),
            _ -> writes.putDocument(kind, name, text, draft));
  }

  @Override
  public byte[] secret(String name, Supplier<byte[]> make) {
    return copy.secret(name, make);
  }

  @Override
  public List<AuditEntry> audit(Optional<Instant> since, int limit, Optional<Long> before) {
    return audit.list(since, limit, before);
  }

  @Override
  public AuditCheck verifyAudit() {
    return audit.verify();
  }

  @Override
  public void backup(Path file) {
    SqliteStore.write(new RedisImage(link, keys).read(), file);
  }

  /**
   * Whether Redis lacks some of the newest writes that this node acknowledged. One question to
   * Redis: for each time that the head is not one that is known to follow.
   */
  public boolean forgotten() {
    return putBack.forgotten();
  }

  /**
   * Writes again what this node acknowledged and Redis has no more, the oldest first: of two writes
   * about one thing the later wins, the audit entry is appended again with its own time, author and
   * words and says that it was put back. May be called at any time, by several nodes at once; takes
   * two round trips and a write to the disk for each that was lost, so not to be called by a tick.
   *
   * @return how many writes were put back
   * @throws StoreException if Redis cannot be written to; call again then
   */
  public int putBack() {
    return putBack.run();
  }

  /** How the connection fares. */
  public LinkStats stats() {
    return link.stats();
  }

  /** Writes that no replica had in time, though there was one. */
  public long unreplicated() {
    return ledger.committing().unreplicated();
  }

  /** The journal, for tests that make it fail. */
  Journal journal() {
    return journal;
  }

  @Override
  public void close() {
    try {
      link.close();
      journal.close();
    } finally {
      lock.close();
    }
  }
}
