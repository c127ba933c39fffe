package dev.tidegate.api.store;

import dev.tidegate.model.Capacity;
import dev.tidegate.model.OperatorOverride;
import dev.tidegate.model.OperatorOverride.Action;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Overrides in SQLite. The action's number stands as text, with its unit where it has one. */
final class OverrideTable {
  /** How long those that ended stay; the audit log has them for ever. */
  private static final Duration KEPT = Duration.ofDays(30);

  private static final String FIELDS =
      "id, service, region, action, cdn, amount, created, starts, expires, author, reason";

  private static final String SOFT = "soft";
  private static final String HARD = "hard";
  private static final String VIEWERS = " viewers";
  private static final String BITS = " bit/s";

  private OverrideTable() {}

  static List<OperatorOverride> open(Connection connection, Instant now) throws SQLException {
    try (PreparedStatement sql =
        connection.prepareStatement(
            "SELECT "
                + FIELDS
                + " FROM override WHERE ended IS NULL AND expires > ? ORDER BY seq")) {
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
    OperatorOverride override = whole(make.apply(id));
    if (!override.id().equals(id)) {
      throw new IllegalArgumentException(
          "the override must have id " + id + ", but has " + override.id());
    }
    insert(connection, override);
    prune(connection, override.created());
    return override;
  }

  /** The same in whole milliseconds. */
  private static OperatorOverride whole(OperatorOverride o) {
    return new OperatorOverride(
        o.id(),
        o.service(),
        o.region(),
        o.action(),
        o.created().truncatedTo(ChronoUnit.MILLIS),
        o.starts().truncatedTo(ChronoUnit.MILLIS),
        o.expires().truncatedTo(ChronoUnit.MILLIS),
        o.author(),
        o.reason());
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
      sql.setString(1, o.id());
      sql.setString(2, o.service().orElse(null));
      sql.setString(3, o.region().orElse(null));
      sql.setString(4, o.action().wire());
      sql.setString(5, o.action().subject().orElse(null));
      sql.setString(6, amount(o.action()));
      sql.setLong(7, o.created().toEpochMilli());
      sql.setLong(8, o.starts().toEpochMilli());
      sql.setLong(9, o.expires().toEpochMilli());
      sql.setString(10, o.author());
      sql.setString(11, o.reason());
      sql.executeUpdate();
    }
  }

  private static void prune(Connection connection, Instant now) throws SQLException {
    try (PreparedStatement sql =
        connection.prepareStatement(
            "DELETE FROM override WHERE min(expires, ifnull(ended, expires)) < ?")) {
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

  private static OperatorOverride read(ResultSet row) throws SQLException {
    return new OperatorOverride(
        row.getString(1),
        Optional.ofNullable(row.getString(2)),
        Optional.ofNullable(row.getString(3)),
        action(row.getString(4), row.getString(5), row.getString(6)),
        Instant.ofEpochMilli(row.getLong(7)),
        Instant.ofEpochMilli(row.getLong(8)),
        Instant.ofEpochMilli(row.getLong(9)),
        row.getString(10),
        row.getString(11));
  }

  private static @Nullable String amount(Action action) {
    return switch (action) {
      case OperatorOverride.Drain ignored -> null;
      case OperatorOverride.Exclude ignored -> null;
      case OperatorOverride.Pin ignored -> null;
      case OperatorOverride.Share(String ignored, int points) -> Integer.toString(points);
      case OperatorOverride.Cap(String ignored, int points) -> Integer.toString(points);
      case OperatorOverride.Floor(String ignored, int points) -> Integer.toString(points);
      case OperatorOverride.Limit(String ignored, Capacity.Viewers(double n)) -> n + VIEWERS;
      case OperatorOverride.Limit(String ignored, Capacity.BitRate(double n)) -> n + BITS;
      case OperatorOverride.Freeze(boolean hard) -> hard ? HARD : SOFT;
    };
  }

  private static Action action(String wire, @Nullable String cdn, @Nullable String amount) {
    if (wire.equals("freeze")) {
      return new OperatorOverride.Freeze(HARD.equals(amount));
    }
    String subject = required(wire, "cdn", cdn);
    return switch (wire) {
      case "drain" -> new OperatorOverride.Drain(subject);
      case "exclude" -> new OperatorOverride.Exclude(subject);
      case "pin" -> new OperatorOverride.Pin(subject);
      case "weight" -> new OperatorOverride.Share(subject, points(wire, amount));
      case "cap" -> new OperatorOverride.Cap(subject, points(wire, amount));
      case "floor" -> new OperatorOverride.Floor(subject, points(wire, amount));
      case "capacity" -> new OperatorOverride.Limit(subject, capacity(wire, amount));
      default -> throw new StoreException("the store has an override of unknown action " + wire);
    };
  }

  private static int points(String wire, @Nullable String amount) {
    return Integer.parseInt(required(wire, "amount", amount));
  }

  private static Capacity capacity(String wire, @Nullable String amount) {
    String text = required(wire, "amount", amount);
    return text.endsWith(VIEWERS)
        ? new Capacity.Viewers(Double.parseDouble(text.replace(VIEWERS, "")))
        : new Capacity.BitRate(Double.parseDouble(text.replace(BITS, "")));
  }

  private static String required(String wire, String what, @Nullable String value) {
    if (value == null) {
      throw new StoreException("the store has an override " + wire + " without its " + what);
    }
    return value;
  }
}
