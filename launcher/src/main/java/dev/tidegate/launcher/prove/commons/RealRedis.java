package dev.tidegate.launcher.prove.commons;

import dev.tidegate.launcher.stage.Ports;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A redis-server in the foreground on loopback, which keeps nothing on disk. */
record RealRedis(Process process, int port, Path log) implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Where the program is; empty if it is not installed. */
  static Optional<Path> program() {
    return Stream.of("/usr/bin/", "/usr/local/bin/", "/usr/sbin/")
        .map(place -> Path.of(place + "redis-server"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  static RealRedis start(Path program, Path directory) throws IOException, InterruptedException {
    int port = Ports.free();
    Path log = directory.resolve("redis.log");
    List<String> command =
        List.of(
            program.toString(),
            "--bind",
            "127.0.0.1",
            "--port",
            "" + port,
            "--dir",
            directory.toString(),
            "--save",
            "",
            "--appendonly",
            "no");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    RealRedis redis = new RealRedis(process, port, log);
    boolean ready = false;
    try {
      redis.awaitReady();
      ready = true;
      return redis;
    } finally {
      if (!ready) {
        redis.close();
      }
    }
  }

  private void awaitReady() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!answers()) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new IOException("redis-server did not start:\n" + Files.readString(log));
      }
      Thread.sleep(20);
    }
  }

  private boolean answers() {
    try {
      return usage().commands() >= 0;
    } catch (IOException _) {
      return false; // not listening yet
    }
  }

  String uri() {
    return "redis://127.0.0.1:" + port;
  }

  /**
   * What went through it since it started, by its own count.
   *
   * @param commands those inside of scripts too
   * @param received bytes
   * @param sent bytes, published messages too
   * @param memory bytes in use now
   * @param processor seconds
   */
  record Usage(long commands, long received, long sent, long memory, double processor) {
    Usage minus(Usage before) {
      return new Usage(
          commands - before.commands,
          received - before.received,
          sent - before.sent,
          memory,
          processor - before.processor);
    }
  }

  Usage usage() throws IOException {
    String info = info();
    return new Usage(
        number(info, "total_commands_processed"),
        number(info, "total_net_input_bytes"),
        number(info, "total_net_output_bytes"),
        number(info, "used_memory"),
        field(info, "used_cpu_sys") + field(info, "used_cpu_user"));
  }

  private static long number(String info, String name) throws IOException {
    return (long) field(info, name);
  }

  private static double field(String info, String name) throws IOException {
    return info.lines()
        .filter(line -> line.startsWith(name + ":"))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1).strip()))
        .findFirst()
        .orElseThrow(() -> new IOException("redis-server does not tell its " + name));
  }

  private String info() throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      socket.getOutputStream().write("INFO\r\nQUIT\r\n".getBytes(StandardCharsets.US_ASCII));
      try (BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
        StringBuilder text = new StringBuilder();
        in.lines().forEach(line -> text.append(line).append('\n'));
        return text.toString();
      }
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException _) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
