package dev.tidegate.dns.rfc2136;

import static dev.tidegate.dns.plan.Zones.ZONE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.dns.reconcile.BackendException;
import dev.tidegate.dns.reconcile.RealServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** BIND. */
final class NamedServer extends RealServer {
  static final TsigSigner KEY =
      new TsigSigner(
          "tidegate.", "hmac-sha256", "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTMyYnl0ZXM=");

  private static final TsigSigner REPLICA = new TsigSigner("replica.", "hmac-sha256", KEY.secret());

  NamedServer(Path directory) throws IOException {
    super(directory);
    // a secondary looks each second, and gives the zone up after five
    Files.writeString(
        directory.resolve("cdn.test.zone"), zoneFile().replace("3600 600 86400 60", "1 1 5 60"));
    configure("key tidegate; key replica;");
  }

  /** Whether secondaries may take the zone from now on: it is so when this returns. */
  void transfers(boolean allowed) throws Exception {
    configure(allowed ? "key tidegate; key replica;" : "key tidegate;");
    reload();
    ZoneReader secondary =
        new ZoneReader(address(), ZONE, REPLICA.key(Clock.systemUTC()), Duration.ofSeconds(5));
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (given(secondary) != allowed) {
      assertThat(System.nanoTime()).as("reads its configuration").isLessThan(deadline);
      Thread.sleep(20);
    }
  }

  private static boolean given(ZoneReader reader) {
    try {
      reader.read();
      return true;
    } catch (BackendException e) {
      return false;
    }
  }

  private void configure(String transfer) throws IOException {
    Files.writeString(
        directory.resolve("named.conf"),
        """
        key "tidegate" { algorithm hmac-sha256; secret "%3$s"; };
        key "replica" { algorithm hmac-sha256; secret "%3$s"; };
        options { directory "%1$s"; pid-file "%1$s/named.pid"; session-keyfile "%1$s/session.key"; lock-file none;
          listen-on port %2$d { 127.0.0.1; }; listen-on-v6 { none; };
          recursion no; allow-transfer { %4$s }; notify no; dnssec-validation no; minimal-responses yes; };
        controls { };
        zone "cdn.test" { type primary; file "cdn.test.zone"; update-policy { grant tidegate zonesub CNAME TXT; }; };
        """
            .formatted(directory, port, KEY.secret(), transfer));
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
