package dev.tidegate.launcher.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.tidegate.api.config.AgentConfig;
import dev.tidegate.api.config.ConfigException;
import dev.tidegate.api.wiring.Application;
import dev.tidegate.api.wiring.ServeOptions;
import dev.tidegate.telemetry.ProbeResult;
import dev.tidegate.telemetry.ProbeResult.Outcome;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A vantage, a control plane and a CDN on real sockets. */
class RemoteVantageTest {
  private static final Pattern TAKEN =
      Pattern.compile("(?m)^tidegate_vantage_results_total (\\d+)");
  private static final String TOKEN = "a token of role agent";

  @TempDir private Path directory;
  private HttpServer cdn;

  @BeforeEach
  void serve() throws Exception {
    cdn = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
    byte[] playlist = "#EXTM3U".getBytes(StandardCharsets.UTF_8);
    cdn.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, playlist.length);
          exchange.getResponseBody().write(playlist);
          exchange.close();
        });
    cdn.start();
  }

  @AfterEach
  void stop() {
    cdn.stop(0);
  }

  private byte[] yaml() throws Exception {
    byte[] hash =
        MessageDigest.getInstance("SHA-256").digest(TOKEN.getBytes(StandardCharsets.UTF_8));
    return """
        server: {public: {host: 127.0.0.1, port: 0}, operator: {host: 127.0.0.1, port: 0}}
        security:
          open-metrics: true
          tokens: [{name: mumbai-1, role: agent, sha256: "%s"}]
        regions: {in-west: {}, default: {}}
        shutdown-grace: 0s
        services:
          live:
            cdns: {cdn-a: {base-url: "http://127.0.0.1:%d", weight: 1}}
            probes: [{name: manifest, path: /live.m3u8, interval: 100ms, expect: {contains: "#EXTM3U"}}]
        """
        .formatted(HexFormat.of().formatHex(hash), cdn.getAddress().getPort())
        .getBytes(StandardCharsets.UTF_8);
  }

  private static AgentConfig agent(Application application, String token) throws ConfigException {
    String yaml =
        """
        vantage: {id: mumbai-1, region: in-west}
        control: {url: "http://127.0.0.1:%d", token: "${TOKEN}"}
        """
            .formatted(application.operatorPort());
    return AgentConfig.read(
        yaml.getBytes(StandardCharsets.UTF_8), Path.of("agent.yaml"), Map.of("TOKEN", token));
  }

  /** How many results the control plane has taken. */
  private static long taken(Application application) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://127.0.0.1:" + application.operatorPort() + "/metrics");
      String page = http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
      Matcher found = TAKEN.matcher(page);
      assertThat(found.find()).isTrue();
      return Long.parseLong(found.group(1));
    }
  }

  @Test
  void whatAVantageFindsReachesTheControlPlane() throws Exception {
    List<String> said = new CopyOnWriteArrayList<>();
    try (Application application = Application.run(ServeOptions.within(directory, yaml()));
        RemoteVantage vantage =
            new RemoteVantage(
                agent(application, TOKEN),
                InstantSource.system(),
                new SplittableRandom(7),
                said::add)) {
      vantage.start();
      long end = System.nanoTime() + 60_000_000_000L;
      while (taken(application) < 5 && System.nanoTime() < end) {
        Thread.sleep(50);
      }
      assertThat(taken(application)).isGreaterThanOrEqualTo(5);
      assertThat(said)
          .as("beside what it says of a control plane that is slow")
          .filteredOn(line -> line.startsWith("probing"))
          .isNotEmpty()
          .containsOnly("probing 1 targets");
      assertThat(vantage.dropped()).isZero();
    }
  }

  @Test
  void aTokenThatIsRefusedIsSaidOnce() throws Exception {
    List<String> said = new CopyOnWriteArrayList<>();
    try (Application application = Application.run(ServeOptions.within(directory, yaml()));
        RemoteVantage vantage =
            new RemoteVantage(
                agent(application, "another"),
                InstantSource.system(),
                new SplittableRandom(7),
                said::add)) {
      vantage.start();
      long end = System.nanoTime() + 60_000_000_000L;
      while (said.stream().noneMatch(line -> line.contains("answers 401"))
          && System.nanoTime() < end) {
        Thread.sleep(50);
      }
      assertThat(said).filteredOn(line -> line.contains("answers 401")).hasSize(1);
      assertThat(taken(application)).isZero();
    }
  }

  private static ProbeResult result(Instant ended) {
    return new ProbeResult(
        "mumbai-1",
        Optional.empty(),
        "live",
        "cdn-a",
        "manifest",
        Outcome.OK,
        ended,
        ended,
        Optional.empty(),
        "");
  }

  @Test
  void theOutboxIsBoundedAndForgetsTheOldestFirst() {
    Instant now = Instant.parse("2030-01-01T00:00:00Z");
    Outbox outbox = new Outbox();
    for (int i = 0; i < Outbox.ROOM + 5; i++) {
      outbox.add(result(now.plusMillis(i)));
    }
    assertThat(outbox.dropped()).isEqualTo(5);
    List<ProbeResult> batch = outbox.next(now);
    assertThat(batch).hasSize(Outbox.BATCH);
    assertThat(batch.getFirst().ended()).isEqualTo(now.plusMillis(5));
    assertThat(outbox.next(now)).as("not taken yet").isEqualTo(batch);
    outbox.sent(batch);
    assertThat(outbox.next(now).getFirst().ended()).isEqualTo(now.plusMillis(5 + Outbox.BATCH));
    assertThat(outbox.next(now.plusSeconds(120))).isEmpty();
    assertThat(outbox.dropped()).isEqualTo(5L + Outbox.ROOM - Outbox.BATCH);
  }

  @Test
  void everyFaultOfItsFileIsSaidAtOnce() {
    byte[] yaml =
        "vantage: {region: \"a b\"}\ncontrol: {url: \"http://ops.example.com\"}\nextra: 1\n"
            .getBytes(StandardCharsets.UTF_8);
    assertThat(
            org.assertj.core.api.Assertions.catchThrowableOfType(
                    ConfigException.class,
                    () -> AgentConfig.read(yaml, Path.of("agent.yaml"), Map.of()))
                .faults())
        .extracting(fault -> fault.path())
        .containsExactlyInAnyOrder(
            "vantage.id", "vantage.region", "control.url", "control.token", "extra");
  }
}
