package dev.tidegate.api.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.api.store.Store.AuditDraft;
import dev.tidegate.api.store.Store.AuditEntry;
import dev.tidegate.api.store.Store.ConfigVersion;
import dev.tidegate.api.store.Store.DecisionFilter;
import dev.tidegate.api.store.Store.Document;
import dev.tidegate.api.store.Store.StoredDecision;
import dev.tidegate.model.Capacity;
import dev.tidegate.model.OperatorOverride;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The laws of {@link Store}, in their order. Every implementation's test extends this. */
public abstract class StoreContract {
  protected static final Instant NOW = Instant.parse("2026-11-22T10:00:00.123Z");
  protected static final AuditDraft AUDIT =
      new AuditDraft(NOW, "ops", "put", "thing/1", "because", "null", "{\"a\":1}");
  protected static final int DECISION_BOUND = 50;

  @TempDir protected Path home;
  protected Store store;

  /** Opens, or opens again, the store that lives at {@code home}. */
  protected abstract Store open(Path home, int decisionBound);

  /** A store on what {@link Store#backup} wrote. */
  protected abstract Store restore(Path backup, Path home);

  /** Changes the stored entry behind the store's back. */
  protected abstract void tamper(long seq, Tampering how);

  /** What someone might do to the audit log. */
  public enum Tampering {
    CHANGE_REASON,
    REMOVE,
    REPLACE_HASH
  }

  @BeforeEach
  void openFirst() {
    store = open(home, DECISION_BOUND);
  }

  @AfterEach
  void closeLast() {
    store.close();
  }

  protected void reopen() {
    store.close();
    store = open(home, DECISION_BOUND);
  }

  protected static Function<String, OperatorOverride> drain(String cdn, Duration length) {
    return override(new OperatorOverride.Drain(cdn), length);
  }

  protected static Function<String, OperatorOverride> override(
      OperatorOverride.Action action, Duration length) {
    return id ->
        new OperatorOverride(
            id,
            Optional.of("live"),
            Optional.empty(),
            action,
            NOW,
            NOW,
            NOW.plus(length),
            "ops",
            "maintenance ä \u0000 \uD83D\uDE80 'CHG-112'");
  }

  protected static Function<OperatorOverride, AuditDraft> audited() {
    return o ->
        new AuditDraft(NOW, "ops", "create", "override/" + o.id(), o.reason(), "null", o.id());
  }

  protected static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  // 1. What a write returned is found again after closing and opening, byte for byte.

  @Test
  void anEmptyStoreHasNothing() {
    assertThat(store.engine()).isEmpty();
    assertThat(store.overrides(NOW)).isEmpty();
    assertThat(store.config()).isEmpty();
    assertThat(store.configVersions()).isEmpty();
    assertThat(store.configVersion(1)).isEmpty();
    assertThat(store.document("a", "b")).isEmpty();
    assertThat(store.documents("a")).isEmpty();
    assertThat(store.decisions(DecisionFilter.ALL, 10, Optional.empty())).isEmpty();
    assertThat(store.audit(Optional.empty(), 10, Optional.empty())).isEmpty();
    assertThat(store.verifyAudit()).isEqualTo(new Store.AuditCheck(true, 0, Optional.empty()));
  }

  @Test
  void everyActionSurvives() {
    List<OperatorOverride> written = new ArrayList<>();
    for (OperatorOverride.Action action :
        List.of(
            new OperatorOverride.Drain("cdn-a"),
            new OperatorOverride.Exclude("cdn-a"),
            new OperatorOverride.Pin("cdn-a"),
            new OperatorOverride.Share("cdn-a", 0),
            new OperatorOverride.Cap("cdn-a", 10_000),
            new OperatorOverride.Floor("cdn-a", 5),
            new OperatorOverride.Limit("cdn-a", new Capacity.Viewers(900_000)),
            new OperatorOverride.Limit("cdn-a", new Capacity.BitRate(6.1e12)),
            new OperatorOverride.Freeze(false),
            new OperatorOverride.Freeze(true))) {
      written.add(store.addOverride(override(action, Duration.ofHours(1)), audited()));
    }
    reopen();
    assertThat(store.overrides(NOW)).isEqualTo(written);
  }

  @Test
  void anOverrideIsListedUntilItExpiresOrIsEnded() {
    OperatorOverride a = store.addOverride(drain("a", Duration.ofMinutes(1)), audited());
    OperatorOverride b = store.addOverride(drain("b", Duration.ofMinutes(5)), audited());
    assertThat(store.overrides(NOW.plusSeconds(59))).containsExactly(a, b);
    assertThat(store.overrides(NOW.plusSeconds(60))).containsExactly(b);
    assertThat(store.endOverride(a.id(), NOW.plusSeconds(60), audited())).isEmpty();
    assertThat(store.endOverride(b.id(), NOW.plusSeconds(60), audited())).contains(b);
    assertThat(store.endOverride(b.id(), NOW.plusSeconds(61), audited())).isEmpty();
    assertThat(store.endOverride("none", NOW, audited())).isEmpty();
    reopen();
    assertThat(store.overrides(NOW)).containsExactly(a);
    assertThat(store.verifyAudit().entries()).as("what did nothing is not recorded").isEqualTo(3);
  }

  @Test
  void timesAreKeptInWholeMilliseconds() {
    OperatorOverride stored =
        store.addOverride(
            id ->
                new OperatorOverride(
                    id,
                    Optional.empty(),
                    Optional.of("in"),
                    new OperatorOverride.Pin("a"),
                    NOW.plusNanos(999),
                    NOW.plusNanos(999),
                    NOW.plusSeconds(9).plusNanos(999),
                    "ops",
                    ""),
            audited());
    assertThat(stored.starts()).isEqualTo(NOW);
    assertThat(store.overrides(NOW)).containsExactly(stored);
  }

  @Test
  void configurationIsReturnedByteForByte() throws StaleVersionException {
    byte[] odd = {0, (byte) 0xff, '\r', '\n', 'x', 0};
    ConfigVersion one = store.putConfig(odd, "file", Optional.empty(), NOW, v -> AUDIT);
    ConfigVersion two = store.putConfig(bytes(""), "ops", Optional.of(one.etag()), NOW, v -> AUDIT);
    reopen();
    assertThat(store.config().orElseThrow().yaml()).isEmpty();
    assertThat(store.configVersion(1).orElseThrow().yaml()).isEqualTo(odd);
    assertThat(store.configVersion(3)).isEmpty();
    assertThat(store.configVersions())
        .extracting(ConfigVersion::version, ConfigVersion::actor, ConfigVersion::etag)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(2L, "ops", two.etag()),
            org.assertj.core.groups.Tuple.tuple(1L, "file", one.etag()));
    assertThat(store.configVersions()).allMatch(v -> v.yaml().length == 0);
    assertThat(two.etag())
        .as("SHA-256 of nothing")
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  }

  @Test
  void documentsAreReplacedAndRemoved() {
    store.putDocument("events", "b", Optional.of("2"), AUDIT);
    store.putDocument("events", "a", Optional.of("1"), AUDIT);
    store.putDocument("events", "a", Optional.of("one \uD83D\uDE80"), AUDIT);
    store.putDocument("degradation", "a", Optional.of("x"), AUDIT);
    reopen();
    assertThat(store.documents("events"))
        .containsExactly(new Document("a", "one \uD83D\uDE80"), new Document("b", "2"));
    store.putDocument("events", "a", Optional.empty(), AUDIT);
    assertThat(store.document("events", "a")).isEmpty();
    assertThat(store.document("degradation", "a")).contains("x");
  }

  @Test
  void aSecretIsMadeOnce() {
    byte[] made = store.secret("session-key", () -> new byte[] {1, 2, 3});
    reopen();
    assertThat(store.secret("session-key", () -> new byte[] {9})).isEqualTo(made);
    assertThat(store.verifyAudit().entries()).isZero();
  }

  @Test
  void theEngineStateIsTheLastOneSaved() {
    store.saveEngine(bytes("one"), List.of());
    byte[] large = new byte[3_000_000];
    large[2_999_999] = 7;
    store.saveEngine(large, List.of(decision(1)));
    reopen();
    assertThat(store.engine().orElseThrow()).isEqualTo(large);
  }

  // 2. Epochs only rise.

  @Test
  void epochsOnlyRise() {
    long first = store.nextEpoch();
    long second = store.nextEpoch();
    reopen();
    assertThat(List.of(first, second, store.nextEpoch())).isSorted().doesNotHaveDuplicates();
    assertThat(first).isPositive();
  }

  // 3. A write that throws changed nothing.

  @Test
  void aWriteThatThrowsChangedNothing() {
    store.addOverride(drain("a", Duration.ofHours(1)), audited());
    IllegalStateException fault = new IllegalStateException("no audit");
    assertThatThrownBy(
            () ->
                store.addOverride(
                    drain("b", Duration.ofHours(1)),
                    o -> {
                      throw fault;
                    }))
        .isSameAs(fault);
    assertThatThrownBy(
            () ->
                store.putConfig(
                    bytes("x"),
                    "ops",
                    Optional.empty(),
                    NOW,
                    v -> {
                      throw fault;
                    }))
        .isSameAs(fault);
    assertThatThrownBy(
            () -> store.addOverride(id -> drain("b", Duration.ofHours(1)).apply("mine"), audited()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(store.overrides(NOW)).hasSize(1);
    assertThat(store.config()).isEmpty();
    assertThat(store.verifyAudit()).isEqualTo(new Store.AuditCheck(true, 1, Optional.empty()));
    assertThat(store.addOverride(drain("c", Duration.ofHours(1)), audited()).id())
        .as("the store goes on")
        .isNotEmpty();
  }

  // 4. Override ids are unique for ever and sort by creation.

  @Test
  void overrideIdsAreUniqueAndSortByCreation() throws Exception {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      OperatorOverride o = store.addOverride(drain("a", Duration.ofSeconds(1)), audited());
      ids.add(o.id());
      store.endOverride(o.id(), NOW, audited());
      if (i % 5 == 4) {
        reopen();
      }
    }
    assertThat(ids).isSorted().doesNotHaveDuplicates();
    List<String> together =
        inParallel(8, () -> store.addOverride(drain("a", Duration.ofHours(1)), audited()).id());
    assertThat(together).doesNotHaveDuplicates().doesNotContainAnyElementsOf(ids);
    assertThat(store.overrides(NOW)).extracting(OperatorOverride::id).isSorted();
    assertThat(store.verifyAudit()).isEqualTo(new Store.AuditCheck(true, 32, Optional.empty()));
  }

  // 5. Of two writers that expect the same version, one is refused.

  @Test
  void ofWritersThatExpectTheSameVersionOneSucceeds() throws Exception {
    String etag = store.putConfig(bytes("0"), "file", Optional.empty(), NOW, v -> AUDIT).etag();
    List<Boolean> accepted =
        inParallel(
            8,
            () -> {
              try {
                byte[] text = bytes(Thread.currentThread().toString());
                store.putConfig(text, "ops", Optional.of(etag), NOW, v -> AUDIT);
                return true;
              } catch (StaleVersionException e) {
                return false;
              }
            });
    assertThat(accepted).containsOnlyOnce(true);
    assertThat(store.verifyAudit().entries()).isEqualTo(2);
    assertThatThrownBy(
            () -> store.putConfig(bytes("z"), "ops", Optional.of("stale"), NOW, v -> AUDIT))
        .isInstanceOf(StaleVersionException.class)
        .hasMessageContaining("stale");
  }

  @Test
  void ofWritersThatExpectNoneOneSucceeds() throws Exception {
    List<Boolean> accepted =
        inParallel(
            8,
            () -> {
              try {
                store.putConfig(
                    bytes("0"), "file", Optional.of(ConfigVersion.NONE), NOW, v -> AUDIT);
                return true;
              } catch (StaleVersionException e) {
                return false;
              }
            });
    assertThat(accepted).containsOnlyOnce(true);
    assertThat(store.configVersions()).hasSize(1);
  }

  // 6. Decisions: once each, newest first, bounded.

  protected static StoredDecision decision(int n) {
    return new StoredDecision(
        "1." + n + ".0",
        NOW.plusSeconds(n),
        n % 2 == 0 ? "live" : "vod",
        n % 3 == 0 ? "in" : "us",
        n % 5 == 0 ? "a" : "b",
        "{\"n\":" + n + "}");
  }

  private void saveDecisions(int from, int to) {
    List<StoredDecision> some = new ArrayList<>();
    for (int n = from; n < to; n++) {
      some.add(decision(n));
    }
    store.saveEngine(bytes("s"), some);
  }

  @Test
  void decisionsAreNewestFirstFilteredAndPaged() {
    saveDecisions(0, 15);
    saveDecisions(10, 30); // some again: kept once
    reopen();
    List<StoredDecision> all = store.decisions(DecisionFilter.ALL, 1_000, Optional.empty());
    assertThat(all).hasSize(30).first().isEqualTo(decision(29));
    assertThat(all).last().isEqualTo(decision(0));
    DecisionFilter narrow =
        new DecisionFilter(
            Optional.of("live"),
            Optional.of("in"),
            Optional.of("b"),
            Optional.of(NOW.plusSeconds(6)));
    assertThat(store.decisions(narrow, 1_000, Optional.empty()))
        .containsExactly(decision(24), decision(18), decision(12), decision(6));
    assertThat(store.decisions(narrow, 2, Optional.empty()))
        .containsExactly(decision(24), decision(18));
    assertThat(store.decisions(narrow, 2, Optional.of(decision(18).id())))
        .containsExactly(decision(12), decision(6));
    assertThat(store.decisions(narrow, 2, Optional.of("unknown"))).isEmpty();
  }

  @Test
  void decisionsAreBounded() {
    for (int from = 0; from < 200; from += 20) {
      saveDecisions(from, from + 20);
    }
    assertThat(store.decisions(DecisionFilter.ALL, 1_000, Optional.empty()))
        .hasSize(DECISION_BOUND)
        .last()
        .isEqualTo(decision(150));
  }

  // 7. The audit log.

  @Test
  void theAuditLogHasNoGapsAndVerifies() {
    for (int i = 0; i < 20; i++) {
      store.putDocument("k", "n", Optional.of("" + i), at(NOW.plusSeconds(i)));
    }
    reopen();
    List<AuditEntry> all = store.audit(Optional.empty(), 100, Optional.empty());
    assertThat(all).extracting(AuditEntry::seq).first().isEqualTo(20L);
    assertThat(all).last().extracting(AuditEntry::previous).isEqualTo(AuditChain.GENESIS);
    for (int i = 0; i + 1 < all.size(); i++) {
      assertThat(all.get(i).previous()).isEqualTo(all.get(i + 1).hash());
    }
    assertThat(store.audit(Optional.of(NOW.plusSeconds(18)), 100, Optional.empty()))
        .extracting(AuditEntry::seq)
        .containsExactly(20L, 19L);
    assertThat(store.audit(Optional.empty(), 2, Optional.of(10L)))
        .extracting(AuditEntry::seq)
        .containsExactly(9L, 8L);
    assertThat(store.verifyAudit()).isEqualTo(new Store.AuditCheck(true, 20, Optional.empty()));
  }

  protected static AuditDraft at(Instant at) {
    return new AuditDraft(at, "ops", "put", "k/n", "r\u0000\n", "null", "\uD83D\uDE80");
  }

  @Test
  void aChangedEntryIsNamed() {
    assertNamed(3, Tampering.CHANGE_REASON, 3);
  }

  @Test
  void aMissingEntryIsNamed() {
    assertNamed(3, Tampering.REMOVE, 3);
  }

  @Test
  void aMissingEndIsNamed() {
    assertNamed(5, Tampering.REMOVE, 5);
  }

  @Test
  void anEntryOfAnotherHashIsNamed() {
    assertNamed(4, Tampering.REPLACE_HASH, 4);
  }

  private void assertNamed(long seq, Tampering how, long brokenAt) {
    for (int i = 0; i < 5; i++) {
      store.putDocument("k", "n", Optional.of("" + i), at(NOW));
    }
    tamper(seq, how);
    assertThat(store.verifyAudit())
        .isEqualTo(new Store.AuditCheck(false, brokenAt - 1, Optional.of(brokenAt)));
  }

  // 8. A backup.

  @Test
  void aBackupTakenInUseHoldsWhatWasAcknowledged(@TempDir Path elsewhere) throws Exception {
    Path copy = elsewhere.resolve("copy");
    List<String> before = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      before.add(store.addOverride(drain("a", Duration.ofHours(1)), audited()).id());
    }
    byte[] secret = store.secret("s", () -> bytes("hush"));
    try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
      Future<?> writes =
          threads.submit(
              () -> {
                for (int i = 0; i < 50; i++) {
                  store.addOverride(drain("b", Duration.ofHours(1)), audited());
                }
              });
      store.backup(copy);
      writes.get();
    }
    assertThatThrownBy(() -> store.backup(copy)).isInstanceOf(StoreException.class);
    try (Store restored = restore(copy, elsewhere.resolve("home"))) {
      assertThat(restored.overrides(NOW)).extracting(OperatorOverride::id).containsAll(before);
      assertThat(restored.verifyAudit().ok()).isTrue();
      assertThat(restored.secret("s", () -> bytes("other"))).isEqualTo(secret);
      assertThat(restored.nextEpoch()).isPositive();
    }
  }

  protected static <T> List<T> inParallel(int times, Callable<T> work) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(times)) {
      List<T> results = new ArrayList<>();
      for (Future<T> each : threads.invokeAll(java.util.Collections.nCopies(times, work))) {
        results.add(each.get());
      }
      return results;
    }
  }
}
