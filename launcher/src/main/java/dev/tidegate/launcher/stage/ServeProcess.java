package dev.tidegate.launcher.stage;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** {@code serve} as a child process of its own, as an operator runs it. */
public final class ServeProcess implements AutoCloseable {
  private static final String MAIN = "dev.tidegate.launcher.Main";
  private static final List<String> INHERITED =
      List.of("-XX:AOTCache=", "-XX:TieredStopAtLevel=", "-Dio.netty.");

  /** A collector by name, of which Java takes one only. */
  private static final Pattern COLLECTOR = Pattern.compile("-XX:\\+Use\\w*GC");

  private static final String PAUSE = "-XX:MaxGCPauseMillis=";
  private static final Duration START = Duration.ofMinutes(2);
  private static final int TOLD_LINES = 20;

  private final Process process;
  private final Path log;

  private ServeProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Starts it and waits until it answers 200 at {@code sign}.
   *
   * @param sign such as {@code /readyz} of the public plane
   * @param jvm further options of Java, such as a heap size
   * @throws IOException if it ends or does not answer in two minutes; with its last lines
   */
  public static ServeProcess start(Path config, URI sign, List<String> jvm)
      throws IOException, InterruptedException {
    return start(config, sign, jvm, Map.of(), config.resolveSibling("serve.log"));
  }

  /**
   * The same as one of several on one configuration.
   *
   * @param environment what is its own, such as {@code TIDEGATE_NODE}
   * @param log where what it writes is appended
   */
  public static ServeProcess start(
      Path config, URI sign, List<String> jvm, Map<String, String> environment, Path log)
      throws IOException, InterruptedException {
    return start(command(config, jvm), sign, environment, log);
  }

  /**
   * The same on one core from its first instruction on, so that Java sees one processor and sizes
   * by it: its collector, its compilers, our event loops.
   *
   * @param core as taskset names it
   */
  public static ServeProcess pinned(String core, Path config, URI sign, List<String> jvm)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("taskset", "-c", core));
    command.addAll(command(config, jvm));
    return start(command, sign, Map.of(), config.resolveSibling("serve.log"));
  }

  private static ServeProcess start(
      List<String> command, URI sign, Map<String, String> environment, Path log)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    ServeProcess serve = new ServeProcess(builder.start(), log);
    try {
      serve.awaitAnswer(sign);
      return serve;
    } catch (IOException | InterruptedException | RuntimeException failure) {
      serve.kill();
      throw failure;
    }
  }

  /** The command line that starts it. */
  public static List<String> command(Path config, List<String> jvm) {
    return command(config, jvm, ManagementFactory.getRuntimeMXBean().getInputArguments());
  }

  /** The same of a process that was started with {@code own} options. */
  static List<String> command(Path config, List<String> jvm, List<String> own) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvm);
    command.addAll(inherited(jvm, own));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(MAIN);
    command.addAll(List.of("serve", "--config", config.toString()));
    return command;
  }

  /**
   * What of this process's own options its child is to have too: the cache of its start, since both
   * have the same class path, with the collector and the options of serving that the cache was made
   * with, and how much compiling pays, since neither lives longer. Who names a collector for it has
   * that one.
   */
  private static List<String> inherited(List<String> jvm, List<String> own) {
    boolean named = jvm.stream().anyMatch(ServeProcess::isCollector);
    return own.stream()
        .filter(
            flag ->
                INHERITED.stream().anyMatch(flag::startsWith)
                    || (!named && (isCollector(flag) || flag.startsWith(PAUSE))))
        .toList();
  }

  private static boolean isCollector(String flag) {
    return COLLECTOR.matcher(flag).matches();
  }

  /** As {@code kill -9}; waits until it is gone. */
  public void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  /** As SIGSTOP: it stands still, with its connections open. */
  public void pause() throws IOException, InterruptedException {
    signal("STOP");
  }

  /** As SIGCONT: it goes on, and does not know for how long it stood. */
  public void resume() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    int code =
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    if (code != 0) {
      throw new IOException("kill -" + name + " failed with " + code);
    }
  }

  /** Its process id. */
  public long pid() {
    return process.pid();
  }

  /** Resident memory in KiB, where the system tells it. */
  public OptionalLong residentKib() throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    if (!Files.exists(status)) {
      return OptionalLong.empty();
    }
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst();
    }
  }

  /** Whether it runs. */
  public boolean alive() {
    return process.isAlive();
  }

  /** The last lines it wrote. */
  public String lastWords() throws IOException {
    List<String> lines = Files.exists(log) ? Files.readAllLines(log) : List.of();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - TOLD_LINES), lines.size()));
  }

  /** As SIGTERM, and after ten seconds as {@code kill -9}. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        kill();
      }
    } catch (InterruptedException _) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private void awaitEnd() {
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until it answers 200 at {@code sign}. */
  public void awaitAnswer(URI sign) throws IOException, InterruptedException {
    HttpRequest ready = HttpRequest.newBuilder(sign).timeout(Duration.ofSeconds(1)).build();
    long deadline = System.nanoTime() + START.toNanos();
    try (HttpClient http = HttpClient.newHttpClient()) {
      while (System.nanoTime() < deadline) {
        if (!process.isAlive()) {
          throw new IOException(
              "serve ended with " + process.exitValue() + " before it was ready:\n" + lastWords());
        }
        if (answers(http, ready)) {
          return;
        }
        Thread.sleep(20);
      }
    }
    throw new IOException("serve was not ready after " + START + ":\n" + lastWords());
  }

  private static boolean answers(HttpClient http, HttpRequest request) throws InterruptedException {
    try {
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException _) {
      return false; // not listening yet
    }
  }
}
