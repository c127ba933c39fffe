package dev.tidegate.api.store;

import dev.tidegate.api.store.Store.AuditCheck;
import dev.tidegate.api.store.Store.AuditDraft;
import dev.tidegate.api.store.Store.AuditEntry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The audit log in SQLite. */
final class AuditTable {
  private static final String FIELDS =
      "seq, at, actor, action, subject, reason, before, after, previous, hash";

  private AuditTable() {}

  /** Adds an entry to the end of the chain, in the caller's transaction. */
  static void append(Connection connection, AuditDraft draft) throws SQLException {
    insert(connection, next(connection, draft));
  }

  /** Adds an entry as it is, in the caller's transaction. */
  static void insert(Connection connection, AuditEntry entry) throws SQLException {
    AuditDraft draft = entry.entry();
    try (PreparedStatement sql =
        connection.prepareStatement(
            "INSERT INTO audit (" + FIELDS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      sql.setLong(1, entry.seq());
      sql.setLong(2, draft.at().toEpochMilli());
      sql.setString(3, draft.actor());
      sql.setString(4, draft.action());
      sql.setString(5, draft.subject());
      sql.setString(6, draft.reason());
      sql.setString(7, draft.before());
      sql.setString(8, draft.after());
      sql.setString(9, entry.previous());
      sql.setString(10, entry.hash());
      sql.executeUpdate();
    }
  }

  private static AuditEntry next(Connection connection, AuditDraft draft) throws SQLException {
    try (Statement sql = connection.createStatement();
        ResultSet row = sql.executeQuery("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1")) {
      return row.next()
          ? AuditChain.link(row.getLong(1) + 1, draft, row.getString(2))
          : AuditChain.link(1, draft, AuditChain.GENESIS);
    }
  }

  static List<AuditEntry> list(
      Connection connection, Optional<Instant> since, int limit, Optional<Long> before)
      throws SQLException {
    try (PreparedStatement sql =
        connection.prepareStatement(
            "SELECT "
                + FIELDS
                + " FROM audit WHERE at >= ? AND seq < ? ORDER BY seq DESC LIMIT ?")) {
      sql.setLong(1, since.map(SqliteTimes::floor).orElse(Long.MIN_VALUE));
      sql.setLong(2, before.orElse(Long.MAX_VALUE));
      sql.setInt(3, limit);
      return entries(sql);
    }
  }

  /** Oldest first, at most {@code limit} after {@code after}. */
  static List<AuditEntry> page(Connection connection, long after, int limit) throws SQLException {
    try (PreparedStatement sql =
        connection.prepareStatement(
            "SELECT " + FIELDS + " FROM audit WHERE seq > ? ORDER BY seq LIMIT ?")) {
      sql.setLong(1, after);
      sql.setInt(2, limit);
      return entries(sql);
    }
  }

  private static List<AuditEntry> entries(PreparedStatement sql) throws SQLException {
    List<AuditEntry> entries = new ArrayList<>();
    try (ResultSet row = sql.executeQuery()) {
      while (row.next()) {
        entries.add(entry(row));
      }
    }
    return List.copyOf(entries);
  }

  /** Reads the log once, an entry at a time. */
  static AuditCheck verify(Connection connection) throws SQLException {
    long entries = 0;
    String previous = AuditChain.GENESIS;
    try (Statement sql = connection.createStatement();
        ResultSet row = sql.executeQuery("SELECT " + FIELDS + " FROM audit ORDER BY seq")) {
      while (row.next()) {
        AuditEntry found = entry(row);
        AuditEntry right = AuditChain.link(entries + 1, found.entry(), previous);
        if (!found.equals(right)) {
          return new AuditCheck(false, entries, Optional.of(right.seq()));
        }
        entries++;
        previous = found.hash();
      }
    }
    boolean whole = entries == highestEver(connection);
    return new AuditCheck(whole, entries, whole ? Optional.empty() : Optional.of(entries + 1));
  }

  static long highestEver(Connection connection) throws SQLException {
    try (Statement sql = connection.createStatement();
        ResultSet row = sql.executeQuery("SELECT seq FROM sqlite_sequence WHERE name = 'audit'")) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  private static AuditEntry entry(ResultSet row) throws SQLException {
    AuditDraft draft =
        new AuditDraft(
            Instant.ofEpochMilli(row.getLong(2)),
            row.getString(3),
            row.getString(4),
            row.getString(5),
            row.getString(6),
            row.getString(7),
            row.getString(8));
    return new AuditEntry(row.getLong(1), draft, row.getString(9), row.getString(10));
  }
}
