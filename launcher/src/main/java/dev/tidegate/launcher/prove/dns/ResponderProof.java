package dev.tidegate.launcher.prove.dns;

import dev.tidegate.launcher.prove.Evidence;
import dev.tidegate.launcher.prove.Proof;
import dev.tidegate.launcher.prove.Terms;
import dev.tidegate.launcher.stage.ScratchDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The built-in responder: answers a processor second beside NSD and PowerDNS in one run, and a
 * million bent datagrams by its socket.
 */
public final class ResponderProof implements Proof {
  static final String THROUGHPUT = "throughput";
  static final String DATAGRAMS = "datagrams";
  private static final int RUNS = 5;
  private static final int MILLION = 1_000_000;
  private static final Duration LENGTH = Duration.ofSeconds(3);

  /** Programs that it wants. */
  static List<String> lacking() {
    return Daemon.lacking("nsd", "pdns_server", "sqlite3", "dnsperf", "taskset");
  }

  @Override
  public String name() {
    return "responder";
  }

  @Override
  public String about() {
    return "The responder's answers a processor second beside NSD and PowerDNS; bent datagrams.";
  }

  /**
   * {@code terms.runs} counts turns of each server, or datagrams where only these are asked for.
   */
  @Override
  public Evidence run(Terms terms, PrintWriter progress) throws IOException, InterruptedException {
    List<String> body = new ArrayList<>();
    SortedMap<String, String> beside = new TreeMap<>();
    boolean held = true;
    try (ScratchDirectory scratch = ScratchDirectory.create("tidegate-responder")) {
      if (terms.wants(THROUGHPUT)) {
        if (!lacking().isEmpty()) {
          throw new IOException(
              "install " + lacking() + " first: apt-get install nsd pdns-server dnsperf");
        }
        Throughput throughput =
            new Throughput(terms.runs().orElse(RUNS), terms.length().orElse(LENGTH), progress);
        Evidence found = throughput.measure(scratch.path());
        body.addAll(found.body());
        body.add("");
        beside.putAll(found.beside());
        held = found.held();
      }
      if (terms.wants(DATAGRAMS)) {
        int count = terms.only().isPresent() ? terms.runs().orElse(MILLION) : MILLION;
        held &= datagrams(scratch, terms.seed(), count, body);
      }
    }
    return new Evidence(held, body, beside);
  }

  private static boolean datagrams(
      ScratchDirectory scratch, long seed, int count, List<String> body)
      throws IOException, InterruptedException {
    try (Served served = Served.start(scratch.path().resolve("bent"), "lb.example.net.")) {
      Volley.Result result = new Volley(served.process()::alive).send(served.port(), seed, count);
      boolean alive = served.process().alive();
      boolean quiet = !served.process().lastWords().contains("Exception");
      boolean held = result.over() == 0 && alive && quiet;
      body.add(
          "Datagrams by a grammar whose rules are bent now and then, seeds "
              + seed
              + " and on, to the socket of `serve`; after each 32 a proper question, which must be"
              + " answered. By UDP an answer may be four times its question, or, where what was asked"
              + " is malformed, 35 octets longer.");
      body.add("");
      body.add("| datagrams | answered | largest answer | over the bound | process | held |");
      body.add("|---|---|---|---|---|---|");
      body.add(
          String.format(
              Locale.ROOT,
              "| %d | %d | %.2f times its question | %d | %s | %s |",
              result.sent(),
              result.answered(),
              result.largest(),
              result.over(),
              alive ? quiet ? "alive, no exception in its log" : "alive, with exceptions" : "DEAD",
              held ? "yes" : "**no**"));
      return held;
    }
  }
}
