package dev.tidegate.api.redis;

import dev.tidegate.api.store.Store.AuditEntry;
import dev.tidegate.api.store.Store.ConfigVersion;
import dev.tidegate.api.store.Store.StoredDecision;
import dev.tidegate.api.store.StoreException;
import dev.tidegate.api.store.StoreImage;
import dev.tidegate.api.store.StoreImage.KindDocument;
import dev.tidegate.api.store.StoreImage.Secret;
import dev.tidegate.api.store.StoredOverride;
import io.lettuce.core.ScriptOutputType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The whole store, read out of Redis. */
final class RedisImage {
  /** A backup waits longer than a tick may. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final RedisScript STATE = RedisScript.load("state.lua", ScriptOutputType.MULTI);

  private final RedisLink link;
  private final RedisKeys keys;

  RedisImage(RedisLink link, RedisKeys keys) {
    this.link = link;
    this.keys = keys;
  }

  /** What operators wrote is of one moment; the engine's part is at least as new. */
  StoreImage read() {
    List<Object> state =
        link.call(
            keys.head(),
            "read all for a backup",
            PATIENCE,
            redis ->
                STATE.run(
                    redis,
                    List.of(
                        keys.head(),
                        keys.epoch(),
                        keys.overrides(),
                        keys.configs(),
                        keys.documents(),
                        keys.secrets())));
    Head head = Head.read(bytes(state.get(0)));
    byte[] epoch = bytes(state.get(1));
    return new StoreImage(
        Optional.ofNullable(epoch).map(StoredForms::text).map(Long::parseLong),
        engine(),
        decisions(),
        overrides(fields(state.get(2))),
        configs(fields(state.get(3))),
        documents(fields(state.get(4))),
        secrets(fields(state.get(5))),
        (after, most) -> page(head, after, most));
  }

  private Optional<byte[]> engine() {
    return link.call(
        keys.head(),
        "read the engine's memory",
        PATIENCE,
        redis -> redis.get(keys.memory()).thenApply(Optional::ofNullable));
  }

  private List<StoredDecision> decisions() {
    List<byte[]> all =
        link.call(
            keys.head(),
            "read decisions",
            PATIENCE,
            redis -> redis.lrange(keys.decisions(), 0, -1));
    return all.reversed().stream().map(StoredForms::decision).toList();
  }

  private static List<StoredOverride> overrides(Map<String, byte[]> fields) {
    return fields.values().stream()
        .map(StoredForms::override)
        .sorted(Comparator.comparing(stored -> stored.override().id()))
        .toList();
  }

  private List<ConfigVersion> configs(Map<String, byte[]> fields) {
    List<ConfigVersion> found = new ArrayList<>();
    fields.forEach(
        (version, head) -> {
          if (!version.equals(Writes.NEWEST)) {
            text(version).ifPresent(text -> found.add(StoredForms.config(head, text)));
          }
        });
    found.sort(Comparator.comparingLong(ConfigVersion::version));
    return found;
  }

  /** One at a time: a thousand of them may be long. One that was pruned meanwhile is left out. */
  private Optional<byte[]> text(String version) {
    return link.call(
        keys.head(),
        "read a configuration",
        PATIENCE,
        redis -> redis.hget(keys.texts(), version).thenApply(Optional::ofNullable));
  }

  private static List<KindDocument> documents(Map<String, byte[]> fields) {
    List<KindDocument> found = new ArrayList<>();
    fields.forEach(
        (field, text) -> {
          int slash = field.indexOf('/');
          found.add(
              new KindDocument(
                  field.substring(0, Math.max(0, slash)),
                  field.substring(slash + 1),
                  StoredForms.text(text)));
        });
    return found;
  }

  private static List<Secret> secrets(Map<String, byte[]> fields) {
    List<Secret> found = new ArrayList<>();
    fields.forEach((name, bytes) -> found.add(new Secret(name, bytes)));
    return found;
  }

  private List<AuditEntry> page(Head head, long after, int most) {
    long last = Math.min(head.seq(), after + most);
    if (last <= after) {
      return List.of();
    }
    return new AuditLog(link, keys)
        .page(after + 1, last).stream()
            .map(
                entry ->
                    entry.orElseThrow(
                        () ->
                            new StoreException("the audit log in Redis has a gap above " + after)))
            .toList();
  }

  private static byte @Nullable [] bytes(@Nullable Object value) {
    return value instanceof byte[] bytes ? bytes : null;
  }

  /** A hash, as a script gives it: fields and values in turn. */
  private static Map<String, byte[]> fields(@Nullable Object value) {
    Map<String, byte[]> fields = new HashMap<>();
    if (value instanceof List<?> flat) {
      for (int i = 0; i + 1 < flat.size(); i += 2) {
        byte[] field = bytes(flat.get(i));
        byte[] content = bytes(flat.get(i + 1));
        if (field != null && content != null) {
          fields.put(StoredForms.text(field), content);
        }
      }
    }
    return fields;
  }
}
