package dev.tidegate.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.dns.plan.Intended;
import dev.tidegate.dns.reconcile.Outcome;
import dev.tidegate.dns.reconcile.Round;
import dev.tidegate.dns.reconcile.Verification;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The DNS side alone, on a real BIND. */
class DnsCommandTest {
  private static final String SECRET = "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTMyYnl0ZXM=";
  private static final long PATIENCE = 30_000;

  @TempDir private Path dir;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private @Nullable Process named;

  @AfterEach
  void stop() throws Exception {
    kill();
  }

  private void kill() throws Exception {
    Process running = named;
    if (running != null) {
      running.destroyForcibly().waitFor();
    }
  }

  private int run(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    CommandLine line = Main.line(arguments);
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }

  private int dns(String verb, Path config, String... more) {
    String[] all = new String[4 + more.length];
    System.arraycopy(new String[] {"dns", verb, "--config", config.toString()}, 0, all, 0, 4);
    System.arraycopy(more, 0, all, 4, more.length);
    return run(all);
  }

  private Path config(int port, String weight, String store) throws IOException {
    return Files.writeString(
        dir.resolve("tidegate.yaml"),
        """
        store: %s
        services:
          live:
            cdns:
              cdn-a: {base-url: "https://a.example.com", dns: a.cdn-one.example., weight: %s}
              cdn-b: {base-url: "https://b.example.com", dns: b.cdn-two.example., weight: 50}
        dns-targets:
          - {kind: rfc2136, owner: test-1, server: "127.0.0.1:%d", zone: cdn.test., key: {name: tidegate., secret: "%s"}, services: [live]}
        """
            .formatted(store, weight, port, SECRET));
  }

  private String embedded() {
    return "{kind: embedded, path: " + dir.resolve("data") + "}";
  }

  @Test
  void planApplyAndVerifySayWhatTheyFoundAndDid() throws Exception {
    int port = freePort();
    bind(port);
    Path config = config(port, "50", embedded());
    assertThat(dns("verify", config)).as("nothing is there yet").isEqualTo(1);
    assertThat(dns("plan", config)).as(err.toString()).isZero();
    assertThat(out.toString())
        .contains("weights: as configured", "planned, nothing done", "100 to make");
    assertThat(dns("apply", config)).as(out + "" + err).isZero();
    assertThat(out.toString()).contains(": applied", "127.0.0.1:" + port + " right");
    assertThat(dns("apply", config)).isZero();
    assertThat(out.toString()).contains(": in step");
    assertThat(dns("plan", config)).isZero();
    assertThat(out.toString()).contains(": in step");
    assertThat(dns("verify", config)).isZero();
    assertThat(out.toString()).contains("127.0.0.1:" + port + " right");
    assertThat(dns("verify", config(port, "10", embedded()))).as("out of step").isEqualTo(1);
    kill();
    for (String verb : new String[] {"plan", "apply", "verify"}) {
      assertThat(dns(verb, config)).as(verb).isEqualTo(1);
      assertThat(out.toString()).as(verb).contains(": unreachable: ");
    }
  }

  @Test
  void whatIsWrittenAndNotServedEverywhereEndsWithOne() throws Exception {
    int port = freePort();
    bind(port);
    Path config = config(port, "50", embedded());
    String silent = "verify: [\"127.0.0.1:" + freePort() + "\"], services: [live]}";
    Files.writeString(config, Files.readString(config).replace("services: [live]}", silent));
    assertThat(dns("apply", config)).as(out + "" + err).isEqualTo(1);
    assertThat(out.toString()).contains(": applied", "silent: ");
  }

  @Test
  void whereNobodyCanBeAskedNothingIsVerified() {
    Round nobody =
        new Round(
            Instant.EPOCH,
            "route53 Z1 cdn.test.",
            new Intended("1.1-00000001", new TreeMap<>()),
            Optional.empty(),
            new Outcome.InStep(),
            List.of(),
            Optional.of(new Verification(new TreeMap<>())),
            new TreeMap<>());
    assertThat(DnsCommand.served(nobody)).isTrue();
    assertThat(DnsCommand.verified(nobody)).isFalse();
    assertThat(nobody.toString()).contains("not verified: no server to ask");
  }

  @Test
  void configuredWeightsAreNotWrittenOverThoseOfARedisUnlessThatIsSaid() throws Exception {
    int port = freePort();
    bind(port);
    Path config =
        config(port, "50", "{kind: redis, uri: \"redis://127.0.0.1:1\", path: " + dir + "}");
    assertThat(dns("apply", config)).isEqualTo(2);
    assertThat(err.toString()).contains("undo a drain", "--configured-weights");
    assertThat(dns("plan", config)).as(err.toString()).isZero();
    assertThat(out.toString()).contains("weights: as configured; those in force are in Redis");
    assertThat(dns("apply", config, "--configured-weights")).as(out + "" + err).isZero();
    assertThat(out.toString()).contains(": applied");
  }

  @Test
  void withoutTargetsThereIsNothingToDo() throws Exception {
    Path config =
        Files.writeString(
            dir.resolve("tidegate.yaml"),
            "services: {live: {cdns: {cdn-a: {base-url: \"https://a.example.com\"}}}}");
    assertThat(dns("plan", config)).isEqualTo(2);
    assertThat(err.toString()).contains(config + ": dns-targets names none");
    assertThat(run("dns", "plan")).isEqualTo(2);
    assertThat(err.toString()).contains("--config=FILE");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private void bind(int port) throws Exception {
    Path program = Path.of("/usr/sbin/named");
    if (!Files.isExecutable(program)) {
      if (System.getenv("CI") != null) {
        Assertions.fail("named is not installed (Debian: apt-get install bind9)");
      }
      Assumptions.abort("named is not installed (Debian: apt-get install bind9)");
    }
    Files.writeString(
        dir.resolve("cdn.test.zone"),
        """
        $TTL 300
        @ IN SOA ns1.cdn.test. h.cdn.test. 1 3600 600 86400 60
        @ IN NS ns1.cdn.test.
        ns1 IN A 127.0.0.1
        """);
    Files.writeString(
        dir.resolve("named.conf"),
        """
        key "tidegate" { algorithm hmac-sha256; secret "%3$s"; };
        options { directory "%1$s"; pid-file "%1$s/named.pid"; session-keyfile "%1$s/session.key"; lock-file none;
          listen-on port %2$d { 127.0.0.1; }; listen-on-v6 { none; };
          recursion no; allow-transfer { key tidegate; }; notify no; dnssec-validation no; };
        controls { };
        zone "cdn.test" { type primary; file "cdn.test.zone"; update-policy { grant tidegate zonesub CNAME TXT; }; };
        """
            .formatted(dir, port, SECRET));
    named =
        new ProcessBuilder(
                program.toString(), "-c", dir.resolve("named.conf").toString(), "-n", "1", "-f")
            .redirectErrorStream(true)
            .redirectOutput(dir.resolve("log").toFile())
            .start();
    long deadline = System.currentTimeMillis() + PATIENCE;
    while (!listens(port)) {
      assertThat(System.currentTimeMillis()).as("named starts").isLessThan(deadline);
      Thread.sleep(20);
    }
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }
}
