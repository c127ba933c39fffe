package dev.tidegate.api.store;

import dev.tidegate.api.store.Store.AuditEntry;
import dev.tidegate.api.store.Store.ConfigVersion;
import dev.tidegate.api.store.Store.DecisionFilter;
import dev.tidegate.api.store.Store.StoredDecision;
import dev.tidegate.api.store.StoreImage.KindDocument;
import dev.tidegate.api.store.StoreImage.Secret;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A whole store, out of and into SQLite. */
final class ImageTables {
  private static final int PAGE = 500;
  private static final Pattern NUMBER = Pattern.compile("ov-(\\d{1,18})(?:-.*)?");

  private ImageTables() {}

  /** What there is, but for the audit log. */
  static StoreImage read(Connection connection, StoreImage.Pages audit) throws SQLException {
    List<StoredDecision> decisions =
        new ArrayList<>(
            DecisionTable.list(
                connection, DecisionFilter.ALL, Integer.MAX_VALUE, Optional.empty()));
    List<ConfigVersion> configs = new ArrayList<>();
    for (ConfigVersion head : ConfigTable.list(connection).reversed()) {
      ConfigTable.find(connection, head.version()).ifPresent(configs::add);
    }
    return new StoreImage(
        epoch(connection),
        SmallTables.engine(connection),
        decisions.reversed(),
        overrides(connection),
        configs,
        documents(connection),
        secrets(connection),
        audit);
  }

  private static Optional<Long> epoch(Connection connection) throws SQLException {
    try (Statement sql = connection.createStatement();
        ResultSet row = sql.executeQuery("SELECT value FROM epoch")) {
      return row.next() ? Optional.of(row.getLong(1)) : Optional.empty();
    }
  }

  private static List<StoredOverride> overrides(Connection connection) throws SQLException {
    List<StoredOverride> found = new ArrayList<>();
    try (Statement sql = connection.createStatement();
        ResultSet row =
            sql.executeQuery(
                "SELECT " + OverrideTable.FIELDS + ", ended FROM override ORDER BY seq")) {
      while (row.next()) {
        long ended = row.getLong(12);
        Optional<Instant> end =
            row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(ended));
        found.add(new StoredOverride(OverrideTable.read(row), end));
      }
    }
    return found;
  }

  private static List<KindDocument> documents(Connection connection) throws SQLException {
    List<KindDocument> found = new ArrayList<>();
    try (Statement sql = connection.createStatement();
        ResultSet row = sql.executeQuery("SELECT kind, name, text FROM document")) {
      while (row.next()) {
        found.add(new KindDocument(row.getString(1), row.getString(2), row.getString(3)));
      }
    }
    return found;
  }

  private static List<Secret> secrets(Connection connection) throws SQLException {
    List<Secret> found = new ArrayList<>();
    try (Statement sql = connection.createStatement();
        ResultSet row = sql.executeQuery("SELECT name, bytes FROM secret")) {
      while (row.next()) {
        found.add(new Secret(row.getString(1), SqliteRows.bytes(row, 2)));
      }
    }
    return found;
  }

  /** Fills an empty store, in the caller's transaction. */
  static void write(Connection connection, StoreImage image) throws SQLException {
    if (image.epoch().isPresent()) {
      try (PreparedStatement sql = connection.prepareStatement("INSERT INTO epoch VALUES (1, ?)")) {
        sql.setLong(1, image.epoch().get());
        sql.executeUpdate();
      }
    }
    if (image.engine().isPresent()) {
      SmallTables.putEngine(connection, image.engine().get());
    }
    DecisionTable.add(connection, image.decisions(), SqliteStore.DECISIONS);
    putOverrides(connection, image.overrides());
    for (ConfigVersion version : image.configs()) {
      ConfigTable.insert(connection, version);
    }
    for (KindDocument d : image.documents()) {
      SmallTables.putDocument(connection, d.kind(), d.name(), Optional.of(d.text()));
    }
    for (Secret secret : image.secrets()) {
      SmallTables.putSecret(connection, secret.name(), secret.bytes());
    }
    putAudit(connection, image.audit());
  }

  /** Under sequence numbers that go on from the ids': what is added later must sort behind. */
  private static void putOverrides(Connection connection, List<StoredOverride> overrides)
      throws SQLException {
    try (PreparedStatement sql =
        connection.prepareStatement(
            "INSERT INTO override ("
                + OverrideTable.FIELDS
                + ", ended, seq) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      long seq = 0;
      for (StoredOverride each : overrides) {
        Matcher number = NUMBER.matcher(each.override().id());
        seq = Math.max(seq + 1, number.matches() ? Long.parseLong(number.group(1)) : 0);
        OverrideTable.set(sql, each.override());
        if (each.ended().isPresent()) {
          sql.setLong(12, SqliteTimes.floor(each.ended().get()));
        } else {
          sql.setNull(12, java.sql.Types.INTEGER);
        }
        sql.setLong(13, seq);
        sql.executeUpdate();
      }
    }
  }

  private static void putAudit(Connection connection, StoreImage.Pages audit) throws SQLException {
    long seq = 0;
    List<AuditEntry> page = audit.page(seq, PAGE);
    while (!page.isEmpty()) {
      for (AuditEntry entry : page) {
        AuditTable.insert(connection, entry);
        seq = entry.seq();
      }
      page = audit.page(seq, PAGE);
    }
  }
}
