package dev.tidegate.api.wiring;

import dev.tidegate.api.config.TidegateConfig;
import java.io.IOException;
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
        return busy(
            "operator",
            config.server().operatorPlane().host(),
            taken.getPort(),
            "address in use",
            failure);
      }
      if (cannotBind(cause)) {
        return busy(
            "public",
            config.server().publicPlane().host(),
            config.server().publicPlane().port(),
            String.valueOf(cause.getMessage()),
            failure);
      }
      Throwable next = cause.getCause();
      if (next == null) {
        break;
      }
      cause = next;
    }
    return new StartException(
        StartException.FAILED, "cannot start: " + deepestWord(failure), failure);
  }

  /** What the deepest cause says that says anything: some, such as time-outs, say nothing. */
  private static String deepestWord(Throwable failure) {
    String word = failure.toString();
    Throwable cause = failure;
    for (int i = 0; i < DEEPEST && cause != null; i++) {
      word = cause.getMessage() == null ? word : cause.getMessage();
      cause = cause.getCause();
    }
    return word;
  }

  /** Netty's epoll says it in an exception type of its own. */
  private static boolean cannotBind(Throwable cause) {
    return cause instanceof BindException
        || (cause instanceof IOException && String.valueOf(cause.getMessage()).startsWith("bind("));
  }

  private static StartException busy(
      String plane, String host, int port, String why, Throwable cause) {
    return new StartException(
        StartException.FAILED,
        "cannot listen on " + host + ":" + port + " (" + plane + " plane): " + why,
        cause);
  }
}
