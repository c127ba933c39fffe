package dev.tidegate.launcher.stage;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/** What viewers' HTTP client says about each failed request: here failures are the point. */
public final class ClientLogs {
  private ClientLogs() {}

  /** Says nothing of them from now on. */
  public static void hush() {
    if (LoggerFactory.getLogger("reactor.netty.http.client.HttpClientConnect")
        instanceof Logger logger) {
      logger.setLevel(Level.OFF);
    }
  }
}
