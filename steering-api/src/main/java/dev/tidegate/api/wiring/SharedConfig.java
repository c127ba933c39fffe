package dev.tidegate.api.wiring;

import dev.tidegate.api.config.ConfigException;
import dev.tidegate.api.config.ConfigLoader;
import dev.tidegate.api.config.TidegateConfig;
import dev.tidegate.api.control.Levers;
import dev.tidegate.api.loop.StepListener;
import dev.tidegate.api.store.Store;
import dev.tidegate.api.store.Store.ConfigVersion;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts in force here what was put on another node, and sees to it that what is in force here is the
 * newest, in whatever order several were put and applied.
 */
final class SharedConfig implements StepListener {
  private static final Logger log = LoggerFactory.getLogger(SharedConfig.class);

  private final Store store;
  private final ConfigLoader loader;
  private final Path source;
  private final Levers levers;
  private final Supplier<TidegateConfig> here;
  private String seen;
  private volatile TidegateConfig left;

  /**
   * @param here the configuration in force on this node, whoever applied it
   * @param seen the ETag of the version that this node started with
   */
  SharedConfig(
      Store store,
      ConfigLoader loader,
      Path source,
      Levers levers,
      Supplier<TidegateConfig> here,
      String seen) {
    this.store = store;
    this.loader = loader;
    this.source = source;
    this.levers = levers;
    this.here = here;
    this.seen = seen;
    this.left = here.get();
  }

  @Override
  public void stepped(Stepped stepped) {
    // what is configured does not depend on what is decided
  }

  /** Whoever applies one that was put here may have been overtaken by another that is newer. */
  void settle() {
    if (!untouched()) {
      written();
    }
  }

  @SuppressWarnings("ReferenceEquality") // another object was applied by another
  private boolean untouched() {
    return here.get() == left;
  }

  @Override
  public void written() {
    Lock changing = levers.changing();
    changing.lock();
    try {
      store
          .config()
          .filter(newest -> !newest.etag().equals(seen) || !untouched())
          .ifPresent(this::follow);
    } finally {
      changing.unlock();
    }
  }

  private void follow(ConfigVersion version) {
    left = here.get();
    try {
      apply(version, loader.stored(version.yaml(), version.version(), source));
    } catch (ConfigException e) {
      log.error(
          "configuration version {} cannot be used on this node, which keeps what it has:\n{}",
          version.version(),
          e.getMessage());
    }
    seen = version.etag(); // a faulty one is not tried again each time something is written
  }

  private void apply(ConfigVersion version, TidegateConfig wanted) {
    if (wanted.equals(left)) {
      return; // by whoever put it
    }
    levers.ready(wanted).run();
    left = wanted;
    List<String> waiting = levers.needsRestart(wanted);
    log.info(
        "configuration version {} is in force{}",
        version.version(),
        waiting.isEmpty() ? "" : "; these wait for a restart: " + String.join(", ", waiting));
  }
}
