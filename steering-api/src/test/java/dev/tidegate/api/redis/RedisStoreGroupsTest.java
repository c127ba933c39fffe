package dev.tidegate.api.redis;

import static dev.tidegate.api.redis.RedisProcess.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.api.store.Store;
import dev.tidegate.api.store.StoreException;
import dev.tidegate.model.OperatorOverride;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store where a replica takes over with less than the master had, and in a Cluster. */
class RedisStoreGroupsTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00.123Z");
  private static final Store.AuditDraft AUDIT =
      new Store.AuditDraft(NOW, "ops", "put", "thing/1", "because", "null", "{}");
  private static final LinkOptions PATIENT =
      new LinkOptions(Duration.ofSeconds(5), Duration.ofSeconds(5), 64);

  @TempDir Path directory;

  private RedisStore node(String uri, String name, long seed) {
    return RedisStore.open(
        uri, "tide", directory.resolve(name), PATIENT, InstantSource.fixed(NOW), new Random(seed));
  }

  private static OperatorOverride add(RedisStore node) {
    return node.addOverride(
        id ->
            new OperatorOverride(
                id,
                Optional.empty(),
                Optional.empty(),
                new OperatorOverride.Drain("a"),
                NOW,
                NOW,
                NOW.plusSeconds(600),
                "ops",
                "because"),
        o -> AUDIT);
  }

  @Test
  void whatAFailoverLostIsPutBack() {
    try (RedisGroup group = RedisGroup.sentinel(directory.resolve("redis"));
        RedisStore node = node(group.uri(), "n", 1)) {
      OperatorOverride replicated = add(node);
      assertThat(node.unreplicated()).isZero();
      group.server(1).pause();
      OperatorOverride late = add(node);
      assertThat(node.unreplicated()).as("the replica was asked and gave no answer").isEqualTo(1);
      group.server(1).resume();
      // Cut off from its master, it keeps what it has; sentinels mend that after some seconds.
      group.server(1).say("REPLICAOF 127.0.0.1 " + RedisProcess.freePort());
      OperatorOverride lost = add(node);
      group.server(0).kill();
      until(() -> puttingBackWorks(node), "a master that takes writes");
      assertThat(node.overrides(NOW)).containsExactly(replicated, late, lost);
      assertThat(node.verifyAudit()).isEqualTo(new Store.AuditCheck(true, 3, Optional.empty()));
      assertThat(node.forgotten()).isFalse();
    }
  }

  private static boolean puttingBackWorks(RedisStore node) {
    try {
      node.putBack();
      return !node.forgotten();
    } catch (StoreException e) {
      return false;
    }
  }

  @Test
  void inAClusterTheStoreLivesOnOneShard() throws Exception {
    try (RedisGroup group = RedisGroup.cluster(directory.resolve("redis"));
        RedisStore one = node(group.uri(), "n1", 1);
        RedisStore two = node(group.server(2).uri(), "n2", 2)) {
      OperatorOverride override = add(one);
      two.putDocument("events", "final", Optional.of("x"), AUDIT);
      one.putConfig(new byte[] {1}, "file", Optional.empty(), NOW, v -> AUDIT);
      assertThat(two.endOverride(override.id(), NOW, o -> AUDIT)).contains(override);
      assertThat(one.overrides(NOW)).isEmpty();
      assertThat(two.config()).isPresent();
      assertThat(one.document("events", "final")).contains("x");
      assertThat(one.nextEpoch()).isLessThan(two.nextEpoch());
      assertThat(two.verifyAudit()).isEqualTo(new Store.AuditCheck(true, 4, Optional.empty()));
      one.backup(directory.resolve("copy.db"));
      assertThat(directory.resolve("copy.db")).exists();
    }
  }
}
