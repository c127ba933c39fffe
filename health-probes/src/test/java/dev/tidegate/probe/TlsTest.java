package dev.tidegate.probe;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import dev.tidegate.telemetry.ProbeResult;
import dev.tidegate.telemetry.ProbeResult.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@NullUnmarked // the certificates are made before all tests
class TlsTest {
  @TempDir static Path folder;
  private static TestCertificates certificates;

  @BeforeAll
  static void make() throws Exception {
    certificates = new TestCertificates(folder);
  }

  private static RawServer server(String certificate) throws Exception {
    return new RawServer(
        "https",
        certificates.server(certificate).getServerSocketFactory(),
        RawServer.answering("hello"));
  }

  private static Bench bench(URI base) throws Exception {
    return bench(Bench.target(base, Expect.SUCCESS));
  }

  private static Bench bench(ProbeTarget target) throws Exception {
    return new Bench(List.of(target), ProberLimits.defaults(), Optional.of(certificates.trust()));
  }

  @Test
  void aTrustedCertificateIsOkAndItsEndIsKnown() throws Exception {
    try (RawServer server = server("ending");
        Bench bench = bench(server.url())) {
      ProbeResult result = bench.next();
      assertThat(result.outcome()).as(result.detail()).isEqualTo(Outcome.OK);
      List<CertificateExpiry> known = bench.prober.certificates();
      assertThat(known).hasSize(1);
      assertThat(known.getFirst().host()).isEqualTo("127.0.0.1:" + server.port());
      assertThat(known.getFirst().left(Instant.now()))
          .isBetween(Duration.ofDays(2), Duration.ofDays(3));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"expired", "misnamed", "stranger"})
  void aBadCertificateIsTls(String certificate) throws Exception {
    try (RawServer server = server(certificate);
        Bench bench = bench(server.url())) {
      ProbeResult result = bench.next();
      assertThat(result.outcome()).as(result.detail()).isEqualTo(Outcome.TLS);
    }
  }

  @Test
  void aServerThatSpeaksNoTlsIsTls() throws Exception {
    try (RawServer plain = new RawServer(TlsTest::badRequest);
        Bench bench = bench(URI.create("https://127.0.0.1:" + plain.port()))) {
      ProbeResult result = bench.next();
      assertThat(result.outcome()).as(result.detail()).isEqualTo(Outcome.TLS);
    }
  }

  private static void badRequest(Socket socket) throws IOException {
    if (socket.getInputStream().read() >= 0) {
      RawServer.say(socket, "HTTP/1.1 400 Bad Request\r\n\r\n");
    }
  }

  @Test
  void aHandshakeThatNeverAnswersTimesOutAndNoConnectionLeaks() throws Exception {
    try (RawServer hole = new RawServer(RawServer::mute);
        Bench bench = bench(Bench.hurried(URI.create("https://127.0.0.1:" + hole.port())))) {
      for (int i = 0; i < 4; i++) {
        ProbeResult result = bench.next();
        assertThat(result.outcome()).as(result.detail()).isEqualTo(Outcome.TIMEOUT);
      }
      Bench.await("connections given up", () -> hole.open() <= 2);
      assertThat(hole.accepted.get()).isGreaterThanOrEqualTo(4);
    }
  }

  private static WireMockServer cdn(ResponseDefinitionBuilder answer) throws Exception {
    WireMockServer cdn =
        new WireMockServer(
            WireMockConfiguration.options()
                .httpDisabled(true)
                .dynamicHttpsPort()
                .keystorePath(certificates.store("good").toString())
                .keystoreType("PKCS12")
                .keystorePassword("changeit")
                .keyManagerPassword("changeit"));
    cdn.start();
    cdn.stubFor(get(anyUrl()).willReturn(answer));
    return cdn;
  }

  @Test
  void anotherHostIsNamedWhereHttp2WouldBeSpokenToo() throws Exception {
    WireMockServer cdn = cdn(aResponse().withStatus(404));
    cdn.stubFor(get(anyUrl()).withHeader("Host", equalTo("v.example.com")).willReturn(aResponse()));
    URI url = URI.create("https://localhost:" + cdn.httpsPort());
    try (Bench bench = bench(Bench.naming("v.example.com", url))) {
      ProbeResult result = bench.next();
      assertThat(result.outcome()).as(result.detail()).isEqualTo(Outcome.OK);
    } finally {
      cdn.stop();
    }
  }

  @Test
  void http2IsSpokenAndADeadConnectionCostsOneRound() throws Exception {
    WireMockServer cdn = cdn(aResponse().withBody("hello"));
    Dam dam = new Dam(cdn.httpsPort());
    try (RawServer middle = new RawServer(dam);
        Bench bench = bench(URI.create("https://localhost:" + middle.port()))) {
      Bench.await(
          "HTTP/2", () -> bench.results.stream().anyMatch(r -> r.detail().contains("HTTP/2")));
      // A lane is not renewed in its first second.
      Thread.sleep(Duration.ofMillis(1100));
      dam.dead.incrementAndGet();
      bench.results.clear();
      Bench.await(
          "answers on a new connection",
          () -> bench.results.stream().skip(1).anyMatch(r -> r.outcome() == Outcome.OK));
      List<Outcome> outcomes = bench.results.stream().map(ProbeResult::outcome).toList();
      assertThat(outcomes).containsOnlyOnce(Outcome.TIMEOUT);
      assertThat(outcomes).filteredOn(o -> o != Outcome.TIMEOUT && o != Outcome.OK).isEmpty();
    } finally {
      cdn.stop();
    }
  }

  /** Passes bytes on, until the connections there are by then go dead without a word. */
  private static final class Dam implements RawServer.Talk {
    private final int port;
    private final AtomicInteger dead = new AtomicInteger();

    Dam(int port) {
      this.port = port;
    }

    @Override
    public void on(Socket near) throws IOException {
      int since = dead.get();
      try (Socket far = new Socket(InetAddress.getLoopbackAddress(), port)) {
        Thread.ofVirtual().start(() -> pump(far, near, since));
        pump(near, far, since);
      }
    }

    private void pump(Socket from, Socket to, int since) {
      byte[] buffer = new byte[8192];
      try {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          if (dead.get() == since) {
            out.write(buffer, 0, n);
          }
        }
      } catch (IOException e) {
        // One side has left.
      }
    }
  }
}
