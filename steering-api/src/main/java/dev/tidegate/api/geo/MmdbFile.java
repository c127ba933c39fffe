package dev.tidegate.api.geo;

import com.maxmind.db.CHMCache;
import com.maxmind.db.Reader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One MaxMind database, in memory, read again when the file changes. A file that cannot be read
 * leaves what was there before, or nothing, and one warning.
 */
final class MmdbFile {
  private static final Logger log = LoggerFactory.getLogger(MmdbFile.class);

  private final Path path;
  private volatile @Nullable Reader reader;
  private volatile @Nullable FileTime readAt;

  MmdbFile(Path path) {
    this.path = path;
    refresh();
  }

  /** Reads the file again if its time has changed. Blocking: not for event loops. */
  synchronized void refresh() {
    try {
      FileTime modified = Files.getLastModifiedTime(path);
      if (modified.equals(readAt)) {
        return;
      }
      readAt = modified;
      reader = new Reader(new ByteArrayInputStream(Files.readAllBytes(path)), new CHMCache());
    } catch (IOException | RuntimeException e) {
      log.warn("geo database {} cannot be read, and is as if {}", path, state(), e);
    }
  }

  private String state() {
    return reader == null ? "absent" : "unchanged";
  }

  boolean loaded() {
    return reader != null;
  }

  /** The record of an address; empty if there is none, or the database is broken there. */
  Optional<Map<?, ?>> find(byte[] octets) {
    Reader current = reader;
    if (current == null) {
      return Optional.empty();
    }
    try {
      Map<?, ?> found = current.get(InetAddress.getByAddress(octets), Map.class);
      return Optional.ofNullable(found);
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }
}
