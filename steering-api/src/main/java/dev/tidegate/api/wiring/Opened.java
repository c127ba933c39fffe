package dev.tidegate.api.wiring;

import dev.tidegate.api.config.TidegateConfig;
import dev.tidegate.api.nodes.Commons;
import dev.tidegate.api.store.SqliteStore;
import dev.tidegate.api.store.Store;
import dev.tidegate.api.store.StoreException;
import java.util.Optional;

/**
 * What the configuration says state is kept in, open.
 *
 * @param commons where nodes meet; empty where there is one node only
 * @param putBack writes again what this node journalled and the store has lost
 */
record Opened(Store store, Optional<Commons> commons, Runnable putBack) implements AutoCloseable {

  static Opened of(TidegateConfig config) throws StartException {
    try {
      return switch (config.store()) {
        case TidegateConfig.Store.Embedded(var path) ->
            new Opened(SqliteStore.open(path), Optional.empty(), () -> {});
        case TidegateConfig.Store.Redis ignored ->
            throw new StartException(
                StartException.CONFIGURATION, "store.kind redis is not built yet; use embedded");
      };
    } catch (StoreException e) {
      throw new StartException(StartException.FAILED, "store: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    try {
      commons.ifPresent(Commons::close);
    } finally {
      store.close();
    }
  }
}
