package dev.tidegate.launcher.stage;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A Redis or Valkey of this machine as a child process, on loopback, set as operators should. */
public final class RedisProcess implements AutoCloseable {
  private static final List<String> PROGRAMS = List.of("redis-server", "valkey-server");
  private static final Duration START = Duration.ofSeconds(20);
  private static final int ANSWER_MILLIS = 500;

  private final Process process;
  private final int port;

  private RedisProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** The program, if it is on the {@code PATH} or where systems keep servers. */
  public static Optional<Path> program() {
    String path = System.getenv("PATH");
    Stream<String> places =
        Stream.concat(
            Stream.of((path == null ? "" : path).split(File.pathSeparator)),
            Stream.of("/usr/sbin", "/usr/local/sbin"));
    return places
        .filter(place -> !place.isEmpty())
        .flatMap(place -> PROGRAMS.stream().map(name -> Path.of(place, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Starts it and waits until it answers.
   *
   * @param directory exists; its data and its log lie there
   * @throws IOException if it ends, or does not answer in 20 seconds
   */
  public static RedisProcess start(Path program, Path directory, int port)
      throws IOException, InterruptedException {
    Path log = directory.resolve("redis.log");
    ProcessBuilder builder =
        new ProcessBuilder(
                program.toString(),
                "--bind",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--save",
                "",
                "--appendonly",
                "yes",
                "--appendfsync",
                "everysec",
                "--maxmemory-policy",
                "noeviction")
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    RedisProcess redis = new RedisProcess(builder.start(), port);
    try {
      redis.awaitAnswer(log);
      return redis;
    } catch (IOException | InterruptedException | RuntimeException failure) {
      redis.close();
      throw failure;
    }
  }

  /** As {@code store.uri} wants it. */
  public URI uri() {
    return URI.create("redis://127.0.0.1:" + port);
  }

  /** Its process id. */
  public long pid() {
    return process.pid();
  }

  /** Whether it runs. */
  public boolean alive() {
    return process.isAlive();
  }

  /** As SIGTERM, which lets it write what it has; after ten seconds as {@code kill -9}. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException _) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private void awaitAnswer(Path log) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + START.toNanos();
    while (System.nanoTime() < deadline) {
      if (!process.isAlive()) {
        throw new IOException(
            "Redis ended with " + process.exitValue() + ":\n" + Files.readString(log));
      }
      if (answers()) {
        return;
      }
      Thread.sleep(20);
    }
    throw new IOException("Redis did not answer after " + START.toSeconds() + " s: see " + log);
  }

  private boolean answers() {
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), ANSWER_MILLIS);
      socket.setSoTimeout(ANSWER_MILLIS);
      socket.getOutputStream().write("PING\r\n".getBytes(US_ASCII));
      return new String(socket.getInputStream().readNBytes(5), US_ASCII).equals("+PONG");
    } catch (IOException _) {
      return false; // not listening yet
    }
  }
}
