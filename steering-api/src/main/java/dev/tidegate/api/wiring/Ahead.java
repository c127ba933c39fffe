package dev.tidegate.api.wiring;

import dev.tidegate.api.store.SqliteStore;
import io.netty.channel.epoll.Epoll;
import java.security.NoSuchAlgorithmException;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads what every start waits for and what depends on nothing, while the configuration is read and
 * Spring is set up: libraries of the system and the certificates that Java trusts. Whoever needs
 * one of them first waits for it, as without this.
 */
final class Ahead {
  private static final Logger log = LoggerFactory.getLogger(Ahead.class);

  private Ahead() {}

  static void begin() {
    Thread.ofPlatform().daemon().name("ahead").start(Ahead::load);
  }

  private static void load() {
    try {
      SqliteStore.loadLibrary();
      SSLContext.getDefault();
      Epoll.isAvailable();
    } catch (NoSuchAlgorithmException
        | RuntimeException e) { // whoever needs it meets the same, and says what it means
      log.debug("not loaded ahead", e);
    }
  }
}
