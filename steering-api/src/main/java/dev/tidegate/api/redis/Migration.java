package dev.tidegate.api.redis;

import dev.tidegate.api.store.AuditChain;
import dev.tidegate.api.store.Store.AuditCheck;
import dev.tidegate.api.store.Store.AuditEntry;
import dev.tidegate.api.store.Store.ConfigVersion;
import dev.tidegate.api.store.Store.StoredDecision;
import dev.tidegate.api.store.StoreException;
import dev.tidegate.api.store.StoreImage;
import dev.tidegate.api.store.StoredOverride;
import io.lettuce.core.SetArgs;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Copies a whole store into an empty place in Redis. The head of the audit chain is set last, and
 * only if nobody else has set it: until then there is a mark that a migration is under way, and one
 * that was broken off begins anew.
 */
public final class Migration implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int PAGE = 200;

  private final RedisLink link;
  private final RedisKeys keys;
  private final Consumer<String> progress;

  /**
   * @param uri as {@link RedisLink} takes it
   * @param progress is told how far it is, a line at a time
   * @throws IllegalArgumentException if the URI or the prefix cannot be read
   */
  public Migration(String uri, String prefix, Consumer<String> progress) {
    keys = new RedisKeys(prefix);
    link = new RedisLink(uri, new LinkOptions(PATIENCE, PATIENCE, 4));
    this.progress = progress;
  }

  /**
   * Copies, and reads the audit chain back.
   *
   * @return what the audit chain is found to be afterwards
   * @throws StoreException if the place is not empty, the image's own chain is broken, or Redis
   *     cannot be written to
   */
  public AuditCheck into(StoreImage image) {
    requireEmpty();
    put(keys.secrets(), secrets(image), "secrets");
    put(keys.documents(), documents(image), "documents");
    put(keys.overrides(), overrides(image), "overrides");
    put(keys.texts(), texts(image), "configuration texts");
    put(keys.configs(), configs(image), "configuration versions");
    decisions(image.decisions());
    image.engine().ifPresent(state -> set(keys.memory(), state));
    image.epoch().ifPresent(n -> set(keys.epoch(), StoredForms.utf8(Long.toString(n))));
    Head head = audit(image.audit());
    finish(head);
    AuditCheck check = new AuditLog(link, keys).verify();
    progress.accept(
        check.entries() + " audit entries read back: " + (check.ok() ? "whole" : "BROKEN"));
    return check;
  }

  private List<String> all() {
    return List.of(
        keys.head(),
        keys.audit(),
        keys.applied(),
        keys.written(),
        keys.overrides(),
        keys.overrideLast(),
        keys.configs(),
        keys.texts(),
        keys.documents(),
        keys.secrets(),
        keys.epoch(),
        keys.memory(),
        keys.decisions(),
        keys.lease(),
        keys.version(),
        keys.snapshot(),
        keys.view(),
        keys.nodes());
  }

  private void requireEmpty() {
    String[] names = all().toArray(String[]::new);
    boolean brokenOff =
        this.<Long>ask("look at the place", redis -> redis.exists(keys.migrating())) > 0;
    if (brokenOff) {
      progress.accept("a migration was broken off here: beginning anew");
      long _ = this.<Long>ask("clear the place", redis -> redis.del(names));
    }
    long there = this.<Long>ask("look at the place", redis -> redis.exists(names));
    if (there > 0) {
      throw new StoreException(
          "there is a store in Redis under the prefix "
              + keys.prefix()
              + " already: it is not written over. Choose another store.prefix.");
    }
    set(keys.migrating(), StoredForms.utf8("yes"));
  }

  private <T> T ask(String what, RedisCall<T> call) {
    return link.call(keys.head(), what, call);
  }

  private void set(String key, byte[] value) {
    String _ = this.<String>ask("write " + key, redis -> redis.set(key, value));
  }

  private void put(String key, Map<String, byte[]> fields, String what) {
    Map<String, byte[]> some = new HashMap<>();
    for (Map.Entry<String, byte[]> field : fields.entrySet()) {
      some.put(field.getKey(), field.getValue());
      if (some.size() == PAGE) {
        putSome(key, some, what);
        some.clear();
      }
    }
    putSome(key, some, what);
    progress.accept(fields.size() + " " + what);
  }

  private void putSome(String key, Map<String, byte[]> some, String what) {
    if (!some.isEmpty()) {
      Map<String, byte[]> copy = Map.copyOf(some);
      long _ = this.<Long>ask("write " + what, redis -> redis.hset(key, copy));
    }
  }

  private static Map<String, byte[]> secrets(StoreImage image) {
    Map<String, byte[]> fields = new HashMap<>();
    image.secrets().forEach(s -> fields.put(s.name(), s.bytes()));
    return fields;
  }

  private static Map<String, byte[]> documents(StoreImage image) {
    Map<String, byte[]> fields = new HashMap<>();
    image
        .documents()
        .forEach(
            d -> fields.put(Writes.documentField(d.kind(), d.name()), StoredForms.utf8(d.text())));
    return fields;
  }

  private static Map<String, byte[]> overrides(StoreImage image) {
    Map<String, byte[]> fields = new HashMap<>();
    for (StoredOverride each : image.overrides()) {
      fields.put(each.override().id(), StoredForms.override(each));
    }
    return fields;
  }

  private static Map<String, byte[]> texts(StoreImage image) {
    Map<String, byte[]> fields = new HashMap<>();
    image.configs().forEach(v -> fields.put(Long.toString(v.version()), v.yaml()));
    return fields;
  }

  private static Map<String, byte[]> configs(StoreImage image) {
    Map<String, byte[]> fields = new HashMap<>();
    for (ConfigVersion v : image.configs()) { // oldest first
      String version = Long.toString(v.version());
      fields.put(version, StoredForms.config(v));
      fields.put(Writes.NEWEST, StoredForms.utf8(version));
    }
    return fields;
  }

  private void decisions(List<StoredDecision> decisions) {
    for (int from = 0; from < decisions.size(); from += PAGE) {
      byte[][] some =
          decisions.subList(from, Math.min(from + PAGE, decisions.size())).stream()
              .map(StoredForms::decision)
              .toArray(byte[][]::new);
      long _ = this.<Long>ask("write decisions", redis -> redis.lpush(keys.decisions(), some));
    }
    progress.accept(decisions.size() + " decisions");
  }

  /** Word for word; a chain that is broken already is not copied. */
  private Head audit(StoreImage.Pages pages) {
    Head head = Head.NONE;
    for (List<AuditEntry> page = pages.page(0, PAGE);
        !page.isEmpty();
        page = pages.page(head.seq(), PAGE)) {
      Map<String, byte[]> fields = new HashMap<>();
      for (AuditEntry entry : page) {
        if (!entry.equals(AuditChain.link(head.seq() + 1, entry.entry(), head.hash()))) {
          throw new StoreException(
              "the audit log to be copied is broken at "
                  + (head.seq() + 1)
                  + ": see docs/audit.md");
        }
        fields.put(Long.toString(entry.seq()), StoredForms.entry(entry));
        head = new Head(entry.seq(), entry.hash());
      }
      putSome(keys.audit(), fields, "the audit log");
      progress.accept(head.seq() + " audit entries");
    }
    return head;
  }

  private void finish(Head head) {
    byte[] text = StoredForms.utf8(head.text());
    boolean mine =
        head.seq() == 0
            || this.<Boolean>ask(
                "set the head",
                redis ->
                    redis
                        .set(keys.head(), text, SetArgs.Builder.nx())
                        .thenApply(done -> done != null));
    if (!mine) {
      throw new StoreException(
          "a node writes to the place already: stop all nodes, choose another store.prefix, and"
              + " migrate again");
    }
    long _ = this.<Long>ask("end the migration", redis -> redis.del(keys.migrating()));
  }

  @Override
  public void close() {
    link.close();
  }
}
