package dev.tidegate.api.redis;

import dev.tidegate.api.redis.Ledger.Prepared;
import dev.tidegate.api.store.AuditChain;
import dev.tidegate.api.store.StaleVersionException;
import dev.tidegate.api.store.Store.AuditDraft;
import dev.tidegate.api.store.Store.ConfigVersion;
import dev.tidegate.api.store.StoredOverride;
import dev.tidegate.model.OperatorOverride;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What each kind of write comes to, worked out from what was read; nothing is asked here. */
final class Writes {
  /** The field of {@link RedisKeys#configs} that names the newest version. */
  static final String NEWEST = "newest";

  /** What all configuration versions are to {@link Operation#entity}: one line of succession. */
  static final String CONFIG = "config";

  /** Removals that ride along with a write, at most; the next ones take the rest. */
  private static final int REMOVALS = 1_000;

  private final RedisKeys keys;
  private final InstantSource clock;
  private final RandomGenerator random;

  Writes(RedisKeys keys, InstantSource clock, RandomGenerator random) {
    this.keys = keys;
    this.clock = clock;
    this.random = random;
  }

  /**
   * What a new override needs to know.
   *
   * @param last number of the newest id
   */
  record OverridesRead(long last, Map<String, byte[]> there) {}

  RedisCall<OverridesRead> readOverrides() {
    return redis ->
        redis
            .get(keys.overrideLast())
            .thenCombine(
                redis.hgetall(keys.overrides()),
                (last, there) ->
                    new OverridesRead(
                        last == null ? 0 : Long.parseLong(StoredForms.text(last)), there));
  }

  Prepared<OperatorOverride> add(
      OverridesRead read,
      Function<String, OperatorOverride> make,
      Function<OperatorOverride, AuditDraft> audit) {
    long number = Math.max(clock.millis(), read.last() + 1);
    String id = nextId(number);
    OperatorOverride stored = StoredOverride.whole(make.apply(id));
    if (!stored.id().equals(id)) {
      throw new IllegalArgumentException(
          "the override must have id " + id + ", but has " + stored.id());
    }
    List<Change> changes = new ArrayList<>();
    changes.add(put(new StoredOverride(stored, Optional.empty())));
    changes.add(Change.raise(keys.overrideLast(), number));
    read.there().entrySet().stream()
        .filter(field -> StoredForms.override(field.getValue()).old(stored.created()))
        .limit(REMOVALS)
        .forEach(field -> changes.add(Change.remove(keys.overrides(), field.getKey())));
    return Prepared.of(stored, entity(id), changes, audit.apply(stored));
  }

  /**
   * By time, so that ids sort by creation over all nodes though Redis may forget which it has
   * given; and by chance, so that no id is given twice all the same.
   */
  private String nextId(long number) {
    return String.format(Locale.ROOT, "ov-%013d-%06x", number, random.nextInt(1 << 24));
  }

  Prepared<Optional<OperatorOverride>> end(
      Optional<byte[]> found, Instant at, Function<OperatorOverride, AuditDraft> audit) {
    Optional<OperatorOverride> open =
        found.map(StoredForms::override).filter(o -> o.open(at)).map(StoredOverride::override);
    if (open.isEmpty()) {
      return Prepared.nothing(open);
    }
    Change end = put(new StoredOverride(open.get(), Optional.of(at)));
    return Prepared.of(open, entity(open.get().id()), List.of(end), audit.apply(open.get()));
  }

  private Change put(StoredOverride stored) {
    return Change.put(keys.overrides(), stored.override().id(), StoredForms.override(stored));
  }

  private static String entity(String id) {
    return "override/" + id;
  }

  Prepared<ConfigVersion> put(
      Map<String, byte[]> there,
      byte[] yaml,
      String actor,
      Optional<String> expected,
      Instant at,
      Function<ConfigVersion, AuditDraft> audit)
      throws StaleVersionException {
    List<ConfigVersion> versions = versions(there);
    Optional<ConfigVersion> newest = versions.stream().findFirst();
    String found = newest.map(ConfigVersion::etag).orElse(ConfigVersion.NONE);
    if (expected.isPresent() && !expected.get().equals(found)) {
      throw new StaleVersionException(expected.get(), found);
    }
    ConfigVersion stored =
        new ConfigVersion(
            newest.map(ConfigVersion::version).orElse(0L) + 1,
            actor,
            at.truncatedTo(ChronoUnit.MILLIS),
            AuditChain.sha256(yaml),
            yaml.clone());
    List<Change> changes = new ArrayList<>(putAsNewest(stored));
    changes.addAll(prune(versions, stored));
    return Prepared.of(stored, CONFIG, changes, audit.apply(stored));
  }

  List<Change> putAsNewest(ConfigVersion stored) {
    List<Change> changes = new ArrayList<>(putBeside(stored));
    changes.add(
        Change.put(keys.configs(), NEWEST, StoredForms.utf8(Long.toString(stored.version()))));
    return changes;
  }

  /** Stores a version that is not the newest. */
  List<Change> putBeside(ConfigVersion stored) {
    String field = Long.toString(stored.version());
    return List.of(
        Change.put(keys.configs(), field, StoredForms.config(stored)),
        Change.put(keys.texts(), field, stored.yaml()));
  }

  private List<Change> prune(List<ConfigVersion> before, ConfigVersion stored) {
    long upTo = stored.version() - ConfigVersion.KEPT;
    long fromFile =
        stored.actor().equals("file")
            ? stored.version()
            : before.stream()
                .filter(v -> v.actor().equals("file"))
                .mapToLong(ConfigVersion::version)
                .max()
                .orElse(0);
    List<Change> changes = new ArrayList<>();
    before.stream()
        .map(ConfigVersion::version)
        .filter(version -> version <= upTo && version != fromFile)
        .limit(REMOVALS)
        .map(version -> Long.toString(version))
        .forEach(
            field -> {
              changes.add(Change.remove(keys.configs(), field));
              changes.add(Change.remove(keys.texts(), field));
            });
    return changes;
  }

  /** All versions of a hash {@link RedisKeys#configs}, newest first, without their texts. */
  List<ConfigVersion> versions(Map<String, byte[]> there) {
    return there.entrySet().stream()
        .filter(field -> !field.getKey().equals(NEWEST))
        .map(field -> StoredForms.config(field.getValue(), new byte[0]))
        .sorted(Comparator.comparingLong(ConfigVersion::version).reversed())
        .toList();
  }

  /** The version that an operation stored; null if it stored none. */
  @Nullable ConfigVersion versionIn(List<Change> changes) {
    byte[] head = null;
    byte[] text = null;
    for (Change change : changes) {
      if (change.kind() == Change.Kind.PUT && !change.field().equals(NEWEST)) {
        head = change.key().equals(keys.configs()) ? change.value() : head;
        text = change.key().equals(keys.texts()) ? change.value() : text;
      }
    }
    return head == null || text == null ? null : StoredForms.config(head, text);
  }

  Prepared<Boolean> putDocument(String kind, String name, Optional<String> text, AuditDraft audit) {
    String field = documentField(kind, name);
    Change change =
        text.isPresent()
            ? Change.put(keys.documents(), field, StoredForms.utf8(text.get()))
            : Change.remove(keys.documents(), field);
    return Prepared.of(true, "document/" + field, List.of(change), audit);
  }

  /**
   * @throws IllegalArgumentException if the kind has a slash, by which it ends
   */
  static String documentField(String kind, String name) {
    if (kind.indexOf('/') >= 0) {
      throw new IllegalArgumentException("a kind of document has no slash: " + kind);
    }
    return kind + "/" + name;
  }
}
