package dev.tidegate.launcher.stage;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A Redis or Valkey of this machine as a child process on loopback, or one that is a sentinel, with
 * a directory of its own: killed and started again it has what its disk had.
 */
public final class RedisProcess implements AutoCloseable {
  /** As an operator who means it has it: a second may be lost with the machine. */
  public static final List<String> KEEPS =
      List.of("appendonly yes", "appendfsync everysec", "save \"\"", "maxmemory-policy noeviction");

  private static final List<String> PROGRAMS = List.of("redis-server", "valkey-server");
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int ANSWER_MILLIS = 2_000;

  private final Path directory;
  private final int port;
  private final List<String> arguments;
  private Process process;

  private RedisProcess(Path directory, int port, List<String> arguments, Process process) {
    this.directory = directory;
    this.port = port;
    this.arguments = arguments;
    this.process = process;
  }

  /** The program, if it is on the {@code PATH} or where systems keep servers. */
  public static Optional<Path> program() {
    String path = System.getenv("PATH");
    Stream<String> places =
        Stream.concat(
            Stream.of((path == null ? "" : path).split(File.pathSeparator, -1)),
            Stream.of("/usr/bin", "/usr/local/bin", "/usr/sbin", "/usr/local/sbin"));
    return places
        .filter(place -> !place.isEmpty())
        .flatMap(place -> PROGRAMS.stream().map(name -> Path.of(place, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** The program. */
  public static Path installed() throws IOException {
    return program()
        .orElseThrow(
            () ->
                new IOException(
                    "redis-server is not installed (Debian: apt-get install redis-server)"));
  }

  /**
   * Starts one, and waits until it answers.
   *
   * @param directory made if it is not there; its data, its settings and its log lie there
   * @param settings lines of its file, beside its port and its directory
   * @param more behind the file on its command line
   * @throws IOException if it is not installed, ends, or does not answer in a minute
   */
  public static RedisProcess start(Path directory, int port, List<String> settings, String... more)
      throws IOException, InterruptedException {
    Path program = installed();
    Files.createDirectories(directory);
    Path file = directory.resolve("redis.conf");
    List<String> lines = new ArrayList<>();
    lines.add("port " + port);
    lines.add("bind 127.0.0.1");
    lines.add("dir " + directory.toAbsolutePath());
    lines.addAll(settings);
    Files.write(file, lines);
    List<String> arguments =
        new ArrayList<>(List.of(program.toString(), file.toAbsolutePath().toString()));
    arguments.addAll(List.of(more));
    RedisProcess made = new RedisProcess(directory, port, arguments, launch(directory, arguments));
    boolean answers = false;
    try {
      made.awaitAnswer();
      answers = true;
      return made;
    } finally {
      if (!answers) {
        made.close();
      }
    }
  }

  private static Process launch(Path directory, List<String> arguments) throws IOException {
    return new ProcessBuilder(arguments)
        .directory(directory.toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("redis.log").toFile()))
        .start();
  }

  private void awaitAnswer() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!pings()) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new IOException(
            "no answer of redis-server:\n" + Files.readString(directory.resolve("redis.log")));
      }
      Thread.sleep(10);
    }
  }

  public int port() {
    return port;
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

  /** {@code kill -9}; waits until it is gone. */
  public void kill() throws IOException, InterruptedException {
    process.destroyForcibly();
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new IOException("redis-server outlived kill -9");
    }
  }

  /** Starts it again on what its disk has, unless it runs; waits until it answers. */
  public void restart() throws IOException, InterruptedException {
    if (!process.isAlive()) {
      process = launch(directory, arguments);
      awaitAnswer();
    }
  }

  private boolean pings() {
    return say("PING").map(answer -> answer.startsWith("+PONG")).orElse(false);
  }

  /**
   * The reply to one command in a line: a line of text as it is with its mark, a bulk's text
   * without; empty if none came in two seconds.
   */
  public Optional<String> say(String command) {
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), ANSWER_MILLIS);
      socket.setSoTimeout(ANSWER_MILLIS);
      socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      return Optional.ofNullable(reply(in));
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  private static String reply(BufferedReader in) throws IOException {
    String line = in.readLine();
    if (line == null) {
      throw new IOException("no reply");
    }
    if (line.startsWith("*")) {
      StringBuilder all = new StringBuilder();
      for (int i = number(line); i > 0; i--) {
        all.append(reply(in)).append(i > 1 ? " " : "");
      }
      return all.toString();
    }
    if (!line.startsWith("$") || line.equals("$-1")) {
      return line;
    }
    char[] text = new char[number(line) + 2];
    int had = 0;
    while (had < text.length) {
      int read = in.read(text, had, text.length - had);
      if (read < 0) {
        throw new IOException("a reply that is cut off");
      }
      had += read;
    }
    return new String(text, 0, text.length - 2);
  }

  private static int number(String line) throws IOException {
    try {
      return Math.clamp(Integer.parseInt(line.substring(1)), 0, 1 << 20);
    } catch (NumberFormatException e) {
      throw new IOException("not a reply: " + line, e);
    }
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
}
