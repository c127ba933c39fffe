package dev.tidegate.launcher.prove.edge;

import dev.tidegate.launcher.stage.Ports;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** nginx with many caches before one origin; each has a port and a zone, and shares nothing. */
public final class Caches implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(30);

  private final Path directory;
  private final List<Integer> ports = new ArrayList<>();
  private final Process nginx;

  /**
   * Starts them.
   *
   * @param directory where they may write
   * @param origin its port
   * @throws IOException if nginx cannot be started, with what it said
   */
  public Caches(Path directory, int count, int origin) throws IOException, InterruptedException {
    this.directory = directory;
    StringBuilder servers = new StringBuilder();
    for (int i = 0; i < count; i++) {
      int port = Ports.free();
      ports.add(port);
      servers.append(
          resource("server.conf")
              .replace("ZONE", Integer.toString(i))
              .replace("PORT", Integer.toString(port)));
    }
    Path config = directory.resolve("nginx.conf");
    Files.writeString(
        config,
        resource("nginx.conf")
            .replace("ORIGIN", Integer.toString(origin))
            .replace("SERVERS", servers));
    nginx =
        new ProcessBuilder(
                "nginx", "-p", directory.toString(), "-c", config.toString(), "-e", "stderr")
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("nginx.log").toFile())
            .start();
    awaitListening();
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = Caches.class.getResourceAsStream("/prove/edge/" + name)) {
      if (in == null) {
        throw new IOException("the program lacks its file " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private void awaitListening() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + START.toNanos();
    while (System.nanoTime() < deadline && nginx.isAlive()) {
      try (Socket _ = new Socket(InetAddress.ofLiteral("127.0.0.1"), ports.getLast())) {
        return;
      } catch (IOException _) {
        Thread.sleep(50); // not listening yet
      }
    }
    close();
    throw new IOException(
        "nginx does not listen: " + Files.readString(directory.resolve("nginx.log")));
  }

  /** Of each cache, in order. */
  public List<Integer> ports() {
    return ports;
  }

  @Override
  public void close() {
    nginx.destroy();
    try {
      if (!nginx.waitFor(5, TimeUnit.SECONDS)) {
        nginx.destroyForcibly();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
