package dev.tidegate.launcher.prove.commons;

import dev.tidegate.api.nodes.Heard;
import dev.tidegate.launcher.prove.Evidence;
import dev.tidegate.launcher.prove.Proof;
import dev.tidegate.launcher.prove.Terms;
import dev.tidegate.launcher.stage.Ports;
import dev.tidegate.launcher.stage.RedisProcess;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * What goes through a real redis-server in a second of 3, 10 and 30 nodes with 5 000 active cells
 * each, and what of it depends on how many viewers there are. A second is a tick of all nodes, done
 * as fast as the machine does it: what is counted is the server's own count, not time.
 */
public final class CommonsProof implements Proof {
  private static final int[] NODES = {3, 10, 30};
  private static final int CELLS = 5_000;

  /** Viewers a cell: at 5 000 cells and 30 nodes 1.5, 15 and 150 million. */
  private static final int[] VIEWERS = {10, 100, 1_000};

  private static final int MIDDLE = 100;
  private static final int TICKS = 20;

  /** The bound of a digest, with all that belongs to it. */
  private static final int BYTES_A_CELL = 96;

  /** A node costs the same among thirty as among three, give or take this. */
  private static final double LINEAR = 1.1;

  /**
   * A hundred times the viewers cost no more than this: larger numbers have more digits, and their
   * latencies fill more bins, of which there is a fixed number.
   */
  private static final double FLAT = 3;

  /** A disk has no part in what is counted. */
  private static final List<String> FORGETS = List.of("appendonly no", "save \"\"");

  private record Row(int nodes, int viewers, double calls, Usage a, double report) {}

  @Override
  public String name() {
    return "commons";
  }

  @Override
  public String about() {
    return "What 3, 10 and 30 nodes with 5 000 cells each send through Redis in a second.";
  }

  /** Whether it can be run here. */
  static boolean possible() {
    return RedisProcess.program().isPresent();
  }

  @Override
  public Evidence run(Terms terms, PrintWriter progress) throws Exception {
    int ticks = terms.runs().orElse(TICKS);
    List<Row> byNodes = new ArrayList<>();
    List<Row> byViewers = new ArrayList<>();
    for (int nodes : NODES) {
      byNodes.add(row(nodes, MIDDLE, ticks, terms.seed(), progress));
    }
    for (int viewers : VIEWERS) {
      byViewers.add(row(NODES[0], viewers, ticks, terms.seed(), progress));
    }
    return evidence(byNodes, byViewers, ticks);
  }

  private static Row row(int nodes, int viewers, int ticks, long seed, PrintWriter progress)
      throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("tidegate-commons");
    Heard heard = new Audience(seed, viewers).heard(CELLS);
    try (RedisProcess redis = RedisProcess.start(directory, Ports.free(), FORGETS);
        Fleet fleet = new Fleet(redis.uri().toString(), nodes, heard, new SplittableRandom(seed))) {
      fleet.tick(1); // scripts are known from here on
      Usage before = Usage.of(redis);
      long calls = fleet.calls();
      long appended = fleet.appended();
      for (int i = 1; i <= ticks; i++) {
        fleet.tick(1 + i);
      }
      Usage used = Usage.of(redis).minus(before);
      if (fleet.failures() > 0 || fleet.read() != (long) nodes * (ticks + 1)) {
        throw new IOException("calls failed: what is counted would mean nothing");
      }
      progress.println(nodes + " nodes, " + viewers + " viewers a cell: counted");
      return new Row(
          nodes,
          viewers,
          (fleet.calls() - calls) / (double) ticks,
          used.per(ticks),
          (fleet.appended() - appended) / (double) ticks / nodes);
    } finally {
      remove(directory);
    }
  }

  private static void remove(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }

  private static Evidence evidence(List<Row> byNodes, List<Row> byViewers, int ticks) {
    List<String> body = new ArrayList<>();
    body.add(
        String.format(
            Locale.ROOT,
            "Each node has %d active cells of one service. Each second it gives a sign of life and appends its report; the first leads: it renews its lease, reads all reports, shows its view (%d bytes), and each %d s publishes a snapshot (%d bytes), a memory (%d) and news (%d), which are told to every node. Counted by `INFO` of a redis-server over %d seconds' worth of ticks, done without waiting. The nodes are publishers in one process; what a leader computes is not in these figures.",
            CELLS,
            Fleet.VIEW,
            Fleet.EVERY,
            Fleet.SNAPSHOT,
            Fleet.MEMORY,
            Fleet.NEWS,
            ticks));
    body.add("");
    table(body, byNodes);
    body.add("");
    table(body, byViewers);
    Row few = byNodes.getFirst();
    Row many = byNodes.getLast();
    double linear = bytes(many) / many.nodes() / (bytes(few) / few.nodes());
    double calls = many.calls() / many.nodes() / (few.calls() / few.nodes());
    double flat = byViewers.getLast().report() / byViewers.getFirst().report();
    double widest = Math.max(many.report(), byViewers.getLast().report()) / CELLS;
    body.add("");
    body.add(
        String.format(
            Locale.ROOT,
            "A node among %d sends and gets %.2f times the bytes of one among %d, in %.2f times the calls (held: at most %.1f). %d times the viewers make a report %.2f times as long (held: at most %.1f). A cell takes %.1f bytes at most (held: %d).",
            many.nodes(),
            linear,
            few.nodes(),
            calls,
            LINEAR,
            byViewers.getLast().viewers() / byViewers.getFirst().viewers(),
            flat,
            FLAT,
            widest,
            BYTES_A_CELL));
    boolean held = linear <= LINEAR && calls <= LINEAR && flat <= FLAT && widest <= BYTES_A_CELL;
    return new Evidence(held, body);
  }

  private static double bytes(Row row) {
    return row.a().received() + row.a().sent();
  }

  private static void table(List<String> body, List<Row> rows) {
    body.add(
        "| nodes | viewers a cell | calls a second | commands, those in scripts too | MB in | MB out | bytes a report | bytes a cell | Redis' memory at the end, MB | its processor, s a second |");
    body.add("|---|---|---|---|---|---|---|---|---|---|");
    for (Row row : rows) {
      body.add(
          String.format(
              Locale.ROOT,
              "| %d | %d | %.1f | %d | %.2f | %.2f | %.0f | %.1f | %.0f | %.3f |",
              row.nodes(),
              row.viewers(),
              row.calls(),
              row.a().commands(),
              row.a().received() / 1e6,
              row.a().sent() / 1e6,
              row.report(),
              row.report() / CELLS,
              row.a().memory() / 1e6,
              row.a().processor()));
    }
  }
}
