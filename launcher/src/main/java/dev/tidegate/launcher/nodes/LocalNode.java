package dev.tidegate.launcher.nodes;

import dev.tidegate.launcher.stage.Ports;
import dev.tidegate.launcher.stage.ServeProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * One of several nodes: what is its own comes by environment, the rest by the file that they share.
 *
 * @param name such as {@code node-1}
 * @param directory its data and its log
 * @param serve the process
 */
record LocalNode(String name, Path directory, URI players, URI operators, ServeProcess serve) {
  private static final List<String> JVM = List.of("-Xmx384m");
  private static final int PLAYERS = 8090;
  private static final int OPERATORS = 8190;

  /**
   * Starts it and waits until it is ready.
   *
   * @param number from 1
   * @param config that all share
   * @param redis where they meet
   * @param below its directory is made there
   * @throws IOException if it ends or is not ready in two minutes; with its last words
   */
  static LocalNode start(int number, Path config, URI redis, Path below)
      throws IOException, InterruptedException {
    String name = "node-" + number;
    Path directory = Files.createDirectories(below.resolve(name));
    int players = Ports.preferring(PLAYERS + number);
    int operators = Ports.preferring(OPERATORS + number);
    URI base = URI.create("http://127.0.0.1:" + players);
    ServeProcess serve =
        ServeProcess.start(
            config,
            base.resolve("/readyz"),
            JVM,
            environment(name, directory, players, operators, redis),
            directory.resolve("serve.log"));
    return new LocalNode(name, directory, base, URI.create("http://127.0.0.1:" + operators), serve);
  }

  private static Map<String, String> environment(
      String name, Path directory, int players, int operators, URI redis) {
    return Map.of(
        "TIDEGATE_NODE", name,
        "TIDEGATE_STORE_KIND", "redis",
        "TIDEGATE_STORE_URI", redis.toString(),
        "TIDEGATE_STORE_PATH", directory.resolve("data").toString(),
        "TIDEGATE_RECORDING_PATH", directory.resolve("data/recordings").toString(),
        "TIDEGATE_SERVER_PUBLIC_HOST", "127.0.0.1",
        "TIDEGATE_SERVER_PUBLIC_PORT", Integer.toString(players),
        "TIDEGATE_SERVER_OPERATOR_HOST", "127.0.0.1",
        "TIDEGATE_SERVER_OPERATOR_PORT", Integer.toString(operators));
  }
}
