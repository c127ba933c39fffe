package dev.tidegate.api.wiring;

import dev.tidegate.api.store.Store.ConfigVersion;
import dev.tidegate.api.wiring.ServeOptions.ConfigWins;
import java.util.Optional;

/**
 * Whose configuration is in force: the file's or the store's. The file seeds the store; from then
 * on the store's newest version stands, until the file is edited.
 *
 * <pre>
 * store empty                                     take the file
 * file as it was when last taken                  keep the store's
 * file edited, no PUT since it was last taken     take the file
 * file edited to what the store has               take the file: they agree
 * file edited, and a PUT since                    conflict, unless one of them is told to win
 * file as it was, a PUT since, file told to win   take the file
 * </pre>
 */
sealed interface FileOrStore {
  /** The actor of versions that came from the file. */
  String FILE = "file";

  /** The file becomes a new version. */
  record Take() implements FileOrStore {}

  /** The store's newest version stands. */
  record Keep(ConfigVersion newest) implements FileOrStore {}

  /** Both have changed; a person must say. */
  record Conflict(ConfigVersion newest) implements FileOrStore {}

  /**
   * Decides.
   *
   * @param fileTag ETag of the file's text now
   * @param takenTag ETag of the file's text when it was last taken, or was told to yield
   * @param newest the store's newest version
   */
  static FileOrStore decide(
      String fileTag,
      Optional<String> takenTag,
      Optional<ConfigVersion> newest,
      Optional<ConfigWins> wins) {
    if (newest.isEmpty()) {
      return new Take();
    }
    ConfigVersion head = newest.get();
    // The newest may have been taken from this very file by another node since that was asked.
    boolean takenNow = head.actor().equals(FILE) && head.etag().equals(fileTag);
    boolean putSince = !head.actor().equals(FILE) && !head.etag().equals(fileTag);
    boolean told = putSince && wins.equals(Optional.of(ConfigWins.FILE));
    if (takenNow || (!told && takenTag.map(fileTag::equals).orElse(false))) {
      return new Keep(head);
    }
    if (!putSince) {
      return new Take();
    }
    return wins.<FileOrStore>map(
            who ->
                switch (who) {
                  case FILE -> new Take();
                  case STORE -> new Keep(head);
                })
        .orElseGet(() -> new Conflict(head));
  }
}
