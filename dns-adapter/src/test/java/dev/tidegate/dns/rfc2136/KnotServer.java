package dev.tidegate.dns.rfc2136;

import dev.tidegate.dns.reconcile.RealServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Knot DNS. */
final class KnotServer extends RealServer {
  private int runs;

  KnotServer(Path directory) throws IOException {
    super(directory);
    Files.writeString(directory.resolve("cdn.test.zone"), zoneFile());
    Files.createDirectories(directory.resolve("db")); // without it every update is a SERVFAIL
  }

  /** A run directory of its own each time: a killed server leaves its pid file behind. */
  @Override
  protected List<String> command() throws IOException {
    Path run = Files.createDirectories(directory.resolve("run" + runs++));
    Files.writeString(
        directory.resolve("knot.conf"),
        """
        server:
            rundir: "%2$s"
            listen: 127.0.0.1@%3$d
            udp-workers: 1
            tcp-workers: 1
            background-workers: 1
        database:
            storage: "%1$s/db"
        log:
          - target: stderr
            any: info
        key:
          - id: tidegate
            algorithm: hmac-sha256
            secret: "%4$s"
        acl:
          - id: ours
            key: tidegate
            action: [update, transfer]
        zone:
          - domain: cdn.test
            storage: "%1$s"
            file: cdn.test.zone
            acl: ours
            zonefile-sync: -1
            zonefile-load: difference
            journal-content: changes
        """
            .formatted(directory, run, port, NamedServer.KEY.secret()));
    return List.of(program("knotd", "knot"), "-c", directory.resolve("knot.conf").toString());
  }
}
