package dev.tidegate.api.store;

import dev.tidegate.model.OperatorOverride;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.sqlite.SQLiteJDBCLoader;

/**
 * The embedded store: one SQLite file, {@value #FILE}, in a directory that one process holds at a
 * time. docs/store.md says how to back it up, restore and upgrade it.
 */
public final class SqliteStore implements Store {
  /** The file's name in its directory. */
  public static final String FILE = "tidegate.db";

  /** How many decisions are kept. */
  public static final int DECISIONS = 20_000;

  private final DirectoryLock lock;
  private final SqliteFile file;
  private final int decisionBound;

  private SqliteStore(DirectoryLock lock, SqliteFile file, int decisionBound) {
    this.lock = lock;
    this.file = file;
    this.decisionBound = decisionBound;
  }

  /**
   * Loads the library that {@link #open} needs, for who wants it there before.
   *
   * @throws StoreException if it cannot be loaded; {@link #open} then fails too
   */
  public static void loadLibrary() {
    try {
      SQLiteJDBCLoader.initialize();
    } catch (Exception e) { // it declares no narrower one
      throw new StoreException("SQLite's library cannot be loaded", e);
    }
  }

  /**
   * Opens the store in {@code directory}, making what is missing; an older file is brought to this
   * program's schema (a copy of it stays beside it).
   *
   * @throws StoreException if another process holds it, or the file is damaged, newer than this
   *     program, or cannot be read and written
   */
  public static SqliteStore open(Path directory) {
    return open(directory, DECISIONS, SqliteSchema.STEPS);
  }

  static SqliteStore open(Path directory, int decisionBound, List<List<String>> schema) {
    PrivateFiles.requireDirectory(directory);
    DirectoryLock lock = DirectoryLock.take(directory);
    boolean opened = false;
    try {
      Path path = directory.resolve(FILE);
      PrivateFiles.require(path);
      SqliteStore store = new SqliteStore(lock, SqliteFile.open(path, schema), decisionBound);
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
    return file.write(SmallTables::nextEpoch);
  }

  @Override
  public Optional<byte[]> engine() {
    return file.read(SmallTables::engine);
  }

  @Override
  public void saveEngine(byte[] state, List<StoredDecision> decisions) {
    write(
        connection -> {
          SmallTables.putEngine(connection, state);
          DecisionTable.add(connection, decisions, decisionBound);
        });
  }

  @Override
  public List<StoredDecision> decisions(DecisionFilter filter, int limit, Optional<String> before) {
    return file.read(connection -> DecisionTable.list(connection, filter, limit, before));
  }

  @Override
  public List<OperatorOverride> overrides(Instant now) {
    return file.read(connection -> OverrideTable.open(connection, now));
  }

  @Override
  public OperatorOverride addOverride(
      Function<String, OperatorOverride> make, Function<OperatorOverride, AuditDraft> audit) {
    return file.write(
        connection -> {
          OperatorOverride stored = OverrideTable.add(connection, make);
          AuditTable.append(connection, audit.apply(stored));
          return stored;
        });
  }

  @Override
  public Optional<OperatorOverride> endOverride(
      String id, Instant at, Function<OperatorOverride, AuditDraft> audit) {
    return file.write(
        connection -> {
          Optional<OperatorOverride> ended = OverrideTable.end(connection, id, at);
          if (ended.isPresent()) {
            AuditTable.append(connection, audit.apply(ended.get()));
          }
          return ended;
        });
  }

  @Override
  public Optional<ConfigVersion> config() {
    return file.read(ConfigTable::newest);
  }

  @Override
  public List<ConfigVersion> configVersions() {
    return file.read(ConfigTable::list);
  }

  @Override
  public Optional<ConfigVersion> configVersion(long version) {
    return file.read(connection -> ConfigTable.find(connection, version));
  }

  @Override
  public ConfigVersion putConfig(
      byte[] yaml,
      String actor,
      Optional<String> expected,
      Instant at,
      Function<ConfigVersion, AuditDraft> audit)
      throws StaleVersionException {
    return file.<ConfigVersion, StaleVersionException>write(
        connection -> {
          ConfigVersion stored = ConfigTable.put(connection, yaml, actor, expected, at);
          AuditTable.append(connection, audit.apply(stored));
          return stored;
        });
  }

  @Override
  public Optional<String> document(String kind, String name) {
    return file.read(connection -> SmallTables.document(connection, kind, name));
  }

  @Override
  public List<Document> documents(String kind) {
    return file.read(connection -> SmallTables.documents(connection, kind));
  }

  @Override
  public void putDocument(String kind, String name, Optional<String> text, AuditDraft audit) {
    write(
        connection -> {
          SmallTables.putDocument(connection, kind, name, text);
          AuditTable.append(connection, audit);
        });
  }

  @Override
  public byte[] secret(String name, Supplier<byte[]> make) {
    return file.write(
        connection -> {
          Optional<byte[]> kept = SmallTables.secret(connection, name);
          if (kept.isPresent()) {
            return kept.get();
          }
          byte[] made = make.get();
          SmallTables.putSecret(connection, name, made);
          return made.clone();
        });
  }

  @Override
  public List<AuditEntry> audit(Optional<Instant> since, int limit, Optional<Long> before) {
    return file.read(connection -> AuditTable.list(connection, since, limit, before));
  }

  @Override
  public AuditCheck verifyAudit() {
    return file.read(AuditTable::verify);
  }

  @Override
  public void backup(Path target) {
    file.backup(target);
  }

  /** All that is kept now; the audit log is read while this store is open. */
  public StoreImage image() {
    return file.read(
        connection -> {
          long last = AuditTable.highestEver(connection);
          return ImageTables.read(connection, (after, most) -> pageUpTo(last, after, most));
        });
  }

  private List<AuditEntry> pageUpTo(long last, long after, int most) {
    int few = (int) Math.min(most, Math.max(0, last - after));
    return file.read(connection -> AuditTable.page(connection, after, few));
  }

  /**
   * Writes an image as the file of an embedded store, whole or not at all.
   *
   * @throws StoreException if {@code target} exists or cannot be written
   */
  public static void write(StoreImage image, Path target) {
    SqliteBackup.write(image, target);
  }

  /** The file, for tests that make it fail. */
  SqliteFile file() {
    return file;
  }

  /** A write that has nothing to say. */
  private interface Change {
    void in(Connection connection) throws SQLException;
  }

  private void write(Change change) {
    file.write(
        connection -> {
          change.in(connection);
          return Boolean.TRUE;
        });
  }

  @Override
  public void close() {
    try {
      file.close();
    } finally {
      lock.close();
    }
  }
}
