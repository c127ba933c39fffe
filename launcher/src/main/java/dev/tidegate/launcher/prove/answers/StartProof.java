package dev.tidegate.launcher.prove.answers;

import dev.tidegate.launcher.prove.Evidence;
import dev.tidegate.launcher.prove.Proof;
import dev.tidegate.launcher.prove.Terms;
import dev.tidegate.launcher.prove.load.AnswerReader;
import dev.tidegate.launcher.prove.load.Told;
import dev.tidegate.launcher.stage.Ports;
import dev.tidegate.launcher.stage.ScratchDirectory;
import dev.tidegate.launcher.stage.ServeProcess;
import dev.tidegate.launcher.stage.Token;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** How long a node takes until it is ready, and whether its first answer is as fast as others. */
public final class StartProof implements Proof {
  private static final int RUNS = 10;
  private static final int ANSWERS = 1000;
  private static final int LAST = 100;
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final String NODE = "tidegate serve";

  private final double ready;
  private final double first;

  /**
   * @param ready most seconds from the start of the process to 200 at {@code /readyz}
   * @param first most times that the first answer takes what the last hundred of a thousand take
   */
  public StartProof(double ready, double first) {
    this.ready = ready;
    this.first = first;
  }

  @Override
  public String name() {
    return "start";
  }

  @Override
  public String about() {
    return "From the start of a node to ready, and its first answer beside the thousandth.";
  }

  /** {@code terms.runs} counts starts; one before them warms up whoever asks. */
  @Override
  public Evidence run(Terms terms, PrintWriter progress) throws IOException, InterruptedException {
    Turns turns = new Turns();
    for (int run = -1; run < terms.runs().orElse(RUNS); run++) {
      Told told = start();
      if (run >= 0) {
        turns.add(NODE, told);
      }
      progress.printf("start %d: %s%n", run, told.figures());
      progress.flush();
    }
    return evidence(turns);
  }

  private static Told start() throws IOException, InterruptedException {
    int port = Ports.free();
    try (ScratchDirectory directory = ScratchDirectory.create("tidegate-start")) {
      Path config =
          Files.writeString(
              directory.path().resolve("tidegate.yaml"),
              Field.configuration(port, Ports.free(), Token.random()));
      URI sign = URI.create("http://127.0.0.1:" + port + "/readyz");
      long began = System.nanoTime();
      try (ServeProcess _ = ServeProcess.start(config, sign, List.of("-Xmx512m"))) {
        double seconds = (System.nanoTime() - began) / 1e9;
        double[] millis = answers(port);
        double[] last = Arrays.copyOfRange(millis, ANSWERS - LAST, ANSWERS);
        Arrays.sort(last);
        return new Told(
            Map.of(
                "ready s", seconds,
                "first ms", millis[0],
                "second ms", millis[1],
                "last hundred ms", last[LAST / 2]));
      }
    }
  }

  /** Each on a connection of its own, from its beginning to the end of the answer. */
  private static double[] answers(int port) throws IOException {
    double[] millis = new double[ANSWERS];
    byte[] octets = new byte[16 * 1024];
    for (int i = 0; i < ANSWERS; i++) {
      byte[] request =
          ("GET /v1/hls/live?session=first-"
                  + i
                  + "&region=in-west HTTP/1.1\r\nHost: localhost\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII);
      long began = System.nanoTime();
      AnswerReader reader = new AnswerReader();
      try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
        socket.setSoTimeout((int) PATIENCE.toMillis());
        socket.getOutputStream().write(request);
        int answers = 0;
        while (answers == 0) {
          int read = socket.getInputStream().read(octets);
          if (read < 0) {
            throw new IOException("request " + i + " got no answer");
          }
          answers = reader.take(ByteBuffer.wrap(octets, 0, read));
        }
      }
      if (reader.failed() > 0) {
        throw new IOException("request " + i + " got no 200");
      }
      millis[i] = (System.nanoTime() - began) / 1e6;
    }
    return millis;
  }

  private Evidence evidence(Turns turns) {
    List<Claim> claims =
        List.of(
            Claim.atMost("ready after, s", turns.median(NODE, "ready s"), ready),
            Claim.atMost(
                "the first answer over the last hundred's median",
                turns.median(NODE, "first ms") / turns.median(NODE, "last hundred ms"),
                first));
    List<String> body = new ArrayList<>();
    body.add(
        "A process of `serve` with a new store and the cache of its start, each time anew: from its start to 200 at"
            + " `/readyz` of the public plane, asked every 20 ms.");
    body.add(
        "Then "
            + ANSWERS
            + " requests for `/v1/hls` one after another, each with a session and a connection of its own, from connecting to"
            + " the end of the answer.");
    body.add(turns.busy());
    body.add("");
    body.addAll(turns.table("ready s", "first ms", "second ms", "last hundred ms"));
    body.addAll(Claim.table(claims));
    return new Evidence(claims.stream().allMatch(Claim::held), body);
  }
}
