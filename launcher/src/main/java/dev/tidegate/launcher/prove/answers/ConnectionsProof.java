package dev.tidegate.launcher.prove.answers;

import dev.tidegate.launcher.prove.Evidence;
import dev.tidegate.launcher.prove.Proof;
import dev.tidegate.launcher.prove.Terms;
import dev.tidegate.launcher.prove.load.Crowd;
import dev.tidegate.launcher.prove.load.LoadProcess;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Many connections that are kept: all answered, twice, and what they cost in memory. */
public final class ConnectionsProof implements Proof {
  /** The issue's: as many as fit under a limit of 20 000 open files. */
  public static final int CONNECTIONS = 18_000;

  private static final double MOST_MIB = 900;

  private final int connections;

  /**
   * @param connections in all, of two client processes
   */
  public ConnectionsProof(int connections) {
    this.connections = connections;
  }

  @Override
  public String name() {
    return "connections";
  }

  @Override
  public String about() {
    return "18 000 connections that are kept, from two processes: all answered, resident memory.";
  }

  @Override
  public Evidence run(Terms terms, PrintWriter progress) throws IOException, InterruptedException {
    Tools.demand();
    Turns turns = new Turns();
    try (Field field = new Field(Cores.SERVER, false);
        LoadProcess first = crowd(field, "127.0.1.1");
        LoadProcess second = crowd(field, "127.0.1.2")) {
      double before = residentMib(field);
      first.await("there");
      second.await("there");
      progress.printf("all are there, %.0f MiB%n", residentMib(field));
      progress.flush();
      first.goOn();
      second.goOn();
      first.await("again");
      second.await("again");
      double after = residentMib(field);
      first.goOn();
      second.goOn();
      turns.add("first process", first.end());
      turns.add("second process", second.end());
      return evidence(turns, before, after);
    }
  }

  private LoadProcess crowd(Field field, String from) throws IOException {
    int port = field.contender(Field.HLS).at().getPort();
    return LoadProcess.start(
        Cores.LOAD, Crowd.class, port, Crowd.Manner.KEPT, connections / 2, from, 0);
  }

  private static double residentMib(Field field) throws IOException {
    return field.serve().residentKib().orElse(0) / 1024.0;
  }

  private Evidence evidence(Turns turns, double before, double after) {
    List<Claim> claims =
        List.of(
            Claim.atMost("resident memory with all of them, MiB", after, MOST_MIB),
            Claim.atLeast("connections still open", turns.sum("open"), connections),
            Claim.atLeast("answers", turns.sum("answered"), 2.0 * connections),
            Claim.atMost("answers that failed", turns.sum("failed"), 0));
    List<String> body = new ArrayList<>();
    body.add(
        "%d connections over HTTP/1.1 from 127.0.1.1 and 127.0.1.2. Each asks for `/v1/hls` once it is"
                .formatted(connections)
            + " there and again when all are. Tidegate has a heap of at most 512 MiB.");
    body.add(
        "Resident %.0f MiB before, %.0f MiB after: %.0f octets a connection, of which garbage not yet collected is a part."
            .formatted(before, after, (after - before) * 1024 * 1024 / connections));
    body.add(turns.busy());
    body.add("");
    body.addAll(turns.table("open", "answered", "failed"));
    body.addAll(Claim.table(claims));
    return new Evidence(claims.stream().allMatch(Claim::held), body);
  }
}
