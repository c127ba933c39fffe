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
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** The configuration file beside the store's versions: which stands, and taking an edited file. */
final class ConfigSource {
  private static final String KIND = "config-file";
  private static final String YIELDED = "yielded";

  /** As long as a store may take that is started together with its nodes. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Duration BETWEEN = Duration.ofMillis(500);

  private final ServeOptions options;
  private final ConfigLoader loader;

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
  TidegateConfig settlePatiently(
      byte[] file, TidegateConfig parsed, Store store, InstantSource clock) throws StartException {
    Instant until = clock.instant().plus(PATIENCE);
    boolean said = false;
    while (true) {
      try {
        return settle(file, parsed, store, clock.instant());
      } catch (StoreException e) {
        Optional<ConfigVersion> known = known(store);
        if (known.isPresent()) {
          say(e.getMessage() + "; configuration version " + known.get().version() + " is taken as last known");
          return stored(known.get());
        }
        if (!clock.instant().isBefore(until)) {
          throw new StartException(StartException.FAILED, "store: " + e.getMessage(), e);
        }
        if (!said) {
          say(e.getMessage() + "; trying again for " + PATIENCE.toSeconds() + " s");
          said = true;
        }
        pause();
      }
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

  private static void pause() throws StartException {
    try {
      Thread.sleep(BETWEEN);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException(StartException.FAILED, "interrupted", e);
    }
  }

  /**
   * The configuration in force, after the file was taken if that was due.
   *
   * @throws StartException if both have changed, or the one that stands is faulty
   */
  TidegateConfig settle(byte[] file, TidegateConfig parsed, Store store, Instant now)
      throws StartException {
    String tag = Etags.of(file);
    return switch (FileOrStore.decide(tag, taken(store), store.config(), options.configWins())) {
      case FileOrStore.Take() -> {
        take(file, store, now);
        yield parsed;
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

  private void take(byte[] file, Store store, Instant now) throws StartException {
    Optional<ConfigVersion> before = store.config();
    try {
      store.putConfig(
          file,
          FileOrStore.FILE,
          Optional.empty(),
          now,
          v -> audit(now, "config.file", before.map(ConfigSource::json), json(v)));
    } catch (StaleVersionException e) {
      throw new StartException(StartException.FAILED, "the store is being written to", e);
    }
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

  private TidegateConfig stored(ConfigVersion newest) throws StartException {
    try {
      return loader.load(newest.yaml(), options.config());
    } catch (ConfigException e) {
      throw new StartException(
          StartException.CONFIGURATION,
          "the store's configuration version "
              + newest.version()
              + " cannot be used (--config-wins file takes the file instead):\n"
              + e.getMessage(),
          e);
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
