package dev.tidegate.api.store;

import dev.tidegate.api.store.Store.Document;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The tables that need a statement or two each: epoch, engine, documents, secrets. */
final class SmallTables {
  private SmallTables() {}

  static long nextEpoch(Connection connection) throws SQLException {
    try (Statement sql = connection.createStatement();
        ResultSet row =
            sql.executeQuery(
                "INSERT INTO epoch VALUES (1, 1) ON CONFLICT (one) DO UPDATE SET value = value + 1"
                    + " RETURNING value")) {
      row.next();
      return row.getLong(1);
    }
  }

  static Optional<byte[]> engine(Connection connection) throws SQLException {
    try (Statement sql = connection.createStatement();
        ResultSet row = sql.executeQuery("SELECT state FROM engine")) {
      return row.next() ? Optional.of(SqliteRows.bytes(row, 1)) : Optional.empty();
    }
  }

  static void putEngine(Connection connection, byte[] state) throws SQLException {
    try (PreparedStatement sql =
        connection.prepareStatement("INSERT OR REPLACE INTO engine VALUES (1, ?)")) {
      sql.setBytes(1, state);
      sql.executeUpdate();
    }
  }

  static Optional<String> document(Connection connection, String kind, String name)
      throws SQLException {
    return documents(connection, kind).stream()
        .filter(document -> document.name().equals(name))
        .map(Document::text)
        .findFirst();
  }

  static List<Document> documents(Connection connection, String kind) throws SQLException {
    try (PreparedStatement sql =
        connection.prepareStatement(
            "SELECT name, text FROM document WHERE kind = ? ORDER BY name")) {
      sql.setString(1, kind);
      List<Document> found = new ArrayList<>();
      try (ResultSet row = sql.executeQuery()) {
        while (row.next()) {
          found.add(new Document(row.getString(1), row.getString(2)));
        }
      }
      return List.copyOf(found);
    }
  }

  static void putDocument(Connection connection, String kind, String name, Optional<String> text)
      throws SQLException {
    try (PreparedStatement sql =
        connection.prepareStatement(
            text.isPresent()
                ? "INSERT OR REPLACE INTO document (kind, name, text) VALUES (?, ?, ?)"
                : "DELETE FROM document WHERE kind = ? AND name = ?")) {
      sql.setString(1, kind);
      sql.setString(2, name);
      if (text.isPresent()) {
        sql.setString(3, text.get());
      }
      sql.executeUpdate();
    }
  }

  static Optional<byte[]> secret(Connection connection, String name) throws SQLException {
    try (PreparedStatement sql =
        connection.prepareStatement("SELECT bytes FROM secret WHERE name = ?")) {
      sql.setString(1, name);
      try (ResultSet row = sql.executeQuery()) {
        return row.next() ? Optional.of(SqliteRows.bytes(row, 1)) : Optional.empty();
      }
    }
  }

  static void putSecret(Connection connection, String name, byte[] bytes) throws SQLException {
    try (PreparedStatement sql = connection.prepareStatement("INSERT INTO secret VALUES (?, ?)")) {
      sql.setString(1, name);
      sql.setBytes(2, bytes);
      sql.executeUpdate();
    }
  }
}
