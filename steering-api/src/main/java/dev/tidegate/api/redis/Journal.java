package dev.tidegate.api.redis;

import dev.tidegate.api.store.PrivateFiles;
import dev.tidegate.api.store.SqliteFile;
import dev.tidegate.api.store.SqliteRows;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What this node remembers by itself, in one SQLite file ({@code synchronous=FULL}): the operators'
 * writes that it acknowledged, and a copy of what it needs to start while Redis is gone.
 */
final class Journal implements AutoCloseable {
  static final String FILE = "journal.db";

  /** As many as Redis remembers the ids of: what is older cannot be told from what was lost. */
  static final int KEPT = 10_000;

  private static final List<List<String>> SCHEMA =
      List.of(
          List.of(
              "CREATE TABLE operation (number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL"
                  + " UNIQUE, entity TEXT NOT NULL, changes BLOB NOT NULL, audit BLOB NOT NULL, seq"
                  + " INTEGER NOT NULL, hash TEXT NOT NULL) STRICT",
              "CREATE TABLE copy (key TEXT NOT NULL, field TEXT NOT NULL, value BLOB NOT NULL,"
                  + " PRIMARY KEY (key, field)) STRICT, WITHOUT ROWID",
              "CREATE TABLE copied (key TEXT PRIMARY KEY) STRICT, WITHOUT ROWID"));

  private final SqliteFile file;

  private Journal(SqliteFile file) {
    this.file = file;
  }

  /** Opens the journal of a directory that is ours. */
  static Journal open(Path directory) {
    Path path = directory.resolve(FILE);
    PrivateFiles.require(path);
    return new Journal(SqliteFile.open(path, SCHEMA));
  }

  /** Remembers an operation that Redis has done; durable when this returns. */
  void add(Operation operation, Head place) {
    write(
        connection -> {
          try (PreparedStatement sql =
              connection.prepareStatement(
                  "INSERT INTO operation (id, entity, changes, audit, seq, hash) VALUES (?, ?, ?,"
                      + " ?, ?, ?)")) {
            sql.setString(1, operation.id());
            sql.setString(2, operation.entity());
            sql.setBytes(3, Change.written(operation.changes()));
            sql.setBytes(4, StoredForms.draft(operation.audit()));
            sql.setLong(5, place.seq());
            sql.setString(6, place.hash());
            sql.executeUpdate();
          }
          prune(connection);
          for (Change change : operation.changes()) {
            follow(connection, change);
          }
        });
  }

  private static void prune(Connection connection) throws SQLException {
    try (PreparedStatement sql =
        connection.prepareStatement(
            "DELETE FROM operation WHERE number <= (SELECT max(number) FROM operation) - ?")) {
      sql.setInt(1, KEPT);
      sql.executeUpdate();
    }
  }

  /** Keeps the copy in step, so that a node that starts alone knows its own last words. */
  private static void follow(Connection connection, Change change) throws SQLException {
    switch (change.kind()) {
      case PUT -> put(connection, change.key(), change.field(), change.value());
      case PUT_IF_ABSENT -> {
        if (field(connection, change.key(), change.field()).isEmpty()) {
          put(connection, change.key(), change.field(), change.value());
        }
      }
      case REMOVE -> {
        try (PreparedStatement sql =
            connection.prepareStatement("DELETE FROM copy WHERE key = ? AND field = ?")) {
          sql.setString(1, change.key());
          sql.setString(2, change.field());
          sql.executeUpdate();
        }
      }
      case RAISE -> {
        // Redis' own counters: a node alone gives no numbers out.
      }
    }
  }

  /** Says where an operation stands now that it was put back. */
  void moved(String id, Head place) {
    write(
        connection -> {
          try (PreparedStatement sql =
              connection.prepareStatement("UPDATE operation SET seq = ?, hash = ? WHERE id = ?")) {
            sql.setLong(1, place.seq());
            sql.setString(2, place.hash());
            sql.setString(3, id);
            sql.executeUpdate();
          }
        });
  }

  /**
   * Where an operation stands; what it was is long, and seldom wanted.
   *
   * @param number in this journal: rises
   */
  record Place(long number, String id, Head head) {}

  /** Oldest first, at most {@code most} after number {@code after}. */
  List<Place> after(long after, int most) {
    return places("WHERE number > ? ORDER BY number LIMIT ?", after, most);
  }

  /** The newest, the newest first. */
  List<Place> newest(int most) {
    return places("WHERE number > ? ORDER BY number DESC LIMIT ?", 0, most);
  }

  private List<Place> places(String where, long after, int most) {
    return file.read(
        connection -> {
          try (PreparedStatement sql =
              connection.prepareStatement("SELECT number, id, seq, hash FROM operation " + where)) {
            sql.setLong(1, after);
            sql.setInt(2, most);
            List<Place> found = new ArrayList<>();
            try (ResultSet row = sql.executeQuery()) {
              while (row.next()) {
                Head head = new Head(row.getLong(3), row.getString(4));
                found.add(new Place(row.getLong(1), row.getString(2), head));
              }
            }
            return found;
          }
        });
  }

  /** An operation whole; empty if it is kept no more. */
  Optional<Operation> operation(long number) {
    return file.read(
        connection -> {
          try (PreparedStatement sql =
              connection.prepareStatement(
                  "SELECT id, entity, changes, audit FROM operation WHERE number = ?")) {
            sql.setLong(1, number);
            try (ResultSet row = sql.executeQuery()) {
              return row.next() ? Optional.of(operation(row)) : Optional.empty();
            }
          }
        });
  }

  private static Operation operation(ResultSet row) throws SQLException {
    return new Operation(
        row.getString(1),
        row.getString(2),
        Change.read(SqliteRows.bytes(row, 3)),
        StoredForms.draft(SqliteRows.bytes(row, 4)));
  }

  // --- the copy ---

  /** Keeps exactly these fields of a key. */
  void copy(String key, Map<String, byte[]> fields) {
    write(
        connection -> {
          try (PreparedStatement sql =
              connection.prepareStatement("DELETE FROM copy WHERE key = ?")) {
            sql.setString(1, key);
            sql.executeUpdate();
          }
          for (Map.Entry<String, byte[]> field : fields.entrySet()) {
            put(connection, key, field.getKey(), field.getValue());
          }
          markCopied(connection, key);
        });
  }

  /** Keeps one more field of a key. */
  void copy(String key, String field, byte[] value) {
    write(
        connection -> {
          put(connection, key, field, value);
          markCopied(connection, key);
        });
  }

  /** The copy of a key; empty if it was never copied. */
  Optional<Map<String, byte[]>> copied(String key) {
    return file.read(
        connection -> {
          if (!isCopied(connection, key)) {
            return Optional.empty();
          }
          Map<String, byte[]> fields = new LinkedHashMap<>();
          try (PreparedStatement sql =
              connection.prepareStatement(
                  "SELECT field, value FROM copy WHERE key = ? ORDER BY field")) {
            sql.setString(1, key);
            try (ResultSet row = sql.executeQuery()) {
              while (row.next()) {
                fields.put(row.getString(1), SqliteRows.bytes(row, 2));
              }
            }
          }
          return Optional.of(fields);
        });
  }

  private static boolean isCopied(Connection connection, String key) throws SQLException {
    try (PreparedStatement sql =
        connection.prepareStatement("SELECT 1 FROM copied WHERE key = ?")) {
      sql.setString(1, key);
      try (ResultSet row = sql.executeQuery()) {
        return row.next();
      }
    }
  }

  private static void markCopied(Connection connection, String key) throws SQLException {
    try (PreparedStatement sql =
        connection.prepareStatement("INSERT OR IGNORE INTO copied VALUES (?)")) {
      sql.setString(1, key);
      sql.executeUpdate();
    }
  }

  private static Optional<byte[]> field(Connection connection, String key, String field)
      throws SQLException {
    try (PreparedStatement sql =
        connection.prepareStatement("SELECT value FROM copy WHERE key = ? AND field = ?")) {
      sql.setString(1, key);
      sql.setString(2, field);
      try (ResultSet row = sql.executeQuery()) {
        return row.next() ? Optional.of(SqliteRows.bytes(row, 1)) : Optional.empty();
      }
    }
  }

  private static void put(Connection connection, String key, String field, byte[] value)
      throws SQLException {
    try (PreparedStatement sql =
        connection.prepareStatement("INSERT OR REPLACE INTO copy VALUES (?, ?, ?)")) {
      sql.setString(1, key);
      sql.setString(2, field);
      sql.setBytes(3, value);
      sql.executeUpdate();
    }
  }

  private interface Writing {
    void to(Connection connection) throws SQLException;
  }

  private void write(Writing writing) {
    file.write(
        connection -> {
          writing.to(connection);
          return Boolean.TRUE;
        });
  }

  /** The file, for tests that make it fail. */
  SqliteFile file() {
    return file;
  }

  @Override
  public void close() {
    file.close();
  }
}
