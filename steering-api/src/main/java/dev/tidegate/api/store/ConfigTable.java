package dev.tidegate.api.store;

import dev.tidegate.api.store.Store.ConfigVersion;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Configuration versions in SQLite. */
final class ConfigTable {
  /** How many versions are kept, beside the newest that came from the file. */
  static final int KEPT = Store.ConfigVersion.KEPT;

  private static final String HEAD = "version, actor, at, etag, ";

  private ConfigTable() {}

  static Optional<ConfigVersion> newest(Connection connection) throws SQLException {
    return select(connection, HEAD + "yaml FROM config ORDER BY version DESC LIMIT ?", 1).stream()
        .findFirst();
  }

  static Optional<ConfigVersion> find(Connection connection, long version) throws SQLException {
    return select(connection, HEAD + "yaml FROM config WHERE version = ?", version).stream()
        .findFirst();
  }

  static List<ConfigVersion> list(Connection connection) throws SQLException {
    return select(connection, HEAD + "x'' FROM config ORDER BY version DESC LIMIT ?", KEPT + 1);
  }

  /** Stores the next version, in the caller's transaction. */
  static ConfigVersion put(
      Connection connection, byte[] yaml, String actor, Optional<String> expected, Instant at)
      throws SQLException, StaleVersionException {
    Optional<ConfigVersion> newest = newest(connection);
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
    insert(connection, stored);
    prune(connection, stored.version() - KEPT);
    return stored;
  }

  static void insert(Connection connection, ConfigVersion v) throws SQLException {
    try (PreparedStatement sql =
        connection.prepareStatement("INSERT INTO config VALUES (?, ?, ?, ?, ?)")) {
      sql.setLong(1, v.version());
      sql.setString(2, v.actor());
      sql.setLong(3, v.at().toEpochMilli());
      sql.setString(4, v.etag());
      sql.setBytes(5, v.yaml());
      sql.executeUpdate();
    }
  }

  private static void prune(Connection connection, long upTo) throws SQLException {
    try (PreparedStatement sql =
        connection.prepareStatement(
            "DELETE FROM config WHERE version <= ? AND version <> (SELECT ifnull(max(version), 0)"
                + " FROM config WHERE actor = 'file')")) {
      sql.setLong(1, upTo);
      sql.executeUpdate();
    }
  }

  private static List<ConfigVersion> select(Connection connection, String query, long argument)
      throws SQLException {
    try (PreparedStatement sql = connection.prepareStatement("SELECT " + query)) {
      sql.setLong(1, argument);
      List<ConfigVersion> found = new ArrayList<>();
      try (ResultSet row = sql.executeQuery()) {
        while (row.next()) {
          found.add(
              new ConfigVersion(
                  row.getLong(1),
                  row.getString(2),
                  Instant.ofEpochMilli(row.getLong(3)),
                  row.getString(4),
                  SqliteRows.bytes(row, 5)));
        }
      }
      return List.copyOf(found);
    }
  }
}
