package dev.tidegate.dns.reconcile;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/**
 * A name server of the operating system's packages, run in the foreground on loopback for a test.
 * Where its program is missing the test is skipped, visibly; on a build machine it fails.
 */
public abstract class RealServer implements NameServer {
  private static final int TRIES = 20;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  protected final Path directory;
  protected final int port;
  private @org.jspecify.annotations.Nullable Process process;

  protected RealServer(Path directory) throws IOException {
    this.directory = directory;
    this.port = freePort();
  }

  /** The program's path; skips or fails the test where it is missing. */
  public static String program(String name, String debianPackage) {
    for (String place : List.of("/usr/sbin/", "/usr/bin/", "/usr/local/sbin/", "/usr/local/bin/")) {
      if (Files.isExecutable(Path.of(place + name))) {
        return place + name;
      }
    }
    String missing = name + " is not installed (Debian: apt-get install " + debianPackage + ")";
    if (System.getenv("CI") != null) {
      Assertions.fail(missing);
    }
    Assumptions.abort(missing);
    throw new AssertionError(missing);
  }

  /** A port of loopback that is free by TCP and by UDP: name servers want both. */
  public static int freePort() throws IOException {
    for (int i = 0; i < TRIES; i++) {
      try (ServerSocket stream = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
          DatagramSocket _ =
              new DatagramSocket(stream.getLocalPort(), InetAddress.getLoopbackAddress())) {
        return stream.getLocalPort();
      } catch (BindException e) {
        // somebody has it by UDP
      }
    }
    throw new IOException("no port is free by TCP and UDP");
  }

  protected abstract List<String> command() throws IOException;

  /** What must be done before it is asked anything; asked again until true. */
  protected boolean prepared() throws IOException {
    return true;
  }

  @Override
  public InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  @Override
  public void start() throws Exception {
    process =
        new ProcessBuilder(command())
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
            .start();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!prepared() || !answers()) {
      if (System.nanoTime() > deadline || !process.isAlive()) {
        throw new IllegalStateException("did not start:\n" + Files.readString(log()));
      }
      Thread.sleep(20);
    }
  }

  public Path log() {
    return directory.resolve("server.log");
  }

  private boolean answers() {
    try {
      SimpleResolver resolver = new SimpleResolver(address());
      resolver.setTimeout(Duration.ofMillis(500));
      Message soa =
          resolver.send(
              Message.newQuery(
                  Record.newRecord(Name.fromString("cdn.test."), Type.SOA, DClass.IN)));
      return soa.getRcode() == Rcode.NOERROR && soa.getHeader().getFlag(Flags.AA);
    } catch (IOException e) {
      return false;
    }
  }

  /** Makes it read its configuration again, as {@code SIGHUP} does where it is understood. */
  protected void reload() throws Exception {
    Process running = process;
    if (running != null) {
      new ProcessBuilder("kill", "-HUP", String.valueOf(running.pid())).start().waitFor();
    }
  }

  @Override
  public void kill() throws InterruptedException {
    Process running = process;
    if (running != null) {
      running.destroyForcibly();
      running.waitFor();
    }
  }

  @Override
  public void close() {
    try {
      kill();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The zone that servers start with: names of others among it. */
  protected static String zoneFile() {
    return """
        $TTL 300
        @ IN SOA ns1.cdn.test. hostmaster.cdn.test. 1 3600 600 86400 60
        @ IN NS ns1.cdn.test.
        ns1 IN A 127.0.0.1
        www IN A 192.0.2.80
        b01.other IN CNAME keep.me.example.
        live.other IN CNAME keep.me.example.
        """;
  }
}
