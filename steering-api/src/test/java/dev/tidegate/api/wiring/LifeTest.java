package dev.tidegate.api.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.api.store.SqliteStore;
import dev.tidegate.api.store.Store.AuditDraft;
import dev.tidegate.api.store.Store.ConfigVersion;
import dev.tidegate.api.wiring.ServeOptions.ConfigWins;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Starts, restarts, signals and ends. */
class LifeTest {
  @TempDir Path directory;

  private static ConfigVersion version(long number, String actor, String tag) {
    return new ConfigVersion(number, actor, Instant.EPOCH, tag, new byte[0]);
  }

  private static FileOrStore decide(
      String file, String taken, String actor, String head, Optional<ConfigWins> wins) {
    return FileOrStore.decide(file, Optional.of(taken), Optional.of(version(7, actor, head)), wins);
  }

  @Test
  void fileAndStoreMatrix() {
    var none = Optional.<ConfigWins>empty();
    assertThat(FileOrStore.decide("f", Optional.empty(), Optional.empty(), none))
        .isInstanceOf(FileOrStore.Take.class);
    assertThat(decide("f", "f", "file", "f", none)).isInstanceOf(FileOrStore.Keep.class);
    assertThat(decide("f", "f", "ada", "p", none)).isInstanceOf(FileOrStore.Keep.class);
    assertThat(decide("g", "f", "file", "f", none)).isInstanceOf(FileOrStore.Take.class);
    assertThat(decide("g", "f", "file", "g", none)).isInstanceOf(FileOrStore.Keep.class);
    assertThat(decide("g", "f", "ada", "p", none)).isInstanceOf(FileOrStore.Conflict.class);
    assertThat(decide("p", "f", "ada", "p", none)).isInstanceOf(FileOrStore.Take.class);
    assertThat(decide("g", "f", "ada", "p", Optional.of(ConfigWins.FILE)))
        .isInstanceOf(FileOrStore.Take.class);
    assertThat(decide("g", "f", "ada", "p", Optional.of(ConfigWins.STORE)))
        .isInstanceOf(FileOrStore.Keep.class);
    assertThat(decide("f", "f", "ada", "p", Optional.of(ConfigWins.FILE)))
        .isInstanceOf(FileOrStore.Take.class);
    assertThat(decide("f", "f", "ada", "p", Optional.of(ConfigWins.STORE)))
        .isInstanceOf(FileOrStore.Keep.class);
    assertThat(decide("f", "f", "file", "f", Optional.of(ConfigWins.FILE)))
        .isInstanceOf(FileOrStore.Keep.class);
  }

  private ServeOptions options(String yaml) {
    return ServeOptions.within(directory, yaml.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void restartKeepsOverridesWeightsAndPutsAndKnowsAConflict() throws Exception {
    String version;
    try (Plane plane = Plane.start(directory, Plane.yaml())) {
      assertThat(
              plane
                  .send(
                      "POST",
                      "/ops/v1/overrides",
                      Plane.OPERATOR,
                      """
                      {"service":"live","region":"*","cdn":"cdn-a","action":"exclude",
                       "expires":"1h","reason":"r"}""")
                  .statusCode())
          .isEqualTo(201);
      Await.until(
          Duration.ofSeconds(3),
          () ->
              !plane
                  .get("/ops/v1/explain?service=live&session=s", Plane.VIEWER)
                  .body()
                  .contains("\"ranking\":[{\"cdn\":\"cdn-a\""));
      assertThat(
              plane
                  .send(
                      "PUT",
                      "/ops/v1/config?reason=r",
                      Plane.ADMIN,
                      Plane.yaml("40"),
                      "Content-Type",
                      "application/yaml")
                  .statusCode())
          .isEqualTo(200);
      version = plane.application.steering().snapshot().version().toString();
    }
    try (Plane plane = Plane.start(directory, Plane.yaml())) {
      assertThat(plane.get("/ops/v1/config", Plane.ADMIN).body()).isEqualTo(Plane.yaml("40"));
      assertThat(plane.get("/ops/v1/overrides", Plane.VIEWER).body()).contains("\"exclude\"");
      assertThat(plane.application.steering().snapshot().version())
          .isGreaterThan(dev.tidegate.answer.Version.parse(version));
    }
    assertThatThrownBy(() -> Application.run(options(Plane.yaml("45"))))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("tidegate.yaml")
        .hasMessageContaining("ada")
        .hasMessageContaining("--config-wins")
        .satisfies(e -> assertThat(((StartException) e).exitCode()).isEqualTo(2));
    try (Plane plane =
        new Plane(Application.run(options(Plane.yaml("45")).configWins(ConfigWins.STORE)))) {
      assertThat(plane.get("/ops/v1/config", Plane.ADMIN).body()).isEqualTo(Plane.yaml("40"));
    }
    try (Plane plane = new Plane(Application.run(options(Plane.yaml("45"))))) {
      assertThat(plane.get("/ops/v1/config", Plane.ADMIN).body()).isEqualTo(Plane.yaml("40"));
    }
    try (Plane plane =
        new Plane(Application.run(options(Plane.yaml("46")).configWins(ConfigWins.FILE)))) {
      assertThat(plane.get("/ops/v1/config", Plane.ADMIN).body()).isEqualTo(Plane.yaml("46"));
    }
  }

  /** As after an update that reads a key more strictly. */
  @Test
  void aStoredVersionThatCannotBeUsedIsSaidAndTheFileCanTakeItsPlace() throws Exception {
    Plane.start(directory, Plane.yaml()).close();
    try (SqliteStore store = SqliteStore.open(directory.resolve("data"))) {
      store.putConfig(
          Plane.yaml("-1").getBytes(StandardCharsets.UTF_8),
          "ada",
          Optional.empty(),
          Instant.EPOCH,
          v -> new AuditDraft(Instant.EPOCH, "ada", "config.put", "config", "r", "null", "null"));
    }
    assertThatThrownBy(() -> Application.run(options(Plane.yaml())))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("configuration version 2 cannot be used (--config-wins file")
        .hasMessageContaining("\nstore version 2:19:")
        .hasNoCause()
        .satisfies(e -> assertThat(((StartException) e).exitCode()).isEqualTo(2));
    try (Plane plane =
        new Plane(Application.run(options(Plane.yaml()).configWins(ConfigWins.FILE)))) {
      assertThat(plane.get("/ops/v1/config", Plane.ADMIN).body()).isEqualTo(Plane.yaml());
    }
  }

  @Test
  void takenPortsAreSaidInOneLine() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = "port: " + taken.getLocalPort();
      String operator =
          Plane.yaml()
              .replace(
                  "operator: {host: 127.0.0.1, port: 0", "operator: {host: 127.0.0.1, " + port);
      String players =
          Plane.yaml()
              .replace("public: {host: 127.0.0.1, port: 0", "public: {host: 127.0.0.1, " + port);
      for (Map.Entry<String, String> e :
          Map.of("operator", operator, "public", players).entrySet()) {
        String yaml = e.getValue().replace("path: ./data", "path: ./" + e.getKey());
        assertThatThrownBy(() -> Application.run(options(yaml)))
            .isInstanceOf(StartException.class)
            .hasMessageContaining(e.getKey() + " plane")
            .satisfies(x -> assertThat(((StartException) x).exitCode()).isEqualTo(1));
      }
    }
  }

  @Test
  @Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void signalsReloadAndEnd() throws Exception {
    Path file = directory.resolve("tidegate.yaml");
    Files.writeString(file, Plane.yaml());
    List<String> command = new ArrayList<>(hangUpHeard());
    command.addAll(
        List.of(
            ProcessHandle.current().info().command().orElseThrow(),
            "-Xmx256m",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            ServeMain.class.getName(),
            file.toString()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (var out = process.inputReader()) {
      String ready =
          out.lines()
              .filter(l -> l.contains("is ready") || l.startsWith("CANNOT"))
              .findFirst()
              .orElse("");
      assertThat(ready).contains("operators http://127.0.0.1:", "configuration version 1");
      Files.writeString(file, Plane.yaml("-1"));
      signal(process, "HUP");
      assertThat(out.lines().filter(l -> l.contains("kept as it was")).findFirst()).isPresent();
      Files.writeString(
          file, Plane.yaml("55").replace("shutdown-grace", "node: other\nshutdown-grace"));
      signal(process, "HUP");
      assertThat(out.lines().filter(l -> l.contains("read again")).findFirst().orElse(""))
          .contains("node");
      signal(process, "TERM");
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  /** A process started under nohup ignores SIGHUP, and so do its children unless told not to. */
  private static List<String> hangUpHeard() throws IOException {
    Path status = Path.of("/proc/self/status");
    boolean ignored =
        Files.exists(status)
            && Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 1) != 0);
    return ignored ? List.of("env", "--default-signal=HUP") : List.of();
  }

  private static void signal(Process process, String name) throws Exception {
    assertThat(
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor())
        .isZero();
  }

  @Test
  void notReadyFirstThenTheEnd() throws Exception {
    Plane plane = Plane.start(directory, Plane.yaml().replace("grace: 300ms", "grace: 3s"));
    Thread end = Thread.ofVirtual().start(plane.application::terminate);
    Await.until(Duration.ofSeconds(2), () -> plane.get("/readyz", "").statusCode() == 503);
    end.join();
    plane.application.awaitEnd();
    plane.close();
  }

  /** Boot's graceful shutdown lost a race with itself and waited for ever, mostly without grace. */
  @Test
  void itEndsWithoutGraceToo() throws Exception {
    for (int i = 0; i < 5; i++) {
      Plane plane = Plane.start(directory, Plane.yaml().replace("grace: 300ms", "grace: 0s"));
      assertThat(plane.get("/healthz", "").statusCode()).isEqualTo(200);
      Thread end = Thread.ofVirtual().start(plane::close);
      end.join(Duration.ofSeconds(15));
      assertThat(end.isAlive()).as("still ending").isFalse();
    }
  }

  /** The grace is all that it waits for: Netty's own two seconds of quiet are none of it. */
  @Test
  void theEndIsNotPutOff() throws Exception {
    Plane plane = Plane.start(directory, Plane.yaml());
    long began = System.nanoTime();
    plane.close();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofMillis(1900));
  }
}
