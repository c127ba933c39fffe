package dev.tidegate.api.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What JDBC says of a row, in our words. */
public final class SqliteRows {
  private SqliteRows() {}

  /** The bytes of a column that is never null; JDBC gives null for an empty blob. */
  public static byte[] bytes(ResultSet row, int column) throws SQLException {
    byte @Nullable [] bytes = row.getBytes(column);
    return bytes == null ? new byte[0] : bytes;
  }
}
