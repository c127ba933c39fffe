package dev.tidegate.api.steer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.netty.http.Http2SslContextSpec;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.tcp.SslProvider;

/** TLS on the public listener: both protocols, refusals included, certificates read again. */
class PublicTlsTest {
  @TempDir Path dir;

  @Test
  void bothProtocolsAreSpokenAndANewCertificateIsTakenUp() throws Exception {
    Path cert = dir.resolve("tls.crt");
    Path key = dir.resolve("tls.key");
    make("first", cert, key);
    try (RunningPlane running =
        new RunningPlane(TestConfig.create().tls(cert, key).build(), Duration.ofSeconds(15))) {
      int port = running.plane.port();
      assertThat(talk(port, "http/1.1", "GET /v1/hls/live HTTP/1.1\r\nHost: x\r\n\r\n"))
          .startsWith("http/1.1 CN=first HTTP/1.1 200")
          .containsIgnoringCase("access-control-allow-origin: *");
      assertThat(talk(port, "http/1.1", "GET /" + "y".repeat(9000) + " HTTP/1.1\r\n\r\n"))
          .contains("HTTP/1.1 414")
          .containsIgnoringCase("access-control-allow-origin: *");
      assertThat(talk(port, "h2", "")).startsWith("h2 CN=first");
      make("second", cert, key);
      Files.setLastModifiedTime(cert, FileTime.fromMillis(1));
      running.plane.refreshTls();
      assertThat(talk(port, "h2", "")).startsWith("h2 CN=second");
      Files.writeString(cert, "broken");
      running.plane.refreshTls();
      assertThat(talk(port, "h2", "")).startsWith("h2 CN=second");
    }
  }

  @Test
  void http2AnswersAreTheSame() throws Exception {
    Path cert = dir.resolve("tls.crt");
    Path key = dir.resolve("tls.key");
    make("first", cert, key);
    try (RunningPlane running =
        new RunningPlane(TestConfig.create().tls(cert, key).build(), Duration.ofSeconds(15))) {
      HttpClient client =
          HttpClient.newConnection()
              .protocol(HttpProtocol.H2)
              .secure(spec -> spec.sslContext(trusting()))
              .baseUrl("https://127.0.0.1:" + running.plane.port());
      assertThat(h2(client, "/v1/rank/live?session=s", "")).startsWith("200 * HTTP/2.0");
      assertThat(h2(client, "/nowhere", "")).startsWith("404 *");
      assertThat(h2(client, "/v1/hls/live?session=%zz", "")).startsWith("400 *");
      assertThat(h2(client, "/v1/hls/live?x=" + "y".repeat(8300), "")).startsWith("414 *");
      assertThat(h2(client, "/v1/hls/live", "y".repeat(8300))).startsWith("431 *");
    }
  }

  /** The limit is of a request: a player's connection lives through many. */
  @Test
  void anHttp2ConnectionOutlivesTheLimitOfItsRequests() throws Exception {
    Path cert = dir.resolve("tls.crt");
    Path key = dir.resolve("tls.key");
    make("first", cert, key);
    Duration limit = Duration.ofMillis(500);
    try (RunningPlane running =
        new RunningPlane(TestConfig.create().tls(cert, key).build(), limit)) {
      AtomicInteger connections = new AtomicInteger();
      ConnectionProvider one = ConnectionProvider.create("one", 1);
      HttpClient client =
          HttpClient.create(one)
              .protocol(HttpProtocol.H2)
              .secure(spec -> spec.sslContext(trusting()))
              .doOnChannelInit((observer, channel, remote) -> connections.incrementAndGet())
              .baseUrl("https://127.0.0.1:" + running.plane.port());
      long end = System.nanoTime() + limit.toNanos() * 4;
      while (System.nanoTime() < end) {
        assertThat(h2(client, "/v1/hls/live?session=s", "")).startsWith("200 * HTTP/2.0");
      }
      assertThat(connections).hasValue(1);
      HttpClientResponse cut =
          client
              .post()
              .uri("/v1/beacons/live")
              .send(Flux.never())
              .response()
              .block(Duration.ofSeconds(10));
      assertThat(cut).as("a request that never ends").isNotNull();
      assertThat(cut.status().code()).isEqualTo(408);
      assertThat(cut.responseHeaders().get("access-control-allow-origin")).isEqualTo("*");
      one.dispose();
    }
  }

  private static SslProvider.GenericSslContextSpec<?> trusting() {
    return Http2SslContextSpec.forClient()
        .configure(b -> b.trustManager(InsecureTrustManagerFactory.INSTANCE));
  }

  private static String h2(HttpClient client, String uri, String header) {
    return String.valueOf(
        client
            .headers(h -> h.set("x-long", header))
            .get()
            .uri(uri)
            .responseSingle(
                (response, body) ->
                    body.asString()
                        .defaultIfEmpty("")
                        .map(
                            text ->
                                response.status().code()
                                    + " "
                                    + response.responseHeaders().get("access-control-allow-origin")
                                    + " "
                                    + response.version()
                                    + " "
                                    + text))
            .block(Duration.ofSeconds(10)));
  }

  @Test
  void whoComesAgainResumesItsSession() throws Exception {
    Path cert = dir.resolve("tls.crt");
    Path key = dir.resolve("tls.key");
    make("first", cert, key);
    try (RunningPlane running =
        new RunningPlane(TestConfig.create().tls(cert, key).build(), Duration.ofSeconds(15))) {
      Trusting trusting = new Trusting();
      SSLContext known = SSLContext.getInstance("TLS");
      known.init(null, new TrustManager[] {trusting}, null);
      String request = "GET /v1/hls/live HTTP/1.1\r\nHost: x\r\n\r\n";
      for (int i = 0; i < 5; i++) {
        assertThat(talk(known, running.plane.port(), "http/1.1", request)).contains(" 200 ");
      }
      assertThat(trusting.asked).as("full handshakes").hasValue(1);
    }
  }

  @Test
  void theServersTlsIsNativeWhereThereIsABuildOfIt() {
    boolean built =
        System.getProperty("os.name").equals("Linux")
            && System.getProperty("os.arch").matches("amd64|aarch64");
    assertThat(ReloadingTls.isNative()).isEqualTo(built);
  }

  @Test
  void filesThatCannotBeUsedAreNamedAtStart() {
    assertThatThrownBy(
            () ->
                new RunningPlane(
                    TestConfig.create().tls(dir.resolve("no.crt"), dir.resolve("no.key")).build(),
                    Duration.ofSeconds(15)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no.crt");
  }

  private static String talk(int port, String protocol, String request) throws Exception {
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, new TrustManager[] {new Trusting()}, null);
    return talk(tls, port, protocol, request);
  }

  private static String talk(SSLContext tls, int port, String protocol, String request)
      throws Exception {
    try (SSLSocket socket =
        (SSLSocket) tls.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      javax.net.ssl.SSLParameters parameters = socket.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {protocol});
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      Certificate[] chain = socket.getSession().getPeerCertificates();
      String who = ((X509Certificate) chain[0]).getSubjectX500Principal().getName();
      String spoken = socket.getApplicationProtocol() + " " + who + " ";
      if (request.isEmpty()) {
        return spoken;
      }
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      InputStream in = socket.getInputStream();
      byte[] head = new byte[2000];
      return spoken + new String(head, 0, Math.max(0, in.read(head)), StandardCharsets.UTF_8);
    }
  }

  /** Tests know whom they call. */
  private static final class Trusting implements X509TrustManager {
    private final AtomicInteger asked = new AtomicInteger();

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {
      asked.incrementAndGet();
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  /** A self-signed certificate and its key in PEM, by the JDK's own keytool. */
  private void make(String name, Path cert, Path key) throws Exception {
    Path store = dir.resolve(name + ".p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "a",
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-validity",
                "30",
                "-storetype",
                "PKCS12",
                "-storepass",
                "changeit",
                "-keystore",
                store.toString())
            .inheritIO()
            .start();
    assertThat(keytool.waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, "changeit".toCharArray());
    }
    Files.writeString(cert, pem("CERTIFICATE", keys.getCertificate("a").getEncoded()));
    java.security.Key secret = keys.getKey("a", "changeit".toCharArray());
    assertThat(secret).isNotNull();
    Files.writeString(key, pem("PRIVATE KEY", secret.getEncoded()));
  }

  private static String pem(String what, byte[] der) {
    return "-----BEGIN "
        + what
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END "
        + what
        + "-----\n";
  }
}
