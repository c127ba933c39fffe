package dev.tidegate.launcher.prove.edge;

import dev.tidegate.launcher.prove.Evidence;
import dev.tidegate.launcher.prove.Proof;
import dev.tidegate.launcher.prove.Terms;
import dev.tidegate.launcher.prove.load.LoadProcess;
import dev.tidegate.launcher.prove.load.SteadyLoad;
import dev.tidegate.launcher.prove.load.Told;
import dev.tidegate.launcher.stage.Ports;
import dev.tidegate.launcher.stage.ScratchDirectory;
import dev.tidegate.launcher.stage.ServeProcess;
import dev.tidegate.launcher.stage.Token;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Viewers behind caches that share nothing: a hundred times as many ask the origin no more, and
 * when it is killed they are answered as before.
 */
public final class EdgeProof implements Proof {
  /** Regions, each with a table: the objects. */
  private static final List<String> REGIONS = List.of("in-west", "in-south", "default");

  private static final Duration LENGTH = Duration.ofSeconds(30);
  private static final int TIMES = 100;

  private final int caches;
  private final int ttl;
  private final int few;
  private final Duration drain;

  /**
   * What one phase saw.
   *
   * @param fetched as the origin counted; not a number if it told nothing
   */
  private record Phase(
      String name,
      boolean origin,
      int viewers,
      long asked,
      long failed,
      double fetched,
      double seconds) {
    /** An origin that lives is asked by each phase anew: nothing counted is nothing seen. */
    private boolean held(double bound) {
      boolean shielded = !origin || (fetched >= 1 && fetched <= bound);
      return failed == 0 && asked > 0 && shielded;
    }
  }

  /**
   * @param caches that share nothing
   * @param ttl seconds
   * @param few viewers, before there are a hundred times as many
   * @param drain after the end of a phase, in which answers may still come
   */
  public EdgeProof(int caches, int ttl, int few, Duration drain) {
    this.caches = caches;
    this.ttl = ttl;
    this.few = few;
    this.drain = drain;
  }

  @Override
  public String name() {
    return "edge";
  }

  @Override
  public String about() {
    return "20 caches before one origin: 100 times the viewers, and the origin killed.";
  }

  /** {@code terms.length} is the time of each phase. */
  @Override
  public Evidence run(Terms terms, PrintWriter progress) throws IOException, InterruptedException {
    Duration length = terms.length().orElse(LENGTH);
    List<Phase> phases = new ArrayList<>();
    int port = Ports.free();
    int operatorPort = Ports.free();
    Token token = Token.random();
    try (ScratchDirectory directory = ScratchDirectory.create("tidegate-edge");
        ServeProcess serve =
            ServeProcess.start(
                Files.writeString(
                    directory.path().resolve("tidegate.yaml"), yaml(port, operatorPort, token)),
                URI.create("http://127.0.0.1:" + port + "/readyz"),
                List.of("-Xmx256m"));
        Caches edge = new Caches(nginxDirectory(directory), caches, port);
        Meter meter = new Meter(operatorPort, token)) {
      phases.add(phase("few viewers", true, few, length, edge, meter));
      phases.add(phase("100 times as many", true, few * TIMES, length, edge, meter));
      serve.kill();
      phases.add(phase("the origin is dead", false, few * TIMES, length, edge, meter));
    }
    phases.forEach(phase -> progress.println(phase));
    progress.flush();
    return evidence(phases, length);
  }

  private static Path nginxDirectory(ScratchDirectory directory) throws IOException {
    return Files.createDirectory(directory.path().resolve("nginx"));
  }

  private String yaml(int port, int operatorPort, Token token) {
    return """
    server:
      public: {host: 127.0.0.1, port: %d, base-url: "https://steer.example.com"}
      operator: {host: 127.0.0.1, port: %d}
    security: {tokens: [{name: prove, role: viewer, sha256: "%s"}]}
    store: {kind: embedded, path: ./data}
    regions: {in-west: {}, in-south: {}}
    services:
      live:
        ttl: %ds
        incident-ttl: %ds
        cdns:
          cdn-a: {base-url: "https://a.example.com", weight: 50}
          cdn-b: {base-url: "https://b.example.com", weight: 30}
          cdn-c: {base-url: "https://c.example.com", weight: 20}
    """
        .formatted(port, operatorPort, token.sha256(), ttl, Math.min(ttl, 5));
  }

  /** Each viewer asks its cache for its region's table once a TTL. */
  private Phase phase(
      String name, boolean origin, int viewers, Duration length, Caches edge, Meter meter)
      throws IOException, InterruptedException {
    String ports = edge.ports().stream().map(Object::toString).collect(Collectors.joining(","));
    String paths =
        REGIONS.stream().map(r -> "/v1/edge/live/" + r + "/table").collect(Collectors.joining(","));
    double before = meter.edgeAnswers();
    long began = System.nanoTime();
    Told told;
    try (LoadProcess load =
        LoadProcess.start(
            "0-" + (Runtime.getRuntime().availableProcessors() - 1),
            SteadyLoad.class,
            ports,
            paths,
            Math.max(1, viewers / ttl),
            caches * REGIONS.size(),
            length.toSeconds(),
            0,
            drain.toSeconds())) {
      told = load.end();
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    double fetched = meter.edgeAnswers() - before;
    return new Phase(
        name, origin, viewers, told.count("answered"), told.count("failed"), fetched, seconds);
  }

  private Evidence evidence(List<Phase> phases, Duration length) {
    double fresh = Math.max(1, ttl / 2);
    int objects = REGIONS.size() * caches;
    boolean held = true;
    List<String> body = new ArrayList<>();
    body.add(
        "%d caches of nginx, each with its own zone, configured as in [edge.md](../edge.md); %d tables; TTL %d s."
            .formatted(caches, REGIONS.size(), ttl));
    body.add(
        "Each viewer asks its cache for its region's table once a TTL, as an SDK or an edge worker does; phases of %d s, over %d connections."
            .formatted(length.toSeconds(), caches * REGIONS.size()));
    body.add(
        "The origin counts what reaches it. It may be asked objects / (TTL/2) x caches = %.0f times a second, and once more in a phase for each copy, which may have aged before it."
            .formatted(objects / fresh));
    body.add("");
    body.add(
        "| phase | viewers | asked of caches | failed | fetched from the origin | bound | held |");
    body.add("|---|---|---|---|---|---|---|");
    for (Phase phase : phases) {
      double bound = objects * (phase.seconds() / fresh + 1);
      boolean well = phase.held(bound);
      held &= well;
      body.add(
          String.format(
              Locale.ROOT,
              "| %s | %d | %d | %d | %s | %.0f | %s |",
              phase.name(),
              phase.viewers(),
              phase.asked(),
              phase.failed(),
              Double.isNaN(phase.fetched()) ? "-" : "%.0f".formatted(phase.fetched()),
              bound,
              well ? "yes" : "**no**"));
    }
    body.add("");
    body.add(
        "Not in it: CDNs other than nginx. Real players behind such a cache, the origin killed, are a test (`PlayersTest`).");
    return new Evidence(held, body);
  }

  /** What the origin itself has counted; not a number once it is dead. */
  private static final class Meter implements AutoCloseable {
    private final HttpClient http = HttpClient.newHttpClient();
    private final HttpRequest metrics;

    Meter(int operatorPort, Token token) {
      URI base = URI.create("http://127.0.0.1:" + operatorPort);
      metrics =
          HttpRequest.newBuilder(base.resolve("/metrics"))
              .header("Authorization", "Bearer " + token.text())
              .timeout(Duration.ofSeconds(30))
              .build();
    }

    double edgeAnswers() throws InterruptedException {
      try {
        String text = http.send(metrics, HttpResponse.BodyHandlers.ofString()).body();
        return text.lines()
            .filter(l -> l.startsWith("tidegate_answers_total") && l.contains("form=\"edge\""))
            .mapToDouble(l -> Double.parseDouble(l.substring(l.lastIndexOf(' ') + 1)))
            .sum();
      } catch (IOException _) {
        return Double.NaN;
      }
    }

    @Override
    public void close() {
      http.close();
    }
  }
}
