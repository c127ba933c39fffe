package dev.tidegate.api.redis;

import dev.tidegate.api.store.AuditChain;
import dev.tidegate.api.store.Store.ConfigVersion;
import dev.tidegate.api.store.StoreException;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Reads of what a node needs to start: from Redis, and kept beside in this node's own copy; from
 * the copy where Redis does not answer.
 */
final class LocalCopy {
  /** The one field of what is no hash in Redis. */
  private static final String WHOLE = "";

  private final RedisLink link;
  private final RedisKeys keys;
  private final Journal journal;
  // What the copy of a key was last made of: a key that did not change is not written again.
  private final Map<String, String> kept = new ConcurrentHashMap<>();
  // Keys of which the copy was read last.
  private final Set<String> behind = ConcurrentHashMap.newKeySet();

  LocalCopy(RedisLink link, RedisKeys keys, Journal journal) {
    this.link = link;
    this.keys = keys;
    this.journal = journal;
  }

  /**
   * All fields of a hash.
   *
   * @param what they are, for people
   * @throws StoreException if neither Redis nor the copy has them
   */
  Map<String, byte[]> fields(String key, String what) {
    return read(key, what, redis -> redis.hgetall(key));
  }

  /**
   * Whether one of the {@link #fields} or the {@link #config} was last read from the copy: what
   * Redis has may be newer.
   */
  boolean behind() {
    // The engine's memory is read at the start only: nobody waits for a newer one.
    return behind.stream().anyMatch(key -> !key.equals(keys.memory()));
  }

  /** The newest configuration version. */
  Optional<ConfigVersion> config() {
    Optional<Newest> newest;
    try {
      newest = link.call(keys.head(), "read the configuration", this::newest);
    } catch (StoreException e) {
      behind.add(keys.configs());
      return copiedConfig(e);
    }
    behind.remove(keys.configs());
    // A Redis that has none was wiped, or never had one: what this node knows it still knows.
    newest.ifPresent(
        n -> {
          keep(keys.texts(), Map.of(n.version(), n.text()));
          // Named last: a version whose text is not there yet would be none at all.
          keep(
              keys.configs(),
              Map.of(Writes.NEWEST, StoredForms.utf8(n.version()), n.version(), n.head()));
        });
    return newest.map(found -> StoredForms.config(found.head(), found.text()));
  }

  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  private record Newest(String version, byte[] head, byte[] text) {}

  private CompletionStage<Optional<Newest>> newest(RedisAsyncCommands<String, byte[]> redis) {
    return redis
        .hget(keys.configs(), Writes.NEWEST)
        .thenCompose(
            version -> {
              if (version == null) {
                return CompletableFuture.completedFuture(Optional.empty());
              }
              String field = StoredForms.text(version);
              return redis
                  .hget(keys.configs(), field)
                  .thenCombine(
                      redis.hget(keys.texts(), field),
                      (head, text) ->
                          head == null || text == null
                              ? Optional.empty()
                              : Optional.of(new Newest(field, head, text)));
            });
  }

  private Optional<ConfigVersion> copiedConfig(StoreException why) {
    Map<String, byte[]> heads =
        journal.copied(keys.configs()).orElseThrow(() -> nowhere("configuration", why));
    byte[] version = heads.get(Writes.NEWEST);
    if (version == null) {
      return Optional.empty();
    }
    String field = StoredForms.text(version);
    byte[] head = heads.get(field);
    byte[] text = journal.copied(keys.texts()).map(texts -> texts.get(field)).orElse(null);
    if (head == null || text == null) {
      throw nowhere("the text of configuration version " + field, why);
    }
    return Optional.of(StoredForms.config(head, text));
  }

  /** What the engine left behind. */
  Optional<byte[]> engine() {
    Map<String, byte[]> whole =
        read(
            keys.memory(),
            "the engine's memory",
            redis ->
                redis
                    .get(keys.memory())
                    .thenApply(bytes -> bytes == null ? Map.of() : Map.of(WHOLE, bytes)));
    return Optional.ofNullable(whole.get(WHOLE));
  }

  /** Keeps what the engine left behind; a copy that cannot be kept is only older than it might. */
  void keepEngine(byte[] state) {
    keep(keys.memory(), Map.of(WHOLE, state));
  }

  /**
   * A secret, made if there is none. One that this node knows and Redis has forgotten is the one
   * that is made: sessions are signed with it.
   */
  byte[] secret(String name, Supplier<byte[]> make) {
    Optional<byte[]> known = journal.copied(keys.secrets()).map(fields -> fields.get(name));
    byte[] standing;
    try {
      standing = redisSecret(name, known, make);
    } catch (StoreException e) {
      return known.orElseThrow(() -> nowhere("secret " + name, e)).clone();
    }
    if (!known.map(before -> Arrays.equals(before, standing)).orElse(false)) {
      journal.copy(keys.secrets(), name, standing);
    }
    return standing.clone();
  }

  private byte[] redisSecret(String name, Optional<byte[]> known, Supplier<byte[]> make) {
    Optional<byte[]> there =
        link.call(
            keys.head(),
            "read a secret",
            redis -> redis.hget(keys.secrets(), name).thenApply(Optional::ofNullable));
    if (there.isPresent()) {
      return there.get();
    }
    byte[] made = known.orElseGet(make);
    // Of two nodes that make it at once, the first is believed by both.
    return link.call(
        keys.head(),
        "keep a secret",
        redis -> {
          CompletionStage<Boolean> put = redis.hsetnx(keys.secrets(), name, made);
          return put.thenCombine(redis.hget(keys.secrets(), name), (_, standing) -> standing);
        });
  }

  private Map<String, byte[]> read(
      String key, String what, RedisCall<Map<String, byte[]>> reading) {
    try {
      Map<String, byte[]> fields = link.call(keys.head(), "read " + what, reading);
      behind.remove(key);
      keep(key, fields);
      return fields;
    } catch (StoreException e) {
      behind.add(key);
      return journal.copied(key).orElseThrow(() -> nowhere(what, e));
    }
  }

  private static StoreException nowhere(String what, StoreException why) {
    return new StoreException(
        "this node has no copy of its own yet (" + what + "), and: " + why.getMessage(), why);
  }

  private void keep(String key, Map<String, byte[]> fields) {
    String digest = digest(fields);
    if (digest.equals(kept.get(key))) {
      return;
    }
    try {
      journal.copy(key, fields);
      kept.put(key, digest);
    } catch (StoreException e) {
      kept.remove(key); // the disk's trouble is no reason not to answer; the next read tries again
    }
  }

  private static String digest(Map<String, byte[]> fields) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    new TreeMap<>(fields)
        .forEach(
            (field, value) -> {
              all.writeBytes(StoredForms.utf8(field.length() + ":" + field + value.length + ":"));
              all.writeBytes(value);
            });
    return AuditChain.sha256(all.toByteArray());
  }
}
