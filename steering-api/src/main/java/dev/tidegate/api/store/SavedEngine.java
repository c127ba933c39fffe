package dev.tidegate.api.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;

/**
 * What the engine of a store saved last, read without the store's lock: while the program that owns
 * it runs, and without changing anything.
 */
public final class SavedEngine {
  private SavedEngine() {}

  /**
   * The state, as {@link Store#engine} has it; empty if there is no store yet, or nothing in it.
   *
   * @param directory of an embedded store
   * @throws StoreException if there is one that cannot be read
   */
  public static Optional<byte[]> in(Path directory) {
    Path file = directory.resolve(SqliteStore.FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try (Connection connection =
        DriverManager.getConnection("jdbc:sqlite:file:" + file.toAbsolutePath() + "?mode=ro")) {
      return SmallTables.engine(connection);
    } catch (SQLException e) {
      throw SqliteFailure.of(file, e);
    }
  }
}
