package dev.tidegate.dns.responder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.dns.reconcile.RealServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the tools of others make of our answers, and a resolver that stands in front. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConformanceTest {
  private static final String LIVE = "live.in-west.lb.example.net";

  private final DnsListener listener =
      new DnsListener(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
          Stage::locate,
          0,
          InstantSource.system(),
          new SplittableRandom(4));

  @BeforeAll
  void start() {
    listener.publish(Stage.SETTINGS, Stage.snapshot(7000, 2000, 1000));
    listener.start();
  }

  @AfterAll
  void stop() {
    listener.close();
  }

  private static String run(List<String> command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return said;
  }

  private static String dig(int port, String arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(RealServer.program("dig", "bind9-dnsutils"));
    command.addAll(List.of("@127.0.0.1", "-p", String.valueOf(port), "+tries=1", "+time=5"));
    command.addAll(List.of(arguments.split(" ")));
    return run(command);
  }

  static Stream<Arguments> digs() {
    return Stream.of(
        Arguments.of("+norec " + LIVE + " A", "NOERROR.*flags: qr aa;.*CNAME\\s+c\\.cdn-three"),
        Arguments.of("+tcp " + LIVE + " A", "NOERROR.*CNAME\\s+c\\.cdn-three.*\\(TCP\\)"),
        Arguments.of("LiVe.In-WeSt.lB.eXaMpLe.nEt A", "LiVe\\.In-WeSt\\.lB\\.eXaMpLe\\.nEt\\.\\s"),
        Arguments.of("vod.lb.example.net A", "192\\.0\\.2\\.1.*192\\.0\\.2\\.2"),
        Arguments.of("vod.lb.example.net AAAA", "2001:db8::1"),
        Arguments.of("vod.lb.example.net HTTPS", "1 \\. ipv4hint=192\\.0\\.2\\.1,192\\.0\\.2\\.2"),
        Arguments.of("vod.lb.example.net MX", "NOERROR.*ANSWER: 0, AUTHORITY: 1.*SOA"),
        Arguments.of("in-west.lb.example.net A", "NOERROR.*ANSWER: 0, AUTHORITY: 1.*SOA"),
        Arguments.of("nobody.lb.example.net A", "NXDOMAIN.*ANSWER: 0, AUTHORITY: 1.*SOA"),
        Arguments.of("lb.example.net SOA", "NOERROR.*SOA\\s+ns1\\.example\\.net\\. hostmaster"),
        Arguments.of("lb.example.net NS", "ns1\\.example\\.net\\..*ns2\\.example\\.net\\."),
        Arguments.of("_tidegate." + LIVE + " TXT", "version=1\\.1-0123abcd"),
        Arguments.of(LIVE + " ANY +notcp", "HINFO\\s+\"RFC8482\""),
        Arguments.of("lb.example.net AXFR", "Transfer failed"),
        Arguments.of("example.org A", "REFUSED"),
        Arguments.of("-c CH -t TXT version.bind", "REFUSED"),
        Arguments.of("+opcode=notify lb.example.net SOA", "NOTIMP"),
        Arguments.of("+noedns " + LIVE + " A", "NOERROR.*ADDITIONAL: 0"),
        Arguments.of("+edns=1 +noednsnegotiation " + LIVE + " A", "BADVERS.*ANSWER: 0"),
        Arguments.of("+ednsopt=65001:abcd " + LIVE + " A", "NOERROR.*CNAME"),
        Arguments.of("+cookie " + LIVE + " A", "NOERROR.*CNAME"),
        Arguments.of("+dnssec " + LIVE + " A", "NOERROR.*CNAME"),
        Arguments.of("+subnet=10.1.7.0/24 live.lb.example.net A", "SUBNET: 10\\.1\\.7\\.0/24/24"),
        Arguments.of("+subnet=10.1.7.9/32 live.lb.example.net A", "SUBNET: 10\\.1\\.7\\.9/32/24"),
        Arguments.of("+subnet=2001:db8:1::/56 live.lb.example.net A", "2001:db8:1::/56/48"),
        Arguments.of("+subnet=0/0 live.lb.example.net A", "SUBNET: 0\\.0\\.0\\.0/0/0"));
  }

  @ParameterizedTest
  @MethodSource("digs")
  void digReads(String arguments, String expected) throws Exception {
    String said = dig(listener.port(), arguments);
    assertThat(said).containsPattern(Pattern.compile(expected, Pattern.DOTALL));
    assertThat(said)
        .doesNotContain("malformed", "Got bad packet")
        .doesNotContain("connection timed out");
  }

  static Stream<Arguments> kdigs() {
    return Stream.of(
        Arguments.of("+tcp +keepopen " + LIVE + " A " + LIVE + " AAAA", "CNAME.*CNAME"),
        Arguments.of("+padding=128 " + LIVE + " A", "NOERROR.*CNAME"),
        Arguments.of(
            "+bufsize=512 +subnet=10.2.0.0/16 live.lb.example.net A", "10\\.2\\.0\\.0/16/16"),
        Arguments.of("vod.lb.example.net TYPE65", "ipv4hint=192\\.0\\.2\\.1,192\\.0\\.2\\.2"),
        Arguments.of("nobody.lb.example.net A", "NXDOMAIN.*SOA"));
  }

  @ParameterizedTest
  @MethodSource("kdigs")
  void kdigReads(String arguments, String expected) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(RealServer.program("kdig", "knot-dnsutils"));
    command.addAll(List.of("@127.0.0.1", "-p", String.valueOf(listener.port()), "+timeout=5"));
    command.addAll(List.of(arguments.split(" ")));
    String said = run(command);
    assertThat(said).containsPattern(Pattern.compile(expected, Pattern.DOTALL));
    assertThat(said).doesNotContain("WARNING", "malformed");
  }

  /** It asks with mixed case, follows truncation, caches, and passes client subnets on. */
  @Test
  void aResolverInFrontServesItsClients(@TempDir Path directory) throws Exception {
    int port = RealServer.freePort();
    Process unbound = unbound(directory, port);
    try {
      String first = waitFor(port);
      assertThat(first).contains("c.cdn-three.example.");
      assertThat(ttl(first)).isLessThanOrEqualTo(20);
      assertThat(dig(port, "vod.lb.example.net A")).contains("192.0.2.1", "192.0.2.2");
      assertThat(dig(port, "vod.lb.example.net HTTPS")).contains("ipv4hint=192.0.2.1");
      assertThat(dig(port, "nobody.lb.example.net A")).contains("NXDOMAIN");
      assertThat(dig(port, "vod.lb.example.net MX")).contains("NOERROR", "ANSWER: 0");
      assertThat(dig(port, "+tcp _tidegate." + LIVE + " TXT")).contains("cdn-c=10000");
      assertThat(dig(port, "+subnet=10.1.7.0/24 live.lb.example.net CNAME"))
          .as("of region in-west")
          .contains("c.cdn-three.example.");
      TreeSet<String> answers = new TreeSet<>();
      for (int i = 0; i < 40; i++) {
        Matcher alias =
            Pattern.compile("CNAME\\s+(\\S+)")
                .matcher(
                    dig(
                        port,
                        "+noall +answer +subnet=20." + i + ".1.0/24 live.lb.example.net CNAME"));
        assertThat(alias.find()).isTrue();
        answers.add(alias.group(1));
      }
      assertThat(answers).as("subnets are told apart").hasSizeGreaterThan(1);
    } finally {
      unbound.destroyForcibly().waitFor();
    }
  }

  private static int ttl(String dig) {
    Matcher ttl = Pattern.compile("\\s(\\d+)\\s+IN\\s+CNAME").matcher(dig);
    assertThat(ttl.find()).as(dig).isTrue();
    return Integer.parseInt(ttl.group(1));
  }

  private static String waitFor(int port) throws Exception {
    for (int i = 0; i < 600; i++) {
      String said = dig(port, LIVE + " CNAME");
      if (said.contains("status: NOERROR")) {
        return said;
      }
      Thread.sleep(100);
    }
    throw new AssertionError("no answer through the resolver: " + dig(port, LIVE + " CNAME"));
  }

  private Process unbound(Path directory, int port) throws Exception {
    Path file = directory.resolve("unbound.conf");
    Files.writeString(
        file,
        """
        server:
          directory: "%1$s"
          username: ""
          chroot: ""
          pidfile: ""
          use-syslog: no
          logfile: "%1$s/log"
          interface: 127.0.0.1
          port: %2$d
          num-threads: 1
          do-ip6: no
          do-not-query-localhost: no
          use-caps-for-id: yes
          module-config: "subnetcache iterator"
          send-client-subnet: 127.0.0.1
          client-subnet-always-forward: yes
          trust-anchor-file: ""
          access-control: 127.0.0.0/8 allow
        stub-zone:
          name: "lb.example.net"
          stub-addr: 127.0.0.1@%3$d
        remote-control:
          control-enable: no
        """
            .formatted(directory, port, listener.port()));
    return new ProcessBuilder(RealServer.program("unbound", "unbound"), "-d", "-c", file.toString())
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("out").toFile())
        .start();
  }
}
