package dev.tidegate.api.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.api.store.SqliteStore;
import dev.tidegate.api.store.Store;
import dev.tidegate.api.store.StoreException;
import dev.tidegate.model.OperatorOverride;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * From the embedded store to Redis, and back.
 *
 * <ol>
 *   <li>All is there afterwards, the audit log word for word; and a backup leads back.
 *   <li>A place that is not empty is refused; one that was broken off begins anew.
 * </ol>
 */
class MigrationTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00.123Z");
  private static final Store.AuditDraft AUDIT =
      new Store.AuditDraft(NOW, "ops", "put", "thing/1", "because", "null", "{}");
  private static final LinkOptions PATIENT =
      new LinkOptions(Duration.ofSeconds(10), Duration.ofSeconds(10), 64);

  @TempDir Path directory;
  private final List<String> told = new ArrayList<>();

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static OperatorOverride add(Store store) {
    return store.addOverride(
        id ->
            new OperatorOverride(
                id,
                Optional.of("live"),
                Optional.empty(),
                new OperatorOverride.Cap("a", 500),
                NOW,
                NOW,
                NOW.plusSeconds(600),
                "ops",
                "because"),
        o -> AUDIT);
  }

  private static void fill(Store store) throws Exception {
    OperatorOverride ended = add(store);
    assertThat(store.endOverride(ended.id(), NOW, o -> AUDIT)).isPresent();
    add(store);
    store.putConfig(bytes("one"), "file", Optional.empty(), NOW, v -> AUDIT);
    store.putConfig(bytes("two"), "ops", Optional.empty(), NOW, v -> AUDIT);
    store.putDocument("events", "final", Optional.of("kick-off"), AUDIT);
    assertThat(store.secret("key", () -> bytes("hush"))).isNotEmpty();
    List<Store.StoredDecision> decisions = new ArrayList<>();
    for (int i = 0; i < 450; i++) {
      decisions.add(new Store.StoredDecision("1." + i, NOW, "live", "in", "a", "{}"));
      store.putDocument("many", "n", Optional.of("" + i), AUDIT);
    }
    store.saveEngine(bytes("memory"), decisions);
    assertThat(store.nextEpoch()).isPositive();
  }

  private static void assertSame(Store is, Store was) {
    assertThat(is.overrides(NOW)).isEqualTo(was.overrides(NOW));
    assertThat(is.configVersions()).usingRecursiveComparison().isEqualTo(was.configVersions());
    assertThat(is.config().orElseThrow().yaml()).isEqualTo(was.config().orElseThrow().yaml());
    assertThat(is.configVersion(1).orElseThrow().yaml()).isEqualTo(bytes("one"));
    assertThat(is.documents("events")).isEqualTo(was.documents("events"));
    assertThat(is.documents("many")).isEqualTo(was.documents("many"));
    assertThat(is.secret("key", () -> bytes("other"))).isEqualTo(bytes("hush"));
    assertThat(is.engine()).contains(bytes("memory"));
    assertThat(is.decisions(Store.DecisionFilter.ALL, 1_000, Optional.empty()))
        .isEqualTo(was.decisions(Store.DecisionFilter.ALL, 1_000, Optional.empty()));
    assertThat(is.audit(Optional.empty(), 1_000, Optional.empty()))
        .isEqualTo(was.audit(Optional.empty(), 1_000, Optional.empty()));
    assertThat(is.verifyAudit()).isEqualTo(was.verifyAudit());
  }

  private RedisStore node(RedisProcess redis) {
    return RedisStore.open(
        redis.uri(),
        "tide",
        directory.resolve("node"),
        PATIENT,
        InstantSource.fixed(NOW),
        new Random(1));
  }

  private Store.AuditCheck migrate(RedisProcess redis, SqliteStore source) {
    try (Migration migration = new Migration(redis.uri(), "tide", told::add)) {
      return migration.into(source.image());
    }
  }

  // 1

  @Test
  void allIsThereAfterwardsAndABackupLeadsBack() throws Exception {
    try (RedisProcess redis = RedisProcess.start(directory.resolve("redis"));
        SqliteStore source = SqliteStore.open(directory.resolve("embedded"))) {
      fill(source);
      assertThat(migrate(redis, source))
          .isEqualTo(new Store.AuditCheck(true, 456, Optional.empty()));
      assertThat(told)
          .contains("2 overrides", "450 decisions", "456 audit entries read back: whole");
      Path back = Files.createDirectories(directory.resolve("back"));
      try (RedisStore node = node(redis)) {
        assertSame(node, source);
        node.backup(back.resolve(SqliteStore.FILE));
        long epoch = source.nextEpoch();
        assertThat(node.nextEpoch()).isGreaterThanOrEqualTo(epoch);
        OperatorOverride next = add(node);
        assertThat(node.overrides(NOW)).hasSize(2).last().isEqualTo(next);
      }
      try (SqliteStore restored = SqliteStore.open(back)) {
        assertSame(restored, source);
        OperatorOverride next = add(restored);
        assertThat(restored.overrides(NOW)).hasSize(2).last().isEqualTo(next);
      }
    }
  }

  // 2

  @Test
  void aPlaceThatIsNotEmptyIsRefusedAndOneBrokenOffBeginsAnew() throws Exception {
    try (RedisProcess redis = RedisProcess.start(directory.resolve("redis"));
        SqliteStore source = SqliteStore.open(directory.resolve("embedded"))) {
      fill(source);
      redis.say("SET {tide}:migrating yes");
      redis.say("HSET {tide}:secrets key half");
      assertThat(migrate(redis, source).ok()).isTrue();
      assertThat(told).contains("a migration was broken off here: beginning anew");
      assertThatThrownBy(() -> migrate(redis, source))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("already")
          .hasMessageContaining("store.prefix");
      try (RedisStore node = node(redis)) {
        assertSame(node, source);
      }
    }
  }
}
