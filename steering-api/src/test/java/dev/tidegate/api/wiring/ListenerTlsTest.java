package dev.tidegate.api.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS on both listeners, and certificates that are replaced while it runs. */
class ListenerTlsTest {
  @TempDir Path directory;

  @Test
  void bothListenersTakeANewCertificateWhileRunning() throws Exception {
    BigInteger first = certificate();
    String tls = "tls: {cert: ./tls.crt, key: ./tls.key}";
    String yaml =
        Plane.yaml()
            .replace("operator: {", "operator: {" + tls + ", ")
            .replace("public: {", "public: {" + tls + ", ");
    try (Application application =
        Application.run(ServeOptions.within(directory, yaml.getBytes(StandardCharsets.UTF_8)))) {
      assertThat(serial(application.operatorPort())).isEqualTo(first);
      assertThat(serial(application.publicPort())).isEqualTo(first);
      BigInteger second = certificate();
      Await.until(Duration.ofSeconds(15), () -> serial(application.operatorPort()).equals(second));
      Await.until(Duration.ofSeconds(5), () -> serial(application.publicPort()).equals(second));
    }
  }

  /** Makes a new key and certificate in place of the old; returns its serial number. */
  private BigInteger certificate() throws Exception {
    Path store = directory.resolve("new.p12");
    Files.deleteIfExists(store);
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    Process made =
        new ProcessBuilder(
                keytool,
                "-genkeypair",
                "-alias",
                "k",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                "changeit")
            .redirectErrorStream(true)
            .start();
    made.getInputStream().readAllBytes();
    assertThat(made.waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, "changeit".toCharArray());
    }
    X509Certificate certificate = (X509Certificate) keys.getCertificate("k");
    byte[] key = Objects.requireNonNull(keys.getKey("k", "changeit".toCharArray())).getEncoded();
    replace("tls.key", pem("PRIVATE KEY", key));
    replace("tls.crt", pem("CERTIFICATE", certificate.getEncoded()));
    return certificate.getSerialNumber();
  }

  private void replace(String name, String text) throws Exception {
    Path next = Files.writeString(directory.resolve(name + ".next"), text);
    Files.move(next, directory.resolve(name), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }

  private static String pem(String what, byte[] bytes) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    return "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n";
  }

  private static BigInteger serial(int port) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Anyone()}, null);
    try (SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port)) {
      socket.setSoTimeout(5000);
      socket.startHandshake();
      return ((X509Certificate) socket.getSession().getPeerCertificates()[0]).getSerialNumber();
    }
  }

  /** Takes every certificate: the test looks at it itself. */
  private static final class Anyone implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
