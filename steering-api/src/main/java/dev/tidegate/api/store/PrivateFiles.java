package dev.tidegate.api.store;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Files that hold secrets: made so that only their owner can read them. */
public final class PrivateFiles {
  private PrivateFiles() {}

  /** An empty file of mode 0600. */
  public static void create(Path file) throws IOException {
    Files.createFile(file, mode("rw-------"));
  }

  /** The directory and those above it that are missing, each of mode 0700. */
  public static void createDirectories(Path directory) throws IOException {
    Files.createDirectories(directory, mode("rwx------"));
  }

  /**
   * Makes a store's directory if it is missing.
   *
   * @throws StoreException if it cannot be made
   */
  public static void requireDirectory(Path directory) {
    try {
      createDirectories(directory);
    } catch (IOException e) {
      throw new StoreException("store directory " + directory + " cannot be made: " + e, e);
    }
  }

  /**
   * Makes a store's file if it is missing.
   *
   * @throws StoreException if it cannot be made
   */
  public static void require(Path file) {
    try {
      if (!Files.exists(file)) {
        create(file);
      }
    } catch (IOException e) {
      throw new StoreException("store " + file + " cannot be made: " + e, e);
    }
  }

  private static FileAttribute<?>[] mode(String permissions) {
    if (!FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
      return new FileAttribute<?>[0];
    }
    return new FileAttribute<?>[] {
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
    };
  }
}
