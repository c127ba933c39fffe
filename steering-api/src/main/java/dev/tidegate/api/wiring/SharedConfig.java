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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts in force here what was put on another node. */
final class SharedConfig implements StepListener {
  private static final Logger log = LoggerFactory.getLogger(SharedConfig.class);

  private final Store store;
  private final ConfigLoader loader;
  private final Path source;
  private final Levers levers;
  private String inForce;

  /**
   * @param inForce the ETag of the version that this node started with
   */
  SharedConfig(Store store, ConfigLoader loader, Path source, Levers levers, String inForce) {
    this.store = store;
    this.loader = loader;
    this.source = source;
    this.levers = levers;
    this.inForce = inForce;
  }

  @Override
  public void stepped(Stepped stepped) {
    // what is configured does not depend on what is decided
  }

  @Override
  public void written() {
    Lock changing = levers.changing();
    changing.lock();
    try {
      store.config().filter(newest -> !newest.etag().equals(inForce)).ifPresent(this::follow);
    } finally {
      changing.unlock();
    }
  }

  private void follow(ConfigVersion version) {
    try {
      TidegateConfig config = loader.stored(version.yaml(), version.version(), source);
      levers.ready(config).run();
      List<String> waiting = levers.needsRestart(config);
      log.info(
          "configuration version {} is in force{}",
          version.version(),
          waiting.isEmpty() ? "" : "; these wait for a restart: " + String.join(", ", waiting));
    } catch (ConfigException e) {
      log.error(
          "configuration version {} cannot be used on this node, which keeps what it has:\n{}",
          version.version(),
          e.getMessage());
    }
    inForce = version.etag(); // a faulty one is not tried again each time something is written
  }
}
