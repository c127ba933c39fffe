package dev.tidegate.launcher.stage;

import dev.tidegate.rehearsal.live.Audience;
import dev.tidegate.rehearsal.live.LiveWorld;
import dev.tidegate.rehearsal.live.OperatorClient;
import dev.tidegate.rehearsal.model.DemandCurve;
import dev.tidegate.rehearsal.model.FaultBoard;
import dev.tidegate.rehearsal.model.Player;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * One measurement's set-up: imitation CDNs, {@code serve} as a child process, and an audience that
 * speaks only the wire contract.
 */
public final class Rig implements AutoCloseable {
  private static final Duration ARRIVALS = Duration.ofSeconds(3);

  private final InstantSource clock = InstantSource.system();
  private final ScratchDirectory directory;
  private final Path config;
  private final LiveWorld live;
  private final URI publicBase;
  private final List<String> jvm;
  private final OperatorClient operator;
  private final Audience audience;
  private ServeProcess serve;

  /**
   * Starts the CDNs and {@code serve}; nobody has come yet.
   *
   * @param seed of viewers and luck
   */
  public Rig(Event event, long seed) throws IOException, InterruptedException {
    this(event, seed, List.of("-Xmx512m"));
  }

  /** The same with more in its configuration. */
  public Rig(Event event, long seed, String more) throws IOException, InterruptedException {
    this(event, seed, List.of("-Xmx512m"), more);
  }

  /** The same with other options of Java for {@code serve}. */
  public Rig(Event event, long seed, List<String> jvm) throws IOException, InterruptedException {
    this(event, seed, jvm, "");
  }

  private Rig(Event event, long seed, List<String> jvm, String more)
      throws IOException, InterruptedException {
    this.jvm = List.copyOf(jvm);
    ClientLogs.hush();
    FaultBoard faults = new FaultBoard();
    Token token = Token.random();
    int publicPort = Ports.free();
    int operatorPort = Ports.free();
    this.publicBase = URI.create("http://127.0.0.1:" + publicPort);
    this.directory = ScratchDirectory.create("tidegate-prove");
    this.config = directory.path().resolve("tidegate.yaml");
    this.live = LiveWorld.start(event.world(faults), clock, seed);
    this.operator =
        new OperatorClient(URI.create("http://127.0.0.1:" + operatorPort), token.text());
    this.audience =
        new Audience(
            publicBase,
            Event.SERVICE,
            Event.PATH,
            event.crowd(),
            DemandCurve.joiningOver(ARRIVALS),
            Player.Settings.live(Event.SEGMENT_MILLIS),
            Optional.empty(),
            clock,
            seed);
    try {
      Files.writeString(config, event.yaml(publicPort, operatorPort, token, live.bases()) + more);
      this.serve = ServeProcess.start(config, sign("/readyz"), jvm);
    } catch (IOException | InterruptedException | RuntimeException failure) {
      operator.close();
      audience.close();
      live.close();
      directory.close();
      throw failure;
    }
  }

  /** The CDNs. */
  public LiveWorld live() {
    return live;
  }

  /** The operator plane. */
  public OperatorClient operator() {
    return operator;
  }

  /** Where players ask. */
  public URI publicBase() {
    return publicBase;
  }

  /** The child process. */
  public ServeProcess serve() {
    return serve;
  }

  /** The viewers. */
  public Audience audience() {
    return audience;
  }

  /** The clock by which decisions and faults are compared. */
  public InstantSource clock() {
    return clock;
  }

  /** Lets the viewers come, and waits until all are there and have been for {@code warmUp}. */
  public void fill(Duration warmUp) throws InterruptedException {
    audience.start();
    Thread.sleep(ARRIVALS.plus(warmUp));
  }

  /** {@code kill -9}, and a new process on the same data; returns when a ranking is answered. */
  public void killAndRestart() throws IOException, InterruptedException {
    serve.kill();
    serve = ServeProcess.start(config, sign("/v1/rank/" + Event.SERVICE), jvm);
  }

  /** Waits until {@code serve} says that it is ready. */
  public void awaitReady() throws IOException, InterruptedException {
    serve.awaitAnswer(sign("/readyz"));
  }

  /** The published share in basis points. */
  public int weight(String region, String cdn) throws IOException, InterruptedException {
    JsonNode weight = regions().path(region).path("cdns").path(cdn).path("weight");
    if (!weight.isInt()) {
      throw new IOException("the state has no weight of " + cdn + " in " + region);
    }
    return weight.asInt();
  }

  /** The regions of the service in {@code /ops/v1/state}. */
  public JsonNode regions() throws IOException, InterruptedException {
    return operator.state().path("services").path(Event.SERVICE).path("regions");
  }

  /** Decisions since {@code since} that changed a share, oldest first; rotating canaries apart. */
  public List<Move> movesSince(Instant since) throws IOException, InterruptedException {
    return operator.decisionsSince(since.toEpochMilli()).stream()
        .map(Move::of)
        .filter(move -> move.from() != move.to() && !move.rule().equals("canary"))
        .toList();
  }

  /** Ends everything, in the order from the audience to the files, whatever one of them throws. */
  @Override
  public void close() throws IOException {
    ServeProcess process = serve;
    try (directory;
        live;
        process;
        operator;
        audience) {
      // closed from the last to the first
    }
  }

  private URI sign(String path) {
    return URI.create(publicBase + path);
  }
}
