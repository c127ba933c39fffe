package dev.tidegate.dns.powerdns;

import dev.tidegate.dns.reconcile.RealServer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** PowerDNS on SQLite, with its caches as they come: what a PATCH must get past. */
final class PdnsServer extends RealServer {
  static final String KEY = "test-key";
  private static final Path SCHEMA =
      Path.of("/usr/share/pdns-backend-sqlite3/schema/schema.sqlite3.sql");

  final int apiPort;

  PdnsServer(Path directory) throws Exception {
    super(directory);
    apiPort = freePort();
    String sqlite = program("sqlite3", "sqlite3");
    program("pdns_server", "pdns-server pdns-backend-sqlite3");
    Path database = directory.resolve("pdns.sqlite3");
    new ProcessBuilder(sqlite, database.toString())
        .redirectInput(SCHEMA.toFile())
        .start()
        .waitFor();
    Files.createDirectories(directory.resolve("run"));
    Files.writeString(
        directory.resolve("pdns.conf"),
        """
        local-address=127.0.0.1
        local-port=%2$d
        socket-dir=%1$s/run
        launch=gsqlite3
        gsqlite3-database=%3$s
        enable-lua-records=shared
        edns-subnet-processing=yes
        api=yes
        api-key=%4$s
        webserver=yes
        webserver-address=127.0.0.1
        webserver-port=%5$d
        webserver-allow-from=127.0.0.1
        zone-cache-refresh-interval=0
        security-poll-suffix=
        receiver-threads=1
        """
            .formatted(directory, port, database, KEY, apiPort));
  }

  @Override
  protected List<String> command() {
    return List.of(
        program("pdns_server", "pdns-server"),
        "--config-dir=" + directory,
        "--daemon=no",
        "--guardian=no",
        "--write-pid=no");
  }

  URI api() {
    return URI.create("http://127.0.0.1:" + apiPort);
  }

  /** The zone is made by the interface; asked before, it would remember that there is none. */
  @Override
  protected boolean prepared() throws IOException {
    String zone =
        """
        {"name":"cdn.test.","kind":"Native","soa_edit_api":"INCREASE","nameservers":["ns1.cdn.test."],
         "rrsets":[{"name":"www.cdn.test.","type":"A","ttl":300,"records":[{"content":"192.0.2.80","disabled":false}]},
                   {"name":"b01.other.cdn.test.","type":"CNAME","ttl":300,"records":[{"content":"keep.me.example.","disabled":false}]},
                   {"name":"live.other.cdn.test.","type":"CNAME","ttl":300,"records":[{"content":"keep.me.example.","disabled":false}]}]}
        """;
    try {
      int status = send("POST", "/api/v1/servers/localhost/zones", zone);
      return status == 201 || status == 409;
    } catch (ConnectException notYet) {
      return false;
    }
  }

  /** One call of its interface, as somebody else would make it. */
  int send(String method, String path, String body) throws IOException {
    try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      return http.send(
              HttpRequest.newBuilder(api().resolve(path))
                  .header("X-API-Key", KEY)
                  .header("Content-Type", "application/json")
                  .method(method, HttpRequest.BodyPublishers.ofString(body))
                  .build(),
              BodyHandlers.ofString())
          .statusCode();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }
}
