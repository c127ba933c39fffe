package dev.tidegate.api.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What SQLite adds: one process, schema steps, disks that fail. */
class SqliteStoreTest extends StoreContract {

  @Override
  protected Store open(Path home, int decisionBound) {
    return SqliteStore.open(home, decisionBound, SqliteSchema.STEPS);
  }

  @Override
  protected Store restore(Path backup, Path home) {
    try {
      Files.createDirectories(home);
      Files.copy(backup, home.resolve(SqliteStore.FILE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return SqliteStore.open(home);
  }

  @Override
  protected void tamper(long seq, Tampering how) {
    sql(
        home,
        "DROP TRIGGER audit_no_update",
        "DROP TRIGGER audit_no_delete",
        switch (how) {
          case CHANGE_REASON -> "UPDATE audit SET reason = 'other' WHERE seq = " + seq;
          case REMOVE -> "DELETE FROM audit WHERE seq = " + seq;
          case REPLACE_HASH -> "UPDATE audit SET hash = printf('%064d', 7) WHERE seq = " + seq;
        });
  }

  private static void sql(Path home, String... statements) {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + home.resolve(SqliteStore.FILE));
        Statement sql = connection.createStatement()) {
      for (String statement : statements) {
        sql.execute(statement);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void onWriter(String statement) {
    ((SqliteStore) store).file().onWriter(statement);
  }

  @Test
  void theAuditTableRefusesChanges() {
    store.putDocument("k", "n", Optional.of("x"), AUDIT);
    assertThatThrownBy(() -> sql(home, "UPDATE audit SET reason = 'x'"))
        .hasMessageContaining("append-only");
    assertThatThrownBy(() -> sql(home, "DELETE FROM audit")).hasMessageContaining("append-only");
  }

  @Test
  void aDirectoryIsHeldByOneStoreOfThisProcess() {
    assertThatThrownBy(() -> SqliteStore.open(home))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("in use")
        .hasMessageContaining("pid this process, " + ProcessHandle.current().pid());
    store.putDocument("k", "n", Optional.of("x"), AUDIT);
  }

  @Test
  void aDirectoryIsHeldByOneProcess(@TempDir Path other) throws Exception {
    Process holder = CrashWriter.start(other, 1);
    try {
      assertThat(holder.inputReader().readLine()).startsWith("ov-");
      assertThatThrownBy(() -> SqliteStore.open(other))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("(pid " + holder.pid() + ")");
    } finally {
      holder.destroyForcibly().waitFor();
    }
    SqliteStore.open(other).close();
  }

  @Test
  void filesAreTheOwnersAlone() throws IOException {
    store.putDocument("k", "n", Optional.of("x"), AUDIT);
    store.backup(home.resolve("copy"));
    for (String name : List.of(SqliteStore.FILE, SqliteStore.FILE + "-wal", "copy")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve(name))))
          .as(name)
          .isEqualTo("rw-------");
    }
  }

  // --- schema ---

  @Test
  void aNewerSchemaIsRefusedAndLeftAlone() throws IOException {
    store.close();
    sql(home, "PRAGMA user_version = 7");
    byte[] before = Files.readAllBytes(home.resolve(SqliteStore.FILE));
    assertThatThrownBy(() -> open(home, 10))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("schema 7")
        .hasMessageContaining("newer Tidegate");
    assertThat(Files.readAllBytes(home.resolve(SqliteStore.FILE))).isEqualTo(before);
    sql(home, "PRAGMA user_version = " + SqliteSchema.STEPS.size());
    store = open(home, 10);
  }

  @Test
  void anotherProgramsDatabaseIsRefused(@TempDir Path other) {
    sql(other, "CREATE TABLE cookies (x)");
    assertThatThrownBy(() -> SqliteStore.open(other)).hasMessageContaining("another program");
  }

  @Test
  void anOlderFileIsBroughtForwardAndACopyKept() {
    String id = store.addOverride(drain("a", Duration.ofHours(1)), audited()).id();
    store.close();
    List<List<String>> newer = new ArrayList<>(SqliteSchema.STEPS);
    newer.add(List.of("ALTER TABLE document ADD COLUMN note TEXT"));
    newer.add(List.of("CREATE TABLE later (x INTEGER) STRICT", "INSERT INTO later VALUES (1)"));
    store = SqliteStore.open(home, 10, newer);
    assertThat(store.overrides(NOW)).extracting(o -> o.id()).containsExactly(id);
    store.putDocument("k", "n", Optional.of("x"), AUDIT);
    onWriter("UPDATE document SET note = 'new column'");
    store.close();
    assertThat(home.resolve("tidegate.db.v" + SqliteSchema.STEPS.size() + ".bak")).exists();
    assertThatThrownBy(() -> open(home, 10)).hasMessageContaining("schema " + newer.size());
    store = SqliteStore.open(home, 10, newer);
    assertThat(store.document("k", "n")).contains("x");
  }

  @Test
  void aStepThatFailsLeavesTheVersionBefore() {
    String id = store.addOverride(drain("a", Duration.ofHours(1)), audited()).id();
    store.close();
    List<List<String>> faulty = new ArrayList<>(SqliteSchema.STEPS);
    faulty.add(List.of("CREATE TABLE half (x INTEGER)", "no such statement"));
    assertThatThrownBy(() -> SqliteStore.open(home, 10, faulty)).isInstanceOf(StoreException.class);
    store = open(home, 10);
    assertThat(store.overrides(NOW)).extracting(o -> o.id()).containsExactly(id);
  }

  /** Schema 1 as it was first released: every later program must open it. */
  @Test
  void theFirstReleasedFileOpens(@TempDir Path old) throws IOException {
    Path dump = Path.of("src/test/resources/store/schema-v1.sql");
    sql(old, Files.readString(dump).split(";;\n"));
    try (Store opened = SqliteStore.open(old)) {
      assertThat(opened.verifyAudit()).isEqualTo(new Store.AuditCheck(true, 3, Optional.empty()));
      assertThat(opened.overrides(NOW))
          .hasSize(1)
          .first()
          .isEqualTo(drain("cdn-a", Duration.ofHours(1)).apply("ov-0000000001"));
      assertThat(opened.config().orElseThrow().yaml()).isEqualTo(bytes("tick: 1s\n"));
      assertThat(opened.engine().orElseThrow()).isEqualTo(new byte[] {1, 2, 3});
      assertThat(opened.document("events", "final")).contains("{}");
      assertThat(opened.secret("session-key", () -> bytes("new"))).isEqualTo(bytes("old"));
      assertThat(opened.nextEpoch()).isEqualTo(8);
      assertThat(opened.decisions(Store.DecisionFilter.ALL, 9, Optional.empty()))
          .containsExactly(decision(4));
    }
  }

  // --- faults of the disk ---

  @Test
  void aFullDiskIsSaidAndNothingIsLost() {
    String id = store.addOverride(drain("a", Duration.ofHours(1)), audited()).id();
    // SQLite takes the present size for the limit: no page can be added.
    onWriter("PRAGMA max_page_count = 1");
    byte[] large = new byte[1_000_000];
    assertThatThrownBy(() -> store.saveEngine(large, List.of()))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("disk is full");
    onWriter("PRAGMA max_page_count = 1"); // the store may have opened another connection
    assertThatThrownBy(() -> store.putDocument("k", "n", Optional.of("x".repeat(1_000_000)), AUDIT))
        .isInstanceOf(StoreException.class);
    assertThat(store.overrides(NOW)).extracting(o -> o.id()).containsExactly(id);
    assertThat(store.verifyAudit().entries()).isEqualTo(1);
    onWriter("PRAGMA max_page_count = 1000000000");
    store.saveEngine(large, List.of());
    assertThat(store.engine()).isPresent();
  }

  @Test
  void aReadOnlyStoreIsSaid() {
    onWriter("PRAGMA query_only = 1");
    assertThatThrownBy(() -> store.addOverride(drain("a", Duration.ofHours(1)), audited()))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("read-only");
    assertThat(store.overrides(NOW)).isEmpty();
    onWriter("PRAGMA query_only = 0");
    store.addOverride(drain("a", Duration.ofHours(1)), audited());
  }

  @Test
  void aDamagedFileIsRefused() throws IOException {
    for (int i = 0; i < 200; i++) {
      store.putDocument("k", "n" + i, Optional.of("x".repeat(500)), AUDIT);
    }
    store.close();
    Path file = home.resolve(SqliteStore.FILE);
    byte[] good = Files.readAllBytes(file);
    byte[] torn = good.clone();
    java.util.Arrays.fill(torn, 3 * 4096, 12 * 4096, (byte) 0x5a);
    Files.write(file, torn);
    assertThatThrownBy(() -> open(home, 10))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("is damaged");
    Files.writeString(file, "this is not a database at all, but some text of a certain length");
    assertThatThrownBy(() -> open(home, 10))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("is damaged");
    Files.write(file, good);
    store = open(home, 10);
    assertThat(store.documents("k")).hasSize(200);
  }

  @Test
  void aPlaceThatCannotBeMadeIsSaid() throws IOException {
    Path file = Files.createFile(home.resolve("file"));
    assertThatThrownBy(() -> SqliteStore.open(file.resolve("under")))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void aClosedStoreSaysSo() {
    store.close();
    assertThatThrownBy(() -> store.overrides(NOW)).hasMessageContaining("closed");
    assertThatThrownBy(() -> store.nextEpoch()).hasMessageContaining("closed");
    store = open(home, 10);
  }
}
