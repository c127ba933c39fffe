package dev.tidegate.launcher.prove.answers;

import dev.tidegate.launcher.stage.Ports;
import dev.tidegate.launcher.stage.ScratchDirectory;
import dev.tidegate.launcher.stage.ServeProcess;
import dev.tidegate.launcher.stage.Token;
import dev.tidegate.rehearsal.live.OperatorClient;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** All contenders, running on one core, each giving the octets that Tidegate gave first. */
final class Field implements AutoCloseable {
  static final String HLS = "tidegate /v1/hls";
  static final String DASH = "tidegate /v1/dash";
  static final String RANK = "tidegate /v1/rank";
  static final String TABLE = "tidegate edge bucket";
  static final String FILE = "nginx file";
  static final String RETURN = "nginx return";
  static final String NETTY = "bare Netty";
  static final String WEBFLUX = "WebFlux controller";

  /** What the Java peers are started with, and nothing else. */
  static final List<String> PEER_OPTIONS =
      List.of(
          "-Xmx512m",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  private static final String PAUSES = "pauses.log";
  private static final String TYPE = "application/vnd.apple.steering-list";
  private final ScratchDirectory directory = ScratchDirectory.create("tidegate-answers");
  private final String core;
  private final List<AutoCloseable> running = new ArrayList<>();
  private final List<Contender> contenders = new ArrayList<>();
  private final Token token = Token.random();
  private final int operatorPort = Ports.free();
  private @Nullable ServeProcess serve;

  /** Starts them all on {@code core}, as taskset names it. */
  Field(String core) throws IOException, InterruptedException {
    this(core, true);
  }

  /**
   * Starts Tidegate and nginx.
   *
   * @param peers whether to start the others too
   */
  Field(String core, boolean peers) throws IOException, InterruptedException {
    this.core = core;
    try {
      tidegate();
      nginx();
      if (peers) {
        peer(NETTY, NettyPeer.class);
        peer(WEBFLUX, WebFluxPeer.class);
      }
    } catch (IOException | InterruptedException | RuntimeException failure) {
      close();
      throw failure;
    }
  }

  List<Contender> contenders() {
    return contenders;
  }

  /** One of them. */
  Contender contender(String name) {
    return contenders.stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
  }

  /** Tidegate's process. */
  ServeProcess serve() {
    return Objects.requireNonNull(serve, "it was started");
  }

  /** When Tidegate's process stood still. */
  Pauses pauses() {
    return new Pauses(directory.path().resolve("serve").resolve(PAUSES));
  }

  /** Tidegate's operator plane. */
  OperatorClient operator() {
    return new OperatorClient(URI.create("http://127.0.0.1:" + operatorPort), token.text());
  }

  /** A file of this package. */
  static String resource(String name) throws IOException {
    try (InputStream in = Field.class.getResourceAsStream("/prove/answers/" + name)) {
      if (in == null) {
        throw new IOException("the program lacks its file " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Of a node that answers for one service. */
  static String configuration(int port, int operatorPort, Token token) throws IOException {
    return resource("tidegate.yaml")
        .replace("PUBLIC", Integer.toString(port))
        .replace("OPERATOR", Integer.toString(operatorPort))
        .replace("TOKEN", token.sha256());
  }

  Path write(String name, String text) throws IOException {
    Path file = directory.path().resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private void tidegate() throws IOException, InterruptedException {
    int port = Ports.free();
    URI base = URI.create("http://127.0.0.1:" + port);
    Path config = write("serve/tidegate.yaml", configuration(port, operatorPort, token));
    List<String> jvm = List.of("-Xmx512m", Pauses.option(config.resolveSibling(PAUSES)));
    ServeProcess started = ServeProcess.pinned(core, config, base.resolve("/readyz"), jvm);
    serve = started;
    running.add(started);
    contenders.add(new Contender(HLS, started.pid(), base.resolve("/v1/hls/live")));
    contenders.add(new Contender(DASH, started.pid(), base.resolve("/v1/dash/live")));
    contenders.add(new Contender(RANK, started.pid(), base.resolve("/v1/rank/live")));
    contenders.add(
        new Contender(TABLE, started.pid(), base.resolve("/v1/edge/live/default/4711/hls")));
    write(
        "www/v1/hls/live",
        answer(base.resolve("/v1/hls/live?session=7f3a9c0d5e1b4711&region=in-west")));
  }

  private void nginx() throws IOException, InterruptedException {
    int port = Ports.free();
    String body = Files.readString(directory.path().resolve("www/v1/hls/live"));
    Path config =
        write(
            "nginx.conf",
            resource("nginx.conf").replace("PORT", Integer.toString(port)).replace("BODY", body));
    Process nginx =
        start(
            List.of(
                "nginx",
                "-p",
                directory.path().toString(),
                "-c",
                config.toString(),
                "-e",
                "stderr"));
    URI base = URI.create("http://127.0.0.1:" + port);
    await(nginx, base.resolve("/return"));
    answer(base.resolve("/v1/hls/live"));
    long worker = nginx.children().findFirst().map(ProcessHandle::pid).orElse(nginx.pid());
    contenders.add(new Contender(FILE, worker, base.resolve("/v1/hls/live")));
    contenders.add(new Contender(RETURN, worker, base.resolve("/return")));
  }

  private void peer(String name, Class<?> main) throws IOException, InterruptedException {
    int port = Ports.free();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(PEER_OPTIONS);
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            main.getName(),
            Integer.toString(port),
            directory.path().resolve("www/v1/hls/live").toString(),
            TYPE));
    Process process = start(command);
    URI at = URI.create("http://127.0.0.1:" + port + "/v1/hls/live");
    await(process, at);
    contenders.add(new Contender(name, process.pid(), at));
  }

  private Process start(List<String> command) throws IOException {
    List<String> pinned = new ArrayList<>(List.of("taskset", "-c", core));
    pinned.addAll(command);
    Process process =
        new ProcessBuilder(pinned)
            .redirectErrorStream(true)
            .redirectOutput(directory.path().resolve("peer.log").toFile())
            .start();
    running.add(() -> end(process));
    return process;
  }

  private static void end(Process process) throws InterruptedException {
    process.destroy();
    if (!process.waitFor(5, java.util.concurrent.TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }

  private void await(Process process, URI at) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (System.nanoTime() < deadline && process.isAlive()) {
      try {
        answer(at);
        return;
      } catch (IOException _) {
        Thread.sleep(50); // not listening yet
      }
    }
    throw new IOException(
        at + " does not answer: " + Files.readString(directory.path().resolve("peer.log")));
  }

  private static String answer(URI at) throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest get = HttpRequest.newBuilder(at).timeout(Duration.ofSeconds(2)).build();
      HttpResponse<String> response = http.send(get, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new IOException(at + " answered " + response.statusCode());
      }
      return response.body();
    }
  }

  @Override
  public void close() throws IOException {
    for (AutoCloseable one : running.reversed()) {
      try {
        one.close();
      } catch (Exception e) {
        throw new IOException("a contender does not end", e);
      }
    }
    directory.close();
  }
}
