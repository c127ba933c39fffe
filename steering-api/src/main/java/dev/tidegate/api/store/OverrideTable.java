package dev.tidegate.api.store;

import dev.tidegate.model.OperatorOverride;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** Overrides in SQLite. */
final class OverrideTable {
  /** How long those that ended stay; the audit log has them for ever. */
  private static final Duration KEPT = StoredOverride.KEPT;

  static final String FIELDS =
      "id, service, region, action, cdn, amount, created, starts, expires, author, reason";

  private OverrideTable() {}

  static List<OperatorOverride> open(Connection connection, Instant now) throws SQLException {
    try (PreparedStatement sql =
        connection.prepareStatement(
            "SELECT "
                + FIELDS
                // The sign keeps seq's own order from being walked: thousands that ended, for a
                // few.
                + " FROM override WHERE ended IS NULL AND expires > ? ORDER BY +seq")) {
      sql.setLong(1, SqliteTimes.floor(now));
      List<OperatorOverride> found = new ArrayList<>();
      try (ResultSet row = sql.executeQuery()) {
        while (row.next()) {
          found.add(read(row));
        }
      }
      return List.copyOf(found);
    }
  }

  /** Inserts under the next id, in the caller's transaction. */
  static OperatorOverride add(Connection connection, Function<String, OperatorOverride> make)
      throws SQLException {
    String id = String.format(Locale.ROOT, "ov-%010d", nextSeq(connection));
    OperatorOverride override = StoredOverride.whole(make.apply(id));
    if (!override.id().equals(id)) {
      throw new IllegalArgumentException(
          "the override must have id " + id + ", but has " + override.id());
    }
    insert(connection, override);
    prune(connection, override.created());
    return override;
  }

  private static long nextSeq(Connection connection) throws SQLException {
    try (Statement sql = connection.createStatement();
        ResultSet row =
            sql.executeQuery("SELECT seq FROM sqlite_sequence WHERE name = 'override'")) {
      return row.next() ? row.getLong(1) + 1 : 1;
    }
  }

  private static void insert(Connection connection, OperatorOverride o) throws SQLException {
    try (PreparedStatement sql =
        connection.prepareStatement(
            "INSERT INTO override (" + FIELDS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      set(sql, o);
      sql.executeUpdate();
    }
  }

  /** Fills a statement whose first parameters are {@link #FIELDS}. */
  static void set(PreparedStatement sql, OperatorOverride o) throws SQLException {
    sql.setString(1, o.id());
    sql.setString(2, o.service().orElse(null));
    sql.setString(3, o.region().orElse(null));
    sql.setString(4, o.action().wire());
    sql.setString(5, o.action().subject().orElse(null));
    sql.setString(6, ActionText.amount(o.action()));
    sql.setLong(7, o.created().toEpochMilli());
    sql.setLong(8, o.starts().toEpochMilli());
    sql.setLong(9, o.expires().toEpochMilli());
    sql.setString(10, o.author());
    sql.setString(11, o.reason());
  }

  private static void prune(Connection connection, Instant now) throws SQLException {
    try (PreparedStatement sql =
        connection.prepareStatement(
            "DELETE FROM override WHERE expires < ?1 OR (ended IS NOT NULL AND ended < ?1)")) {
      sql.setLong(1, now.minus(KEPT).toEpochMilli());
      sql.executeUpdate();
    }
  }

  /** Marks it as ended and returns what stood before. */
  static Optional<OperatorOverride> end(Connection connection, String id, Instant at)
      throws SQLException {
    Optional<OperatorOverride> found =
        open(connection, at).stream().filter(o -> o.id().equals(id)).findFirst();
    if (found.isPresent()) {
      try (PreparedStatement sql =
          connection.prepareStatement("UPDATE override SET ended = ? WHERE id = ?")) {
        sql.setLong(1, SqliteTimes.floor(at));
        sql.setString(2, id);
        sql.executeUpdate();
      }
    }
    return found;
  }

  /** The override of a row that has {@link #FIELDS} first. */
  static OperatorOverride read(ResultSet row) throws SQLException {
    return new OperatorOverride(
        row.getString(1),
        Optional.ofNullable(row.getString(2)),
        Optional.ofNullable(row.getString(3)),
        ActionText.action(row.getString(4), row.getString(5), row.getString(6)),
        Instant.ofEpochMilli(row.getLong(7)),
        Instant.ofEpochMilli(row.getLong(8)),
        Instant.ofEpochMilli(row.getLong(9)),
        row.getString(10),
        row.getString(11));
  }
}
