package dev.tidegate.api.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The tables, and how older files become as this program needs them. {@code PRAGMA user_version}
 * counts the steps that a file has been through; each step is one transaction, so that a file is
 * always of some whole version. A step that has been released is never edited: append another.
 */
final class SqliteSchema {
  /** "TGAT": tells our files from other programs'. */
  static final int APPLICATION_ID = 0x54474154;

  private static final List<String> V1 =
      List.of(
          "CREATE TABLE epoch (one INTEGER PRIMARY KEY CHECK (one = 1), value INTEGER NOT NULL)"
              + " STRICT",
          "CREATE TABLE engine (one INTEGER PRIMARY KEY CHECK (one = 1), state BLOB NOT NULL)"
              + " STRICT",
          "CREATE TABLE decision (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, at INTEGER NOT"
              + " NULL, service TEXT NOT NULL, region TEXT NOT NULL, cdn TEXT NOT NULL, json TEXT"
              + " NOT NULL) STRICT",
          "CREATE TABLE override (seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,"
              + " service TEXT, region TEXT, action TEXT NOT NULL, cdn TEXT, amount TEXT, created"
              + " INTEGER NOT NULL, starts INTEGER NOT NULL, expires INTEGER NOT NULL, author TEXT"
              + " NOT NULL, reason TEXT NOT NULL, ended INTEGER) STRICT",
          "CREATE TABLE config (version INTEGER PRIMARY KEY, actor TEXT NOT NULL, at INTEGER NOT"
              + " NULL, etag TEXT NOT NULL, yaml BLOB NOT NULL) STRICT",
          "CREATE TABLE document (kind TEXT NOT NULL, name TEXT NOT NULL, text TEXT NOT NULL,"
              + " PRIMARY KEY (kind, name)) STRICT, WITHOUT ROWID",
          "CREATE TABLE secret (name TEXT PRIMARY KEY, bytes BLOB NOT NULL) STRICT, WITHOUT ROWID",
          // AUTOINCREMENT remembers the highest seq ever given, so that a cut-off end is seen.
          "CREATE TABLE audit (seq INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, actor"
              + " TEXT NOT NULL, action TEXT NOT NULL, subject TEXT NOT NULL, reason TEXT NOT NULL,"
              + " before TEXT NOT NULL, after TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT"
              + " NULL) STRICT",
          "CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the"
              + " audit log is append-only'); END",
          "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the"
              + " audit log is append-only'); END");

  /** Overrides in force are asked for each second, beside all that ended in the last days. */
  private static final List<String> V2 =
      List.of(
          "CREATE INDEX override_open ON override (expires) WHERE ended IS NULL",
          "CREATE INDEX override_expires ON override (expires)",
          "CREATE INDEX override_ended ON override (ended) WHERE ended IS NOT NULL");

  /** Step {@code i} leads from version {@code i} to {@code i + 1}. */
  static final List<List<String>> STEPS = List.of(V1, V2);

  private SqliteSchema() {}

  /**
   * The file's version.
   *
   * @throws StoreException if the file is of another program, or of a newer one of ours
   */
  static int check(Connection connection, String where, int known) throws SQLException {
    int version = pragma(connection, "user_version");
    int application = pragma(connection, "application_id");
    boolean blank = version == 0 && application == 0 && count(connection) == 0;
    if (!blank && application != APPLICATION_ID) {
      throw new StoreException(where + " is a database of another program, not of Tidegate");
    }
    if (version > known) {
      throw new StoreException(
          where
              + " has schema "
              + version
              + ", but this program knows only up to "
              + known
              + ": it was written by a newer Tidegate. Start that one, or restore a backup made"
              + " before the upgrade.");
    }
    return version;
  }

  /**
   * Takes the file through the steps that it lacks.
   *
   * @param connection in no transaction
   */
  static void migrate(Connection connection, int from, List<List<String>> steps)
      throws SQLException {
    for (int version = from; version < steps.size(); version++) {
      step(connection, steps.get(version), version + 1);
    }
  }

  private static void step(Connection connection, List<String> statements, int to)
      throws SQLException {
    try (Statement sql = connection.createStatement()) {
      sql.execute("BEGIN IMMEDIATE");
      try {
        for (String statement : statements) {
          sql.execute(statement);
        }
        sql.execute("PRAGMA application_id = " + APPLICATION_ID);
        sql.execute("PRAGMA user_version = " + to);
        sql.execute("COMMIT");
      } catch (SQLException e) {
        sql.execute("ROLLBACK");
        throw e;
      }
    }
  }

  private static int pragma(Connection connection, String name) throws SQLException {
    return number(connection, "PRAGMA " + name);
  }

  private static int count(Connection connection) throws SQLException {
    return number(connection, "SELECT count(*) FROM sqlite_schema");
  }

  private static int number(Connection connection, String query) throws SQLException {
    try (Statement sql = connection.createStatement();
        ResultSet row = sql.executeQuery(query)) {
      row.next();
      return row.getInt(1);
    }
  }
}
