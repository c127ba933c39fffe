package dev.tidegate.api.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;
import tools.jackson.databind.JsonNode;

/** DNS in the running program: the responder, and a zone kept in step on a real BIND. */
class DnsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String SECRET = "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTMyYnl0ZXM=";

  @TempDir private Path directory;

  private static String yaml(String more, String pick) {
    return Plane.yaml()
            .replace("  live:\n", "  live:\n    pick: " + pick + "\n")
            .replace(
                "https://a.example.com\"", "https://a.example.com/v\", dns: a.cdn-one.example.")
            .replace("https://b.example.com\"", "https://b.example.com\", dns: b.cdn-two.example.")
            .replace(
                "https://c.example.com\"", "https://c.example.com\", dns: c.cdn-three.example.")
        + more;
  }

  private static String alias(InetSocketAddress server, String name) throws Exception {
    SimpleResolver resolver = new SimpleResolver(server);
    resolver.setTimeout(Duration.ofSeconds(5));
    Message answer =
        resolver.send(Message.newQuery(Record.newRecord(Name.fromString(name), Type.A, DClass.IN)));
    for (Record record : answer.getSection(Section.ANSWER)) {
      if (record instanceof CNAMERecord cname) {
        return cname.getTarget().toString();
      }
    }
    return "";
  }

  /** The first call of a cold program may take longer than the client waits. */
  private static boolean answers(Plane plane) throws Exception {
    try {
      return plane.get("/ops/v1/dns", Plane.VIEWER).statusCode() == 200;
    } catch (HttpTimeoutException cold) {
      return false;
    }
  }

  private static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  @Test
  void theResponderAnswersAndFollowsAnOperator() throws Exception {
    String dns =
        "dns: {enabled: true, host: 127.0.0.1, port: 0, zone: lb.example.net., ns:"
            + " [ns1.example.net.]}\n";
    try (Plane plane = Plane.start(directory, yaml(dns, "url"))) {
      Await.until(PATIENCE, () -> answers(plane));
      JsonNode before = Plane.json(plane.get("/ops/v1/dns", Plane.VIEWER));
      assertThat(before.at("/enabled").asBoolean()).as(before.toString()).isTrue();
      String address = before.at("/responder/address").asString();
      InetSocketAddress server =
          loopback(Integer.parseInt(address.substring(address.indexOf(':') + 1)));
      assertThat(alias(server, "live.lb.example.net."))
          .isIn("a.cdn-one.example.", "b.cdn-two.example.", "c.cdn-three.example.");
      String pin =
          """
          {"service":"live","region":"*","cdn":"cdn-b","action":"pin","expires":"5m","reason":"test"}
          """;
      assertThat(plane.send("POST", "/ops/v1/overrides", Plane.OPERATOR, pin).statusCode())
          .isEqualTo(201);
      Await.until(
          PATIENCE,
          () -> {
            for (int i = 0; i < 20; i++) {
              if (!alias(server, "live.in-west.lb.example.net.").equals("b.cdn-two.example.")) {
                return false;
              }
            }
            return true;
          });
      denyingACdnReachesTheResponder(plane, server, dns);
      JsonNode after = Plane.json(plane.get("/ops/v1/dns", Plane.VIEWER));
      assertThat(after.at("/responder/questions/answered").asLong()).isPositive();
      Await.until(
          PATIENCE,
          () -> Plane.json(plane.get("/ops/v1/dns", Plane.VIEWER)).at("/following").size() > 0);
      JsonNode following = Plane.json(plane.get("/ops/v1/dns", Plane.VIEWER)).at("/following/0");
      assertThat(following.at("/expected").size()).as(following.toString()).isEqualTo(3);
      assertThat(following.at("/measured").isNull()).as("nobody is counted").isTrue();
      assertThat(following.at("/alarm").asBoolean(true)).isFalse();
      assertThat(plane.get("/metrics", Plane.VIEWER).body())
          .contains(
              "tidegate_dns_unfollowed{network=\"\",region=\"in-west\",service=\"live\"} 0.0");
    }
  }

  /** All are sent to b, until b is not for everyone: nobody knows where a resolver here is. */
  private static void denyingACdnReachesTheResponder(
      Plane plane, InetSocketAddress server, String dns) throws Exception {
    String denied =
        yaml(dns, "url")
            .replace("dns: b.cdn-two.example.", "dns: b.cdn-two.example., deny: {countries: [US]}");
    String tag =
        plane.get("/ops/v1/config", Plane.ADMIN).headers().firstValue("etag").orElseThrow();
    assertThat(
            plane
                .send(
                    "PUT",
                    "/ops/v1/config?reason=test",
                    Plane.ADMIN,
                    denied,
                    "If-Match",
                    tag,
                    "Content-Type",
                    "application/yaml")
                .statusCode())
        .isEqualTo(200);
    Await.until(
        PATIENCE,
        () -> {
          for (int i = 0; i < 20; i++) {
            if (alias(server, "live.in-west.lb.example.net.").equals("b.cdn-two.example.")) {
              return false;
            }
          }
          return true;
        });
    assertThat(alias(server, "live.in-west.lb.example.net."))
        .isIn("a.cdn-one.example.", "c.cdn-three.example.");
  }

  @Test
  void aZoneOnBindIsKeptInStepAndRankingsNameItsBuckets() throws Exception {
    int port = freePort();
    Process named = bind(port);
    try {
      String targets =
          """
          dns-targets:
            - {kind: rfc2136, owner: test-1, server: "127.0.0.1:%d", zone: cdn.test., key: {name: tidegate., secret: "%s"}, services: [live], regions: {in-west: w}}
          """
              .formatted(port, SECRET);
      try (Plane plane = Plane.start(directory, yaml(targets, "bucket-host"))) {
        Await.until(PATIENCE, () -> answers(plane));
        Await.until(
            PATIENCE,
            () ->
                Plane.json(plane.get("/ops/v1/dns", Plane.VIEWER))
                    .at("/items/0/lastApply/verified")
                    .asBoolean(false));
        JsonNode zone = Plane.json(plane.get("/ops/v1/dns", Plane.VIEWER)).at("/items/0");
        assertThat(zone.at("/regions/1/region").asString()).isEqualTo("in-west");
        assertThat(zone.at("/regions/1/observed")).isEqualTo(zone.at("/regions/1/intended"));
        assertThat(zone.at("/regions/1/observed/cdn-a").asInt()).isEqualTo(5000);
        assertThat(zone.at("/servers/0/server").asString()).isEqualTo("127.0.0.1:" + port);
        assertThat(zone.at("/servers/0/right").asBoolean()).as(zone.toString()).isTrue();
        assertThat(zone.at("/servers/0/state").asString()).isEqualTo("right");
        assertThat(plane.get("/metrics", Plane.VIEWER).body())
            .containsPattern(
                "tidegate_dns_server_right\\{.*server=\"127.0.0.1:" + port + "\".*} 1");
        for (int i = 0; i < 20; i++) {
          JsonNode rank =
              Plane.json(plane.player("/v1/rank/live?path=/x.m3u8&session=s" + i)).at("/ranking/0");
          String url = rank.at("/url").asString();
          assertThat(url).matches("https://b\\d\\d\\.default\\.cdn\\.test(/v)?/x\\.m3u8");
          String host = url.substring(8, url.indexOf('/', 8));
          assertThat(alias(loopback(port), host + "."))
              .as("leads to the CDN that is named")
              .startsWith(rank.at("/cdn").asString().substring(4).toLowerCase(Locale.ROOT) + ".");
        }
      }
    } finally {
      named.destroyForcibly().waitFor();
    }
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private Process bind(int port) throws Exception {
    Path program = Path.of("/usr/sbin/named");
    if (!Files.isExecutable(program)) {
      if (System.getenv("CI") != null) {
        Assertions.fail("named is not installed (Debian: apt-get install bind9)");
      }
      Assumptions.abort("named is not installed (Debian: apt-get install bind9)");
    }
    Path home = Files.createDirectories(directory.resolve("bind"));
    Files.writeString(
        home.resolve("cdn.test.zone"),
        """
        $TTL 300
        @ IN SOA ns1.cdn.test. h.cdn.test. 1 3600 600 86400 60
        @ IN NS ns1.cdn.test.
        ns1 IN A 127.0.0.1
        """);
    Files.writeString(
        home.resolve("named.conf"),
        """
        key "tidegate" { algorithm hmac-sha256; secret "%3$s"; };
        options { directory "%1$s"; pid-file "%1$s/named.pid"; session-keyfile "%1$s/session.key"; lock-file none;
          listen-on port %2$d { 127.0.0.1; }; listen-on-v6 { none; };
          recursion no; allow-transfer { key tidegate; }; notify no; dnssec-validation no; };
        controls { };
        zone "cdn.test" { type primary; file "cdn.test.zone"; update-policy { grant tidegate zonesub CNAME TXT; }; };
        """
            .formatted(home, port, SECRET));
    return new ProcessBuilder(
            program.toString(), "-c", home.resolve("named.conf").toString(), "-n", "1", "-f")
        .redirectErrorStream(true)
        .redirectOutput(home.resolve("log").toFile())
        .start();
  }
}
