package dev.tidegate.launcher.prove.dns;

import dev.tidegate.launcher.stage.Ports;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A name server in the foreground on loopback, with the zone {@code cdn.test.} in a directory of
 * its own.
 *
 * @param api of PowerDNS; 0 for the others
 */
record Daemon(Process process, int port, int api, Path log) implements AutoCloseable {
  /** The TSIG key's secret and the API's key. */
  static final String SECRET = "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTMyYnl0ZXM=";

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Path SCHEMA =
      Path.of("/usr/share/pdns-backend-sqlite3/schema/schema.sqlite3.sql");

  /** The programs of these names that are not installed. */
  static List<String> lacking(String... programs) {
    return Stream.of(programs).filter(program -> find(program).isEmpty()).toList();
  }

  private static String find(String program) {
    return Stream.of("/usr/sbin/", "/usr/bin/", "/usr/local/sbin/", "/usr/local/bin/")
        .map(place -> place + program)
        .filter(path -> Files.isExecutable(Path.of(path)))
        .findFirst()
        .orElse("");
  }

  static Daemon bind(Path directory) throws IOException, InterruptedException {
    int port = prepare(directory, "named.conf", 0);
    return start(
        List.of(find("named"), "-c", directory + "/named.conf", "-n", "1", "-U", "1", "-g"),
        directory,
        port,
        0);
  }

  static Daemon knot(Path directory) throws IOException, InterruptedException {
    int port = prepare(directory, "knot.conf", 0);
    Files.createDirectories(directory.resolve("db")); // without it every update is a SERVFAIL
    return start(List.of(find("knotd"), "-c", directory + "/knot.conf"), directory, port, 0);
  }

  static Daemon nsd(Path directory, String records) throws IOException, InterruptedException {
    int port = prepare(directory, "nsd.conf", 0);
    Path zone = directory.resolve("cdn.test.zone");
    Files.writeString(zone, Files.readString(zone) + records);
    return start(List.of(find("nsd"), "-d", "-c", directory + "/nsd.conf"), directory, port, 0);
  }

  static Daemon powerDns(Path directory) throws IOException, InterruptedException {
    int api = Ports.free();
    int port = prepare(directory, "pdns.conf", api);
    Files.createDirectories(directory.resolve("run"));
    new ProcessBuilder(find("sqlite3"), directory + "/pdns.sqlite3")
        .redirectInput(SCHEMA.toFile())
        .start()
        .waitFor();
    List<String> command =
        List.of(
            find("pdns_server"),
            "--config-dir=" + directory,
            "--daemon=no",
            "--guardian=no",
            "--write-pid=no");
    return start(command, directory, port, api);
  }

  private static int prepare(Path directory, String file, int api) throws IOException {
    Files.createDirectories(directory);
    int port = Ports.free();
    Files.writeString(directory.resolve("cdn.test.zone"), resource("cdn.test.zone"));
    Files.writeString(
        directory.resolve(file),
        resource(file)
            .replace("DIR", directory.toString())
            .replace("PORT", Integer.toString(port))
            .replace("SECRET", SECRET)
            .replace("API", Integer.toString(api)));
    return port;
  }

  /** A file of this package. */
  static String resource(String name) throws IOException {
    try (InputStream in = Daemon.class.getResourceAsStream("/prove/dns/" + name)) {
      if (in == null) {
        throw new IOException("the program lacks its file " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static Daemon start(List<String> command, Path directory, int port, int api)
      throws IOException, InterruptedException {
    Path log = directory.resolve("log");
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    Daemon daemon = new Daemon(process, port, api, log);
    try {
      daemon.awaitReady();
      return daemon;
    } catch (IOException | InterruptedException | RuntimeException failure) {
      daemon.close();
      throw failure;
    }
  }

  private void awaitReady() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try (Asker asker = new Asker(port)) {
      while (!ready(asker)) {
        if (!process.isAlive() || System.nanoTime() > deadline) {
          throw new IOException("a name server did not start:\n" + Files.readString(log));
        }
        Thread.sleep(20);
      }
    }
  }

  private boolean ready(Asker asker) throws InterruptedException {
    try {
      return (api == 0 || zoneMade()) && asker.serves("cdn.test.");
    } catch (IOException _) {
      return false; // not listening yet
    }
  }

  /** PowerDNS has no zone before one is made. */
  private boolean zoneMade() throws IOException, InterruptedException {
    int status =
        call(
            "POST",
            "",
            "{\"name\":\"cdn.test.\",\"kind\":\"Native\",\"soa_edit_api\":\"INCREASE\",\"nameservers\":[\"ns1.cdn.test.\"]}");
    return status == 201 || status == 409;
  }

  URI apiBase() {
    return URI.create("http://127.0.0.1:" + api);
  }

  /** One call of PowerDNS's interface below {@code zones}. */
  int call(String method, String path, String body) throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      return http.send(
              HttpRequest.newBuilder(apiBase().resolve("/api/v1/servers/localhost/zones" + path))
                  .header("X-API-Key", SECRET)
                  .header("Content-Type", "application/json")
                  .method(method, HttpRequest.BodyPublishers.ofString(body))
                  .build(),
              BodyHandlers.discarding())
          .statusCode();
    }
  }

  /** Processor seconds used so far, by its children too. */
  double cpuSeconds() {
    return cpuSeconds(process.toHandle());
  }

  static double cpuSeconds(ProcessHandle handle) {
    List<ProcessHandle> all = new ArrayList<>(handle.descendants().toList());
    all.add(handle);
    return all.stream()
        .map(p -> p.info().totalCpuDuration().orElse(Duration.ZERO))
        .mapToDouble(d -> d.toNanos() / 1e9)
        .sum();
  }

  @Override
  public void close() {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException _) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    children.forEach(ProcessHandle::destroyForcibly);
  }
}
