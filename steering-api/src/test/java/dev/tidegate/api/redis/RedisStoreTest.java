package dev.tidegate.api.redis;

import static dev.tidegate.api.redis.RedisProcess.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.api.store.SqliteStore;
import dev.tidegate.api.store.Store;
import dev.tidegate.api.store.StoreContract;
import dev.tidegate.api.store.StoreException;
import dev.tidegate.model.OperatorOverride;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The laws of {@link Store} on a real redis-server, and what Redis adds.
 *
 * <ol>
 *   <li>A node starts while Redis is gone, with what it last knew.
 *   <li>Nodes that write at once leave one chain without a gap, with all that was acknowledged.
 *   <li>What Redis forgot is put back from the journals, once, and the later word wins.
 *   <li>What Redis refuses or does not answer is told in time, and changed nothing or says so.
 * </ol>
 */
class RedisStoreTest extends StoreContract {
  private static final LinkOptions PATIENT =
      new LinkOptions(Duration.ofSeconds(10), Duration.ofSeconds(10), 64);

  /** Draws the ids of writes: printed by a failing test's name and order, the same each run. */
  private static final Random SEEDS = new Random(20_261_130);

  @TempDir private static Path server;
  private static RedisProcess redis;

  @BeforeAll
  static void startRedis() {
    redis = RedisProcess.start(server);
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
  }

  private String prefix() {
    return home.getFileName().toString();
  }

  @Override
  protected Store open(Path directory, int decisionBound) {
    return node(directory, redis.uri(), PATIENT, decisionBound);
  }

  private RedisStore node(Path directory, String uri, LinkOptions options, int decisionBound) {
    return RedisStore.open(
        uri,
        prefix(),
        directory,
        options,
        new RedisStore.Chance(
            InstantSource.fixed(NOW), new Random(SEEDS.nextLong()), decisionBound));
  }

  /** Another node of the same installation. */
  private RedisStore other(Path directory) {
    return node(directory, redis.uri(), PATIENT, DECISION_BOUND);
  }

  private RedisStore own() {
    return (RedisStore) store;
  }

  @Override
  protected Store restore(Path backup, Path directory) {
    try {
      Files.createDirectories(directory);
      Files.copy(backup, directory.resolve(SqliteStore.FILE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return SqliteStore.open(directory);
  }

  @Override
  protected void tamper(long seq, Tampering how) {
    RedisKeys keys = new RedisKeys(prefix());
    String field = Long.toString(seq);
    try (RedisLink link = new RedisLink(redis.uri(), PATIENT)) {
      if (how == Tampering.REMOVE) {
        assertThat(link.<Long>call(keys.audit(), "remove", r -> r.hdel(keys.audit(), field)))
            .isEqualTo(1);
        return;
      }
      Store.AuditEntry entry =
          StoredForms.entry(
              link.<byte[]>call(keys.audit(), "read", r -> r.hget(keys.audit(), field)));
      byte[] changed = StoredForms.entry(changed(entry, how));
      assertThat(
              link.<Boolean>call(keys.audit(), "write", r -> r.hset(keys.audit(), field, changed)))
          .isFalse();
    }
  }

  private static Store.AuditEntry changed(Store.AuditEntry e, Tampering how) {
    Store.AuditDraft d = e.entry();
    return how == Tampering.REPLACE_HASH
        ? new Store.AuditEntry(e.seq(), d, e.previous(), "7".repeat(64))
        : new Store.AuditEntry(
            e.seq(),
            new Store.AuditDraft(
                d.at(), d.actor(), d.action(), d.subject(), "other", d.before(), d.after()),
            e.previous(),
            e.hash());
  }

  private void wipe() {
    redis.say("FLUSHALL");
  }

  private static Store.AuditDraft audit(Instant at, String reason) {
    return new Store.AuditDraft(at, "ops", "put", "thing/1", reason, "null", "{}");
  }

  // 1. A node starts while Redis is gone.

  @Test
  void aNodeStartsWithoutRedisAndKnowsWhatItKnew() throws Exception {
    OperatorOverride override = store.addOverride(drain("a", Duration.ofHours(1)), audited());
    assertThat(store.overrides(NOW)).containsExactly(override);
    OperatorOverride later = store.addOverride(drain("b", Duration.ofHours(1)), audited());
    store.putDocument("events", "final", Optional.of("kick-off"), AUDIT);
    assertThat(store.documents("events")).hasSize(1);
    store.putConfig(bytes("one"), "file", Optional.empty(), NOW, v -> AUDIT);
    assertThat(store.config()).isPresent();
    store.putConfig(bytes("two"), "ops", Optional.empty(), NOW, v -> AUDIT);
    byte[] secret = store.secret("key", () -> bytes("hush"));
    store.saveEngine(bytes("memory"), List.of());
    store.close();
    store = node(home, "redis://127.0.0.1:" + RedisProcess.freePort(), PATIENT, DECISION_BOUND);
    assertThat(store.overrides(NOW)).containsExactly(override, later);
    assertThat(store.document("events", "final")).contains("kick-off");
    assertThat(store.config().orElseThrow().yaml()).isEqualTo(bytes("two"));
    assertThat(store.secret("key", () -> bytes("other"))).isEqualTo(secret);
    assertThat(store.engine()).contains(bytes("memory"));
    assertThatThrownBy(() -> store.putDocument("k", "n", Optional.of("x"), AUDIT))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("cannot be reached");
  }

  @Test
  void whatIsReadFromTheCopyIsBehindUntilRedisGivesIt(@TempDir Path elsewhere, @TempDir Path its)
      throws Exception {
    LinkOptions quick = new LinkOptions(Duration.ofMillis(300), Duration.ofSeconds(10), 64);
    try (RedisProcess hanging = RedisProcess.start(its);
        RedisStore node = node(elsewhere, hanging.uri(), quick, DECISION_BOUND)) {
      until(() -> wrote(node, "first"), "the first write");
      assertThat(node.overrides(NOW)).isEmpty();
      assertThat(node.behind()).isFalse();
      hanging.pause();
      assertThat(node.overrides(NOW)).isEmpty();
      assertThat(node.behind()).isTrue();
      hanging.resume();
      until(() -> wrote(node, "last"), "the return");
      assertThat(node.behind()).as("it was not read again yet").isTrue();
      until(() -> node.overrides(NOW).isEmpty() && !node.behind(), "a read of Redis");
    }
  }

  @Test
  void aWipedRedisDoesNotMakeANodeForgetItsConfiguration() throws Exception {
    store.putConfig(bytes("one"), "file", Optional.empty(), NOW, v -> AUDIT);
    store.putConfig(bytes("two"), "ops", Optional.empty(), NOW, v -> AUDIT);
    assertThat(store.config().orElseThrow().yaml()).isEqualTo(bytes("two"));
    wipe();
    assertThat(store.config()).isEmpty();
    store.close();
    store = node(home, "redis://127.0.0.1:" + RedisProcess.freePort(), PATIENT, DECISION_BOUND);
    assertThat(store.config().orElseThrow().yaml()).isEqualTo(bytes("two"));
    store.close();
    store = node(home, redis.uri(), PATIENT, DECISION_BOUND);
    own().putBack();
    assertThat(store.config().orElseThrow().yaml()).isEqualTo(bytes("two"));
  }

  @Test
  void aNodeThatKnowsNothingSaysSo(@TempDir Path elsewhere) {
    try (Store alone =
        node(elsewhere, "redis://127.0.0.1:" + RedisProcess.freePort(), PATIENT, DECISION_BOUND)) {
      assertThatThrownBy(alone::config)
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("no copy of its own yet (configuration)");
      assertThatThrownBy(() -> alone.secret("key", () -> bytes("x")))
          .hasMessageContaining("no copy of its own yet (secret key)");
    }
  }

  @Test
  void aDirectoryIsHeldByOneNode() {
    assertThatThrownBy(() -> other(home)).hasMessageContaining("in use");
  }

  // 2. Nodes that write at once.

  @Test
  void nodesThatWriteAtOnceLeaveOneChain(@TempDir Path elsewhere) throws Exception {
    try (RedisStore second = other(elsewhere);
        ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<List<String>>> writers = new ArrayList<>();
      for (RedisStore node : List.of(own(), own(), second, second)) {
        writers.add(
            threads.submit(
                () -> {
                  List<String> ids = new ArrayList<>();
                  for (int i = 0; i < 10; i++) {
                    ids.add(node.addOverride(drain("a", Duration.ofHours(1)), audited()).id());
                  }
                  return ids;
                }));
      }
      List<String> acknowledged = new ArrayList<>();
      for (Future<List<String>> writer : writers) {
        acknowledged.addAll(writer.get());
      }
      assertThat(store.verifyAudit()).isEqualTo(new Store.AuditCheck(true, 40, Optional.empty()));
      assertThat(second.overrides(NOW))
          .extracting(OperatorOverride::id)
          .containsExactlyInAnyOrderElementsOf(acknowledged)
          .isSorted();
    }
  }

  // 3. What Redis forgot.

  @Test
  void whatAWipedRedisForgotIsPutBackOnce() throws Exception {
    OperatorOverride kept = store.addOverride(drain("a", Duration.ofHours(1)), audited());
    OperatorOverride ended = store.addOverride(drain("b", Duration.ofHours(1)), audited());
    assertThat(store.endOverride(ended.id(), NOW, audited())).isPresent();
    store.putDocument("events", "final", Optional.of("kick-off"), AUDIT);
    store.putDocument("events", "gone", Optional.of("x"), AUDIT);
    store.putDocument("events", "gone", Optional.empty(), AUDIT);
    store.putConfig(bytes("one"), "file", Optional.empty(), NOW, v -> AUDIT);
    store.putConfig(bytes("two"), "ops", Optional.empty(), NOW, v -> AUDIT);
    byte[] secret = store.secret("key", () -> bytes("hush"));
    List<Store.AuditEntry> before = store.audit(Optional.empty(), 100, Optional.empty());
    assertThat(own().forgotten()).isFalse();
    assertThat(own().putBack()).isZero();
    wipe();
    assertThat(own().forgotten()).isTrue();
    assertThat(own().putBack()).isEqualTo(8);
    assertThat(own().forgotten()).isFalse();
    assertThat(own().putBack()).isZero();
    assertThat(store.overrides(NOW)).containsExactly(kept);
    assertThat(store.documents("events")).containsExactly(new Store.Document("final", "kick-off"));
    assertThat(store.configVersions()).extracting(v -> v.version()).containsExactly(2L, 1L);
    assertThat(store.config().orElseThrow().yaml()).isEqualTo(bytes("two"));
    assertThat(store.configVersion(1).orElseThrow().yaml()).isEqualTo(bytes("one"));
    assertThat(store.secret("key", () -> bytes("other"))).isEqualTo(secret);
    assertThat(store.verifyAudit()).isEqualTo(new Store.AuditCheck(true, 8, Optional.empty()));
    List<Store.AuditEntry> after = store.audit(Optional.empty(), 100, Optional.empty());
    for (int i = 0; i < before.size(); i++) {
      Store.AuditDraft was = before.get(i).entry();
      Store.AuditDraft is = after.get(i).entry();
      assertThat(is.at()).isEqualTo(was.at());
      assertThat(is.subject()).isEqualTo(was.subject());
      assertThat(is.reason())
          .startsWith(was.reason())
          .contains("[put back: was " + before.get(i).seq() + " ");
    }
  }

  @Test
  void epochsRiseThoughRedisForgetsThem() {
    long before = store.nextEpoch();
    wipe();
    assertThat(store.nextEpoch()).isGreaterThan(before);
  }

  @Test
  void theLaterWordWinsWhoeverPutsItBackFirst(@TempDir Path elsewhere) throws Exception {
    try (RedisStore second = other(elsewhere)) {
      store.putDocument("k", "n", Optional.of("early"), audit(NOW, "1"));
      store.putConfig(bytes("early"), "ops", Optional.empty(), NOW, v -> audit(NOW, "1"));
      Instant later = NOW.plusSeconds(1);
      second.putDocument("k", "n", Optional.of("late"), audit(later, "2"));
      second.putConfig(bytes("late"), "ops", Optional.empty(), later, v -> audit(later, "2"));
      for (List<RedisStore> order : List.of(List.of(own(), second), List.of(second, own()))) {
        wipe();
        for (RedisStore node : order) {
          assertThat(node.putBack()).isEqualTo(2);
        }
        assertThat(store.document("k", "n")).contains("late");
        assertThat(store.config().orElseThrow().yaml()).isEqualTo(bytes("late"));
        assertThat(store.verifyAudit()).isEqualTo(new Store.AuditCheck(true, 4, Optional.empty()));
      }
    }
  }

  @Test
  void whatWasWrittenSinceIsNotOverwritten(@TempDir Path elsewhere) throws Exception {
    try (RedisStore second = other(elsewhere)) {
      store.putDocument("k", "n", Optional.of("lost"), audit(NOW, "1"));
      store.putConfig(bytes("lost"), "ops", Optional.empty(), NOW, v -> audit(NOW, "1"));
      wipe();
      Instant later = NOW.plusSeconds(1);
      second.putDocument("k", "n", Optional.of("since"), audit(later, "2"));
      second.putConfig(bytes("since"), "ops", Optional.empty(), later, v -> audit(later, "2"));
      assertThat(own().putBack()).isEqualTo(2);
      assertThat(store.document("k", "n")).contains("since");
      assertThat(store.config().orElseThrow().yaml()).isEqualTo(bytes("since"));
      assertThat(store.verifyAudit()).isEqualTo(new Store.AuditCheck(true, 4, Optional.empty()));
    }
  }

  @Test
  void nodesPutBackAtOnce(@TempDir Path elsewhere) throws Exception {
    try (RedisStore second = other(elsewhere);
        ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (int i = 0; i < 5; i++) {
        store.putDocument("k", "a" + i, Optional.of("x"), AUDIT);
        second.putDocument("k", "b" + i, Optional.of("x"), AUDIT);
      }
      wipe();
      List<Callable<Integer>> nodes =
          List.of(own()::putBack, second::putBack, own()::putBack, second::putBack);
      int total = 0;
      for (Future<Integer> each : threads.invokeAll(nodes)) {
        total += each.get();
      }
      assertThat(total).isEqualTo(10);
      assertThat(store.documents("k")).hasSize(10);
      assertThat(store.verifyAudit()).isEqualTo(new Store.AuditCheck(true, 10, Optional.empty()));
    }
  }

  // 4. What Redis refuses or does not answer.

  @Test
  void aFullRedisChangesNothingAndSaysSo() {
    store.putDocument("k", "n", Optional.of("1"), AUDIT);
    redis.say("CONFIG SET maxmemory 1");
    try {
      assertThatThrownBy(() -> store.putDocument("k", "n", Optional.of("2"), AUDIT))
          .isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.mayBeDone()).isFalse())
          .hasMessageContaining("out of memory");
      assertThat(store.document("k", "n")).contains("1");
    } finally {
      redis.say("CONFIG SET maxmemory 0");
    }
    store.putDocument("k", "n", Optional.of("3"), AUDIT);
    assertThat(store.verifyAudit()).isEqualTo(new Store.AuditCheck(true, 2, Optional.empty()));
  }

  @Test
  void aWriteThatTheJournalDoesNotHaveIsNotAcknowledged() {
    own().journal().file().onWriter("PRAGMA query_only = 1");
    assertThatThrownBy(() -> store.putDocument("k", "n", Optional.of("1"), AUDIT))
        .isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.mayBeDone()).isTrue())
        .hasMessageContaining("Redis has it, but this node's journal does not");
    reopen(); // as after a crash between the two
    assertThat(store.verifyAudit()).isEqualTo(new Store.AuditCheck(true, 1, Optional.empty()));
    store.putDocument("k", "n", Optional.of("2"), AUDIT);
    assertThat(own().putBack()).isZero();
    assertThat(store.verifyAudit()).isEqualTo(new Store.AuditCheck(true, 2, Optional.empty()));
  }

  @Test
  void aRedisThatHangsIsToldInTimeAndDoesNothingTwice(@TempDir Path elsewhere, @TempDir Path its) {
    LinkOptions quick = new LinkOptions(Duration.ofMillis(300), Duration.ofSeconds(10), 64);
    try (RedisProcess hanging = RedisProcess.start(its);
        RedisStore node = node(elsewhere, hanging.uri(), quick, DECISION_BOUND)) {
      until(() -> wrote(node, "first"), "the first write");
      hanging.pause();
      long began = System.nanoTime();
      assertThatThrownBy(() -> node.putDocument("k", "n", Optional.of("2"), AUDIT))
          .isInstanceOf(StoreException.class);
      // A deadline and what an unknown outcome is followed up for; the rest is the machine's.
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
      hanging.resume();
      until(() -> wrote(node, "last"), "the return");
      Store.AuditCheck check = node.verifyAudit();
      assertThat(check.ok()).isTrue();
      assertThat(node.audit(Optional.empty(), 100, Optional.empty()))
          .filteredOn(e -> e.entry().reason().equals("because"))
          .as("done once at most")
          .hasSizeLessThanOrEqualTo(1);
    }
  }

  private static boolean wrote(Store node, String text) {
    try {
      node.putDocument("k", "w", Optional.of(text), audit(NOW, text));
      return true;
    } catch (StoreException e) {
      return false;
    }
  }
}
