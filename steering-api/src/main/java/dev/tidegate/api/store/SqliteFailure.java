package dev.tidegate.api.store;

import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;

/** What SQLite's result codes mean to the person who has to do something about them. */
final class SqliteFailure {
  private static final int PRIMARY = 0xff;

  private SqliteFailure() {}

  static StoreException of(Path path, SQLException e) {
    SQLiteErrorCode code = SQLiteErrorCode.getErrorCode(e.getErrorCode() & PRIMARY);
    String message =
        switch (code) {
          case SQLITE_FULL -> "store " + path + ": the disk is full; nothing was written";
          case SQLITE_READONLY -> "store " + path + " is read-only; nothing was written";
          case SQLITE_CORRUPT, SQLITE_NOTADB -> damaged(path, String.valueOf(e.getMessage()));
          case SQLITE_BUSY, SQLITE_LOCKED -> "store " + path + " is locked by another program";
          case SQLITE_CANTOPEN, SQLITE_PERM ->
              "store " + path + " cannot be opened: check that the directory exists and is ours";
          case SQLITE_IOERR -> "store " + path + ": the disk failed: " + e.getMessage();
          default -> "store " + path + ": " + e.getMessage();
        };
    return new StoreException(message, e);
  }

  static String damaged(Path path, String how) {
    return "store "
        + path
        + " is damaged: "
        + how
        + ". Restore a backup, or move the file away to begin anew.";
  }
}
