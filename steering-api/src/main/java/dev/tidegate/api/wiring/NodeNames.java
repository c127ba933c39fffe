package dev.tidegate.api.wiring;

import dev.tidegate.api.config.TidegateConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;

/** What a node is called. */
final class NodeNames {
  private static final int LONGEST = 64;

  private NodeNames() {}

  /**
   * The configured name; else the built-in vantage's, where there is one node only, and among many
   * the host's with the public port.
   */
  static String of(TidegateConfig config, Map<String, String> environment) {
    return config
        .node()
        .orElseGet(
            () ->
                config.store() instanceof TidegateConfig.Store.Redis
                    ? legal(host(environment) + "-" + config.server().publicPlane().port())
                    : config.vantage().id());
  }

  private static String host(Map<String, String> environment) {
    String named = environment.getOrDefault("HOSTNAME", "");
    if (!named.isBlank()) {
      return named;
    }
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "node";
    }
  }

  private static String legal(String name) {
    String safe = name.replaceAll("[^A-Za-z0-9._-]", "-");
    return safe.length() <= LONGEST ? safe : safe.substring(safe.length() - LONGEST);
  }
}
