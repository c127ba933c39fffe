package dev.tidegate.dns.rfc2136;

import dev.tidegate.dns.reconcile.RealServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A BIND that has the zone from another one. */
final class SecondaryServer extends RealServer {
  private final int primary;

  SecondaryServer(Path directory, int primary) throws IOException {
    super(directory);
    this.primary = primary;
    configure("any;");
  }

  /** Whether it answers anybody. */
  void answers(boolean allowed) throws Exception {
    configure(allowed ? "any;" : "none;");
    reload();
  }

  private void configure(String query) throws IOException {
    Files.writeString(
        directory.resolve("named.conf"),
        """
        key "replica" { algorithm hmac-sha256; secret "%3$s"; };
        options { directory "%1$s"; pid-file "%1$s/named.pid"; session-keyfile "%1$s/session.key"; lock-file none;
          listen-on port %2$d { 127.0.0.1; }; listen-on-v6 { none; }; allow-query { %5$s };
          recursion no; notify no; dnssec-validation no; minimal-responses yes;
          min-refresh-time 1; max-refresh-time 1; min-retry-time 1; max-retry-time 1; };
        controls { };
        zone "cdn.test" { type secondary; file "cdn.test.copy"; primaries { 127.0.0.1 port %4$d key replica; }; };
        """
            .formatted(directory, port, NamedServer.KEY.secret(), primary, query));
  }

  @Override
  protected List<String> command() {
    return List.of(
        program("named", "bind9"),
        "-c",
        directory.resolve("named.conf").toString(),
        "-n",
        "1",
        "-U",
        "1",
        "-g");
  }
}
