package dev.tidegate.api.wiring;

import dev.tidegate.api.config.ConfigLoader;
import dev.tidegate.api.config.TidegateConfig;
import dev.tidegate.api.loop.EngineFunctions;
import dev.tidegate.api.store.Store;
import java.nio.file.Path;
import java.util.List;

/**
 * What is settled before Spring is started.
 *
 * @param config the configuration to start with
 * @param etag of the text that it is of
 * @param opened the store; whoever opened it closes it
 * @param source the configuration file
 * @param node this process's name
 * @param pageMayCall origins other than its own that the page may call: the demo's control port
 * @param engine who decides
 */
record Start(
    TidegateConfig config,
    String etag,
    Opened opened,
    ConfigLoader loader,
    Path source,
    String node,
    List<String> pageMayCall,
    EngineFunctions engine) {
  Store store() {
    return opened.store();
  }
}
