package dev.tidegate.api.store;

import dev.tidegate.api.store.Store.DecisionFilter;
import dev.tidegate.api.store.Store.StoredDecision;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Decisions in SQLite, in the order in which they were stored. */
final class DecisionTable {
  private DecisionTable() {}

  /** Adds those that are new and drops the oldest beyond {@code bound}. */
  static void add(Connection connection, List<StoredDecision> decisions, int bound)
      throws SQLException {
    if (decisions.isEmpty()) {
      return;
    }
    try (PreparedStatement sql =
        connection.prepareStatement(
            "INSERT INTO decision (id, at, service, region, cdn, json) VALUES (?, ?, ?, ?, ?, ?)"
                + " ON CONFLICT (id) DO NOTHING")) {
      for (StoredDecision d : decisions) {
        sql.setString(1, d.id());
        sql.setLong(2, d.at().toEpochMilli());
        sql.setString(3, d.service());
        sql.setString(4, d.region());
        sql.setString(5, d.cdn());
        sql.setString(6, d.json());
        sql.executeUpdate();
      }
    }
    try (PreparedStatement sql =
        connection.prepareStatement(
            "DELETE FROM decision WHERE seq <= (SELECT max(seq) FROM decision) - ?")) {
      sql.setInt(1, bound);
      sql.executeUpdate();
    }
  }

  static List<StoredDecision> list(
      Connection connection, DecisionFilter filter, int limit, Optional<String> before)
      throws SQLException {
    StringBuilder query =
        new StringBuilder("SELECT id, at, service, region, cdn, json FROM decision WHERE at >= ?");
    List<String> arguments = new ArrayList<>();
    where(query, arguments, " AND service = ?", filter.service());
    where(query, arguments, " AND region = ?", filter.region());
    where(query, arguments, " AND cdn = ?", filter.cdn());
    where(query, arguments, " AND seq < (SELECT seq FROM decision WHERE id = ?)", before);
    query.append(" ORDER BY seq DESC LIMIT ?");
    try (PreparedStatement sql = connection.prepareStatement(query.toString())) {
      sql.setLong(1, filter.since().map(SqliteTimes::floor).orElse(Long.MIN_VALUE));
      for (int i = 0; i < arguments.size(); i++) {
        sql.setString(i + 2, arguments.get(i));
      }
      sql.setInt(arguments.size() + 2, limit);
      return read(sql);
    }
  }

  private static void where(
      StringBuilder query, List<String> arguments, String clause, Optional<String> wanted) {
    wanted.ifPresent(
        value -> {
          query.append(clause);
          arguments.add(value);
        });
  }

  private static List<StoredDecision> read(PreparedStatement sql) throws SQLException {
    List<StoredDecision> found = new ArrayList<>();
    try (ResultSet row = sql.executeQuery()) {
      while (row.next()) {
        found.add(
            new StoredDecision(
                row.getString(1),
                Instant.ofEpochMilli(row.getLong(2)),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6)));
      }
    }
    return List.copyOf(found);
  }
}
