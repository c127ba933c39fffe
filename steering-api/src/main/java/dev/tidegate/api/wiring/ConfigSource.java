package dev.tidegate.api.wiring;

import dev.tidegate.api.config.ConfigException;
import dev.tidegate.api.config.ConfigLoader;
import dev.tidegate.api.config.LoadedConfig;
import dev.tidegate.api.config.TidegateConfig;
import dev.tidegate.api.control.Etags;
import dev.tidegate.api.store.StaleVersionException;
import dev.tidegate.api.store.Store;
import dev.tidegate.api.store.Store.AuditDraft;
import dev.tidegate.api.store.Store.ConfigVersion;
import dev.tidegate.api.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** The configuration file beside the store's versions: which stands, and taking an edited file. */
final class ConfigSource {
  private static final String KIND = "config-file";
  private static final String YIELDED = "yielded";

  /** How many others may write to the store just before this node takes its file. */
  private static final int TRIES = 10;

  private final ServeOptions options;
  private final ConfigLoader loader;

  /**
   * The configuration in force.
   *
   * @param etag of its text
   */
  record Settled(TidegateConfig config, String etag) {}

  ConfigSource(ServeOptions options) {
    this.options = options;
    this.loader = new ConfigLoader(options.environment());
  }

  ConfigLoader loader() {
    return loader;
  }

  Path file() {
    return options.config();
  }

  /** The file's configuration, which says where the store is. */
  LoadedConfig file(byte[] yaml) throws StartException {
    try {
      return loader.read(yaml, options.config());
    } catch (ConfigException e) {
      throw new StartException(StartException.CONFIGURATION, String.valueOf(e.getMessage()), e);
    }
  }

  byte[] read() throws StartException {
    if (options.text().isPresent()) {
      return options.text().get();
    }
    try {
      return Files.readAllBytes(options.config());
    } catch (NoSuchFileException e) {
      throw new StartException(
          StartException.CONFIGURATION, "there is no file " + options.config(), e);
    } catch (IOException e) {
      throw new StartException(
          StartException.CONFIGURATION, options.config() + " cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * As {@link #settle}, at the start: a store that is out of reach is waited for, unless this node
   * knows from before what is in force.
   *
   * @throws StartException also if it stays out of reach
   */
  Settled settlePatiently(byte[] file, TidegateConfig parsed, Opened opened, InstantSource clock)
      throws StartException {
    Patience.Question<Settled, StartException> question =
        () -> {
          opened.putBack();
          return settle(file, parsed, opened.store(), clock.instant());
        };
    try {
      return question.ask();
    } catch (StoreException e) {
      Optional<ConfigVersion> known = known(opened.store());
      if (known.isPresent()) {
        say(
            "%s; configuration version %d is taken as last known"
                .formatted(e.getMessage(), known.get().version()));
        return stored(known.get());
      }
      say(e.getMessage() + "; trying again for " + Patience.LONGEST.toSeconds() + " s");
    }
    try {
      return Patience.with(question);
    } catch (StoreException e) {
      throw new StartException(StartException.FAILED, "store: " + e.getMessage(), e);
    }
  }

  private void say(String what) {
    options.say().accept("store: " + what);
  }

  private static Optional<ConfigVersion> known(Store store) {
    try {
      return store.config();
    } catch (StoreException e) {
      return Optional.empty();
    }
  }

  /**
   * The configuration in force, after the file was taken if that was due.
   *
   * @throws StartException if both have changed, or the one that stands is faulty
   */
  Settled settle(byte[] file, TidegateConfig parsed, Store store, Instant now)
      throws StartException {
    for (int i = 0; i < TRIES; i++) {
      try {
        return settleOnce(file, parsed, store, now);
      } catch (StaleVersionException _) {
        // another node was quicker: what it has put may be this very file
      }
    }
    throw new StartException(StartException.FAILED, "the store is being written to");
  }

  private Settled settleOnce(byte[] file, TidegateConfig parsed, Store store, Instant now)
      throws StartException, StaleVersionException {
    String tag = Etags.of(file);
    Optional<String> taken = taken(store);
    // After what was taken: of two nodes that take one file, the second must not keep what was
    // before.
    Optional<ConfigVersion> before = store.config();
    return switch (FileOrStore.decide(tag, taken, before, options.configWins())) {
      case FileOrStore.Take() -> {
        take(file, before, store, now);
        yield new Settled(parsed, tag);
      }
      case FileOrStore.Keep(var newest) -> {
        yielded(tag, newest, store, now);
        yield stored(newest);
      }
      case FileOrStore.Conflict(var newest) ->
          throw new StartException(StartException.CONFIGURATION, conflict(newest));
    };
  }

  /**
   * The tag of the file's text when it was last taken; or when it last yielded, if that was later.
   */
  private static Optional<String> taken(Store store) {
    Optional<ConfigVersion> last =
        store.configVersions().stream().filter(v -> v.actor().equals(FileOrStore.FILE)).findFirst();
    long version = last.map(ConfigVersion::version).orElse(0L);
    return store
        .document(KIND, YIELDED)
        .map(text -> text.split(" ", 2))
        .filter(words -> words.length == 2 && Long.parseLong(words[0]) >= version)
        .map(words -> words[1])
        .or(() -> last.map(ConfigVersion::etag));
  }

  private static void take(byte[] file, Optional<ConfigVersion> before, Store store, Instant now)
      throws StaleVersionException {
    store.putConfig(
        file,
        FileOrStore.FILE,
        Optional.of(before.map(ConfigVersion::etag).orElse(ConfigVersion.NONE)),
        now,
        v -> audit(now, "config.file", before.map(ConfigSource::json), json(v)));
  }

  /** So that a file which yielded once does not ask again until it is edited again. */
  private static void yielded(String tag, ConfigVersion to, Store store, Instant now) {
    String text = to.version() + " " + tag;
    if (!taken(store).equals(Optional.of(tag))) {
      store.putDocument(
          KIND,
          YIELDED,
          Optional.of(text),
          audit(now, "config.file-yielded", Optional.empty(), json(to)));
    }
  }

  private static AuditDraft audit(
      Instant now, String action, Optional<String> before, String after) {
    return new AuditDraft(
        now,
        FileOrStore.FILE,
        action,
        "config",
        "the configuration file",
        before.orElse("null"),
        after);
  }

  private static String json(ConfigVersion v) {
    return "{\"version\":" + v.version() + ",\"etag\":\"" + v.etag() + "\"}";
  }

  private Settled stored(ConfigVersion newest) throws StartException {
    try {
      return new Settled(
          loader.stored(newest.yaml(), newest.version(), options.config()), newest.etag());
    } catch (ConfigException e) {
      throw new StartException(
          StartException.CONFIGURATION,
          "the store's configuration version "
              + newest.version()
              + " cannot be used (--config-wins file takes the file instead):\n"
              + e.getMessage());
    }
  }

  private String conflict(ConfigVersion newest) {
    return "both the file "
        + options.config()
        + " and the store's configuration (version "
        + newest.version()
        + ", put by "
        + newest.actor()
        + " at "
        + newest.at()
        + ") have changed since the file was last taken; say which stands: --config-wins file or"
        + " --config-wins store";
  }
}
