package dev.tidegate.launcher.prove.nodes;

import dev.tidegate.launcher.stage.Event;
import dev.tidegate.launcher.stage.Ports;
import dev.tidegate.launcher.stage.ServeProcess;
import dev.tidegate.launcher.stage.Token;
import dev.tidegate.rehearsal.live.OperatorClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** One of the nodes: {@code serve} as a process, with a directory and wires of its own. */
final class Node implements AutoCloseable {
  private static final List<String> JVM = List.of("-Xmx256m");

  private final String name;
  private final Path directory;
  private final Path config;
  private final Wires wires;
  private final URI publicBase;
  private final Map<String, String> environment;
  private final OperatorClient operator;

  /** Rises when it ceases to live and when it lives again: even while it lives. */
  private final AtomicLong life = new AtomicLong(1);

  private volatile @Nullable ServeProcess serve;

  /**
   * One that does not run yet.
   *
   * @param config that all nodes share
   * @param directory where its own is made
   */
  Node(String name, Path directory, Path config, Wires wires, Token token) throws IOException {
    this.name = name;
    this.directory = Files.createDirectories(directory.resolve(name));
    this.config = config;
    this.wires = wires;
    int publicPort = Ports.free();
    int operatorPort = Ports.free();
    this.publicBase = URI.create("http://127.0.0.1:" + publicPort);
    this.operator =
        new OperatorClient(URI.create("http://127.0.0.1:" + operatorPort), token.text());
    this.environment =
        Map.of(
            "TIDEGATE_NODE",
            name,
            "TIDEGATE_SERVER_PUBLIC_PORT",
            Integer.toString(publicPort),
            "TIDEGATE_SERVER_PUBLIC_BASE_URL",
            publicBase.toString(),
            "TIDEGATE_SERVER_OPERATOR_PORT",
            Integer.toString(operatorPort),
            "TIDEGATE_STORE_URI",
            wires.uri(),
            "TIDEGATE_STORE_PATH",
            this.directory.resolve("data").toString());
  }

  String name() {
    return name;
  }

  /** Where players ask it. */
  URI publicBase() {
    return publicBase;
  }

  /** Its operator plane. */
  OperatorClient operator() {
    return operator;
  }

  /** What is between it and Redis. */
  Wires wires() {
    return wires;
  }

  /** Whether it runs and has answered since it was started. */
  boolean living() {
    return life.get() % 2 == 0;
  }

  /** The same number before and after, and even: it lived all the while. */
  long life() {
    return life.get();
  }

  /** Starts it; returns when it answers a ranking. */
  void start() throws IOException, InterruptedException {
    serve =
        ServeProcess.start(
            config,
            URI.create(publicBase + "/v1/rank/" + Event.SERVICE),
            JVM,
            environment,
            directory.resolve("serve.log"));
    life.incrementAndGet();
  }

  /** {@code kill -9}. */
  void kill() {
    life.incrementAndGet();
    process().kill();
  }

  /** SIGSTOP. */
  void pause() throws IOException, InterruptedException {
    life.incrementAndGet();
    process().pause();
  }

  /** SIGCONT. */
  void resume() throws IOException, InterruptedException {
    process().resume();
    life.incrementAndGet();
  }

  private ServeProcess process() {
    ServeProcess running = serve;
    if (running == null) {
      throw new IllegalStateException(name + " was not started");
    }
    return running;
  }

  /** Whether its process is there: a living one that is not has died by itself. */
  boolean running() {
    ServeProcess started = serve;
    return started != null && started.alive();
  }

  /** What it says of itself; empty if it says nothing. */
  Optional<Condition> condition() throws InterruptedException {
    if (!living()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Condition.of(operator.state()));
    } catch (IOException | JacksonException _) {
      return Optional.empty();
    }
  }

  /** The lines of its log that hold one of {@code texts}, without what stands before the text. */
  List<String> logged(String... texts) throws IOException {
    try (Stream<String> lines = Files.lines(directory.resolve("serve.log"))) {
      return lines
          .flatMap(
              line ->
                  Stream.of(texts)
                      .filter(line::contains)
                      .limit(1)
                      .map(text -> line.substring(line.indexOf(text))))
          .toList();
    }
  }

  /** Its log, to be kept when something did not hold. */
  Path log() {
    return directory.resolve("serve.log");
  }

  @Override
  public void close() throws IOException {
    ServeProcess running = serve;
    try (wires;
        operator) {
      if (running != null) {
        if (living()) {
          life.incrementAndGet();
        }
        running.kill(); // also one that stands still; what it would do in peace is not asked here
      }
    }
  }
}
