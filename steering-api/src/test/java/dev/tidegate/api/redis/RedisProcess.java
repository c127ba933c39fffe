package dev.tidegate.api.redis;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * A real redis-server on loopback, started for a test; it may be killed, stopped in its tracks, and
 * started again. Where the program is missing the test is skipped, visibly; on a build machine it
 * fails.
 */
public final class RedisProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Those that run: a test that is cut short takes them along. */
  private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
  }

  private final Path directory;
  private final int port;
  private final List<String> options;
  private @Nullable Process process;

  private RedisProcess(Path directory, int port, List<String> options) {
    this.directory = directory;
    this.port = port;
    this.options = List.copyOf(options);
  }

  /**
   * Starts one on a free port and waits until it answers.
   *
   * @param directory its own, for its data; made if missing
   * @param options as on its command line: {@code "--maxmemory", "3mb"}
   */
  public static RedisProcess start(Path directory, String... options) {
    return startAt(directory, freePort(), options);
  }

  /** The same on that port. */
  public static RedisProcess startAt(Path directory, int port, String... options) {
    RedisProcess made = new RedisProcess(directory, port, List.of(options));
    made.start();
    return made;
  }

  /** The path of one of Redis' programs; skips or fails the test where it is missing. */
  public static String program(String name) {
    for (String place : List.of("/usr/bin/", "/usr/local/bin/", "/usr/sbin/")) {
      if (Files.isExecutable(Path.of(place + name))) {
        return place + name;
      }
    }
    String missing = name + " is not installed (Debian: apt-get install redis-server)";
    if (System.getenv("CI") != null) {
      Assertions.fail(missing);
    }
    Assumptions.abort(missing);
    throw new AssertionError(missing);
  }

  /** A port that nobody has; a Cluster's nodes want the one 10 000 above as well. */
  public static int freePort() {
    for (int i = 0; i < 100; i++) {
      try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        int port = one.getLocalPort();
        if (port < 55_000) {
          try (ServerSocket _ =
              new ServerSocket(port + 10_000, 1, InetAddress.getLoopbackAddress())) {
            return port;
          }
        }
      } catch (IOException e) {
        // somebody has the other
      }
    }
    throw new IllegalStateException("no pair of ports is free");
  }

  /** Starts it again after {@link #kill}, with what its disk has; waits until it answers. */
  public void start() {
    try {
      Files.createDirectories(directory);
      Process started =
          new ProcessBuilder(command())
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(
                  ProcessBuilder.Redirect.appendTo(directory.resolve("server.log").toFile()))
              .start();
      RUNNING.add(started);
      process = started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    until(this::answers, "redis-server to answer, see " + directory.resolve("server.log"));
  }

  private List<String> command() {
    List<String> command = new ArrayList<>(List.of(program("redis-server")));
    if (options.contains("--sentinel")) {
      command.addAll(options); // whose file says the rest
      return command;
    }
    command.addAll(
        List.of("--port", "" + port, "--bind", "127.0.0.1", "--dir", directory.toString()));
    command.addAll(List.of("--save", "", "--appendonly", "no"));
    command.addAll(options);
    return command;
  }

  private boolean answers() {
    Process started = process;
    if (started == null || !started.isAlive()) {
      throw new IllegalStateException("redis-server did not start, see " + directory);
    }
    try {
      return say("PING").startsWith("+PONG");
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  public int port() {
    return port;
  }

  public String uri() {
    return "redis://127.0.0.1:" + port;
  }

  /** Sends one inline command and gives the reply: a text as it is, anything else with its mark. */
  public String say(String command) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      String line = in.readLine();
      if (line != null && line.startsWith("$") && !line.equals("$-1")) {
        char[] text = new char[Integer.parseInt(line.substring(1))]; // what is asked for is ASCII
        int had = 0;
        for (int n = 0; had < text.length && n >= 0; had += Math.max(0, n)) {
          n = in.read(text, had, text.length - had);
        }
        return new String(text, 0, had).strip();
      }
      return line == null ? "" : line;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** kill -9. */
  public void kill() {
    Process running = process;
    if (running == null) {
      return;
    }
    running.destroyForcibly();
    RUNNING.remove(running);
    try {
      if (!running.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException("redis-server outlived kill -9");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** SIGSTOP: it keeps its connections and answers nothing. */
  public void pause() {
    signal("STOP");
  }

  /** SIGCONT. */
  public void resume() {
    signal("CONT");
  }

  private void signal(String name) {
    Process running = process;
    if (running == null) {
      throw new IllegalStateException("not started");
    }
    try {
      int code =
          new ProcessBuilder("kill", "-" + name, "" + running.pid()).inheritIO().start().waitFor();
      if (code != 0) {
        throw new IllegalStateException("kill -" + name + " failed");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Polls until it is so; fails after a minute. */
  public static void until(BooleanSupplier so, String what) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!so.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("waited " + PATIENCE.toSeconds() + " s for " + what);
      }
      try {
        Thread.sleep(10);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }

  @Override
  public void close() {
    kill();
  }
}
