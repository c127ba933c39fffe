package dev.tidegate.api.wiring;

import dev.tidegate.api.config.TidegateConfig;
import java.net.BindException;
import org.springframework.boot.web.server.PortInUseException;

/** A failure to start, in one line. */
final class BindFaults {
  private static final int DEEPEST = 20;

  private BindFaults() {}

  static StartException explain(RuntimeException failure, TidegateConfig config) {
    Throwable cause = failure;
    for (int i = 0; i < DEEPEST; i++) {
      if (cause instanceof PortInUseException taken) {
        return busy("operator", config.server().operatorPlane().host(), taken.getPort(), failure);
      }
      if (cause instanceof BindException) {
        return busy(
            "public",
            config.server().publicPlane().host(),
            config.server().publicPlane().port(),
            failure);
      }
      Throwable next = cause.getCause();
      if (next == null) {
        break;
      }
      cause = next;
    }
    return new StartException(
        StartException.FAILED, "cannot start: " + cause.getMessage(), failure);
  }

  private static StartException busy(String plane, String host, int port, Throwable cause) {
    return new StartException(
        StartException.FAILED,
        "cannot listen on " + host + ":" + port + " (" + plane + " plane): address in use",
        cause);
  }
}
