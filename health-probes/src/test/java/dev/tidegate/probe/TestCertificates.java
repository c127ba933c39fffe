package dev.tidegate.probe;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** An authority and the certificates it signed, made by the JDK's keytool. */
final class TestCertificates {
  static final char[] PASSWORD = "changeit".toCharArray();
  private final Path folder;
  private final KeyStore all;

  TestCertificates(Path folder) throws Exception {
    this.folder = folder;
    make("authority", "-ext", "bc:c", "-validity", "30");
    sign("good", "san=dns:localhost,ip:127.0.0.1", "-validity", "20");
    sign("ending", "san=dns:localhost,ip:127.0.0.1", "-validity", "3");
    sign("expired", "san=dns:localhost,ip:127.0.0.1", "-startdate", "-10d", "-validity", "5");
    sign("misnamed", "san=dns:other.example", "-validity", "20");
    make("stranger", "-ext", "san=dns:localhost,ip:127.0.0.1", "-validity", "20");
    all = KeyStore.getInstance(folder.resolve("all.p12").toFile(), PASSWORD);
  }

  private void sign(String name, String san, String... more) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("-signer", "authority", "-ext", san));
    arguments.addAll(List.of(more));
    make(name, arguments.toArray(String[]::new));
  }

  private void make(String name, String... more) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-genkeypair",
                "-keystore",
                folder.resolve("all.p12").toString(),
                "-storepass",
                "changeit",
                "-keyalg",
                "EC",
                "-alias",
                name,
                "-dname",
                "CN=" + name));
    command.addAll(List.of(more));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException(Files.readString(folder.resolve("keytool.log")));
    }
  }

  /** A file with one certificate and its key. */
  Path store(String name) throws GeneralSecurityException, IOException {
    Path file = folder.resolve(name + ".p12");
    try (OutputStream out = Files.newOutputStream(file)) {
      only(name).store(out, PASSWORD);
    }
    return file;
  }

  private KeyStore only(String name) throws GeneralSecurityException, IOException {
    KeyStore one = KeyStore.getInstance("PKCS12");
    one.load(null, PASSWORD);
    one.setKeyEntry(name, all.getKey(name, PASSWORD), PASSWORD, all.getCertificateChain(name));
    return one;
  }

  /** For a server that shows this certificate. */
  SSLContext server(String name) throws GeneralSecurityException, IOException {
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(only(name), PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  /** For a client that trusts the authority alone. */
  SSLContext trust() throws GeneralSecurityException, IOException {
    KeyStore anchors = KeyStore.getInstance("PKCS12");
    anchors.load(null, PASSWORD);
    anchors.setCertificateEntry("authority", all.getCertificate("authority"));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(anchors);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
