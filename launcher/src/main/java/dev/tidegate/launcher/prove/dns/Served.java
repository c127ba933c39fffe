package dev.tidegate.launcher.prove.dns;

import dev.tidegate.launcher.stage.Ports;
import dev.tidegate.launcher.stage.ServeProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** {@code serve} with the built-in responder, as a process of its own. */
record Served(ServeProcess process, int port) implements AutoCloseable {
  static Served start(Path directory, String zone) throws IOException, InterruptedException {
    Files.createDirectories(directory);
    int port = Ports.free();
    int publicPort = Ports.free();
    Path config = directory.resolve("tidegate.yaml");
    Files.writeString(
        config,
        Daemon.resource("tidegate.yaml")
            .replace("PUBLIC", Integer.toString(publicPort))
            .replace("OPERATOR", Integer.toString(Ports.free()))
            .replace("DNS", Integer.toString(port))
            .replace("ZONE", zone));
    URI ready = URI.create("http://127.0.0.1:" + publicPort + "/readyz");
    return new Served(ServeProcess.start(config, ready, List.of("-Xmx512m")), port);
  }

  @Override
  public void close() {
    process.close();
  }
}
