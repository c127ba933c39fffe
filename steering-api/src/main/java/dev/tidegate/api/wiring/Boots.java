package dev.tidegate.api.wiring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Numbers a node's starts: each above the one before, though its clock was set back in between, or
 * the others would take all that it says for old.
 */
final class Boots {
  private static final Logger log = LoggerFactory.getLogger(Boots.class);
  private static final String FILE = "boot";

  private Boots() {}

  /**
   * The next number: the time, or one above the last.
   *
   * @param directory the node's own, where the last one is kept
   * @param now milliseconds since 1970
   */
  static long next(Path directory, long now) {
    Path file = directory.resolve(FILE);
    long next = Math.max(now, last(file) + 1);
    try {
      Files.createDirectories(directory);
      Path beside = file.resolveSibling(FILE + ".new");
      Files.writeString(beside, Long.toString(next));
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      log.warn("the number of this start cannot be kept: {}", e.toString());
    }
    return next;
  }

  private static long last(Path file) {
    try {
      return Long.parseLong(Files.readString(file).strip());
    } catch (NoSuchFileException e) {
      return 0;
    } catch (IOException | NumberFormatException e) {
      log.warn("the number of the last start cannot be read: {}", e.toString());
      return 0;
    }
  }
}
