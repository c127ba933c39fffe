package dev.tidegate.launcher.prove.answers;

import dev.tidegate.launcher.stage.Ports;
import dev.tidegate.launcher.stage.ScratchDirectory;
import dev.tidegate.launcher.stage.ServeProcess;
import dev.tidegate.launcher.stage.Token;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tidegate and nginx with the same certificate, both on one core. */
final class SecureField implements AutoCloseable {
  static final String TIDEGATE = "tidegate";
  static final String NGINX = "nginx";
  private static final Duration START = Duration.ofSeconds(60);

  private final ScratchDirectory directory = ScratchDirectory.create("tidegate-tls");
  private final String core;
  private final int port = Ports.free();
  private final int operatorPort = Ports.free();
  private final int nginxPort = Ports.free();
  private final Process serve;
  private @Nullable Process nginx;

  /** Starts both on {@code core}, as taskset names it. */
  SecureField(String core) throws IOException, InterruptedException {
    this.core = core;
    certificate();
    write(
        "tidegate.yaml",
        Field.configuration(port, operatorPort, Token.random())
            .replace(
                "base-url: \"https://steer.example.com\"",
                "base-url: \"https://steer.example.com\", tls: {cert: ./tls.crt, key: ./tls.key}"));
    serve = start(ServeProcess.command(path("tidegate.yaml"), List.of("-Xmx512m")));
    try {
      awaitListening(serve, port);
      write(
          "nginx-tls.conf",
          Field.resource("nginx-tls.conf")
              .replace("PORT", Integer.toString(nginxPort))
              .replace("BODY", "x".repeat(160)));
      nginx =
          start(
              List.of(
                  "nginx",
                  "-p",
                  directory.path().toString(),
                  "-c",
                  path("nginx-tls.conf").toString(),
                  "-e",
                  "stderr"));
      awaitListening(nginx, nginxPort);
    } catch (IOException | InterruptedException | RuntimeException failure) {
      close();
      throw failure;
    }
  }

  List<Contender> contenders() {
    Process peer = nginx;
    if (peer == null) {
      return List.of();
    }
    long worker = peer.children().findFirst().map(ProcessHandle::pid).orElse(peer.pid());
    return List.of(
        new Contender(
            TIDEGATE, serve.pid(), URI.create("https://127.0.0.1:" + port + "/v1/hls/live")),
        new Contender(
            NGINX, worker, URI.create("https://127.0.0.1:" + nginxPort + "/v1/hls/live")));
  }

  /** The load's program, written out. */
  Path script() throws IOException {
    try (InputStream in = SecureField.class.getResourceAsStream("/prove/load/handshakes.mjs")) {
      if (in == null) {
        throw new IOException("the program lacks its file handshakes.mjs");
      }
      return write("handshakes.mjs", new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private Path path(String name) {
    return directory.path().resolve(name);
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(path(name), text);
  }

  private Process start(List<String> command) throws IOException {
    List<String> pinned = new java.util.ArrayList<>(List.of("taskset", "-c", core));
    pinned.addAll(command);
    return new ProcessBuilder(pinned)
        .directory(directory.path().toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(path("log").toFile()))
        .start();
  }

  private void awaitListening(Process process, int at) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + START.toNanos();
    while (System.nanoTime() < deadline && process.isAlive()) {
      try (Socket _ = new Socket(InetAddress.ofLiteral("127.0.0.1"), at)) {
        return;
      } catch (IOException _) {
        Thread.sleep(50); // not listening yet
      }
    }
    throw new IOException("nothing listens at " + at + ": " + Files.readString(path("log")));
  }

  /** A self-signed one of P-256 and its key in PEM, by the JDK's own keytool. */
  private void certificate() throws IOException, InterruptedException {
    Path store = path("keys.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "a",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=localhost",
                "-storetype",
                "PKCS12",
                "-storepass",
                "changeit",
                "-keystore",
                store.toString())
            .redirectErrorStream(true)
            .redirectOutput(path("keytool.log").toFile())
            .start();
    if (keytool.waitFor() != 0) {
      throw new IOException("keytool made no key: " + Files.readString(path("keytool.log")));
    }
    try (InputStream in = Files.newInputStream(store)) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, "changeit".toCharArray());
      Key key = keys.getKey("a", "changeit".toCharArray());
      write("tls.crt", pem("CERTIFICATE", keys.getCertificate("a").getEncoded()));
      write("tls.key", pem("PRIVATE KEY", key.getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IOException("keytool made a key that cannot be read", e);
    }
  }

  private static String pem(String what, byte[] der) {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(what, text, what);
  }

  @Override
  public void close() throws IOException {
    try {
      end(nginx);
      end(serve);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    directory.close();
  }

  private static void end(@Nullable Process process) throws InterruptedException {
    if (process != null) {
      process.destroy();
      if (!process.waitFor(10, java.util.concurrent.TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
  }
}
