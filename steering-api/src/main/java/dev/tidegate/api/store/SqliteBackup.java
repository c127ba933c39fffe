package dev.tidegate.api.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** A consistent copy of a store in use, whole or not there at all. */
final class SqliteBackup {
  private SqliteBackup() {}

  /**
   * Writes beside {@code target} first and renames when the copy is on the disk.
   *
   * @param connection in no transaction
   * @throws StoreException if {@code target} exists or cannot be written
   */
  static void write(Connection connection, Path target) throws SQLException {
    whole(
        target,
        partial -> {
          // VACUUM INTO takes an empty file
          try (PreparedStatement sql = connection.prepareStatement("VACUUM INTO ?")) {
            sql.setString(1, partial.toAbsolutePath().toString());
            sql.execute();
          }
        });
  }

  /** Writes a store's image as the file of an embedded store. */
  static void write(StoreImage image, Path target) {
    try {
      whole(
          target,
          partial -> {
            try (SqliteFile file = SqliteFile.open(partial, SqliteSchema.STEPS)) {
              file.write(
                  connection -> {
                    ImageTables.write(connection, image);
                    return Boolean.TRUE;
                  });
            }
          });
    } catch (SQLException e) {
      throw SqliteFailure.of(target, e);
    }
  }

  /** Fills a file. */
  private interface Filling {
    void of(Path partial) throws SQLException;
  }

  private static void whole(Path target, Filling filling) throws SQLException {
    if (Files.exists(target)) {
      throw new StoreException("backup " + target + " exists already and is not overwritten");
    }
    Path partial = target.resolveSibling(target.getFileName() + ".partial");
    try {
      Files.deleteIfExists(partial);
      PrivateFiles.create(partial); // of its owner alone: secrets go into it
      filling.of(partial);
      try (FileChannel channel = FileChannel.open(partial, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new StoreException("backup " + target + " cannot be written: " + e, e);
    }
  }
}
