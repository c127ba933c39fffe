package dev.tidegate.launcher.prove.dns;

import dev.tidegate.dns.plan.Limits;
import dev.tidegate.dns.reconcile.CarefulBackend;
import dev.tidegate.dns.reconcile.ReconcileLoop;
import dev.tidegate.dns.reconcile.Reconciler;
import dev.tidegate.dns.reconcile.Round;
import dev.tidegate.dns.reconcile.Verification;
import dev.tidegate.dns.reconcile.Verifier;
import dev.tidegate.launcher.prove.Evidence;
import dev.tidegate.launcher.prove.Figures;
import dev.tidegate.launcher.prove.Proof;
import dev.tidegate.launcher.prove.Terms;
import dev.tidegate.launcher.stage.ScratchDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** From a snapshot's weights to a changed answer, beside the operator's own tool in turns. */
public final class DnsProof implements Proof {
  private static final int CHANGES = 50;

  /** Knot may hold back what comes within a second of the last update. */
  private static final Duration SPACING = Duration.ofMillis(1_300);

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private interface Opening {
    Contestant of(Path directory) throws IOException, InterruptedException;
  }

  private static final Map<String, Opening> ALL = new LinkedHashMap<>();

  static {
    ALL.put("bind", Contestant::bind);
    ALL.put("knot", Contestant::knot);
    ALL.put("powerdns", Contestant::powerDns);
  }

  /** Programs that it wants. */
  static List<String> lacking() {
    return Daemon.lacking("named", "nsupdate", "knotd", "pdns_server", "sqlite3", "curl");
  }

  /**
   * @param ours milliseconds from the weights being wanted to the changed answer
   * @param direct milliseconds from the tool's start to the changed answer
   * @param verified changes of ours that every server answered for
   */
  private record Result(
      String name, List<Double> ours, List<Double> direct, int verified, double load) {}

  @Override
  public String name() {
    return "dns";
  }

  @Override
  public String about() {
    return "From a snapshot's weights to a changed answer on BIND, Knot and PowerDNS.";
  }

  @Override
  public Evidence run(Terms terms, PrintWriter progress) throws IOException, InterruptedException {
    if (!lacking().isEmpty()) {
      throw new IOException("not installed: " + lacking() + "; ./tidegate test installs them");
    }
    int changes = terms.runs().orElse(CHANGES);
    List<Result> results = new ArrayList<>();
    try (ScratchDirectory scratch = ScratchDirectory.create("tidegate-dns")) {
      for (Map.Entry<String, Opening> one : ALL.entrySet()) {
        if (terms.wants(one.getKey())) {
          try (Contestant contestant = one.getValue().of(scratch.path().resolve(one.getKey()))) {
            results.add(measure(contestant, changes, progress));
          }
        }
      }
    }
    return evidence(results, changes);
  }

  private static Result measure(Contestant contestant, int changes, PrintWriter progress)
      throws IOException, InterruptedException {
    List<Double> ours = new ArrayList<>();
    List<Double> direct = new ArrayList<>();
    int verified = 0;
    ReconcileLoop loop = new ReconcileLoop(reconciler(contestant), round -> {});
    try (loop;
        Asker asker = new Asker(contestant.daemon().port())) {
      loop.start();
      for (int turn = 0; turn <= changes; turn++) {
        String expected = Contestant.answer(turn);
        long began = System.nanoTime();
        loop.want(contestant.wanted(turn));
        double seen = await(asker, contestant.watched(), expected, began);
        verified += turn > 0 && verified(loop, "1." + turn + "-") ? 1 : 0;
        Thread.sleep(SPACING);
        began = System.nanoTime();
        contestant.direct().change(expected);
        double seenDirect = await(asker, contestant.direct().watched(), expected, began);
        if (turn > 0) { // the first fills the zone
          ours.add(seen);
          direct.add(seenDirect);
        }
        Thread.sleep(SPACING);
      }
    }
    progress.printf(
        Locale.ROOT,
        "%s: ours %s ms, direct %s ms (median | p95 | max)%n",
        contestant.name(),
        new Figures(ours).cells(),
        new Figures(direct).cells());
    progress.flush();
    return new Result(contestant.name(), ours, direct, verified, load());
  }

  private static Reconciler reconciler(Contestant contestant) {
    return new Reconciler(
        new CarefulBackend(contestant.backend()),
        Verifier.ofWritten(
            Contestant.ZONE, Contestant.address(contestant.daemon()), Duration.ofSeconds(5)),
        new Limits("prove-1", Contestant.ZONE, 0.3),
        InstantSource.system());
  }

  /** Milliseconds until the name is answered so. */
  private static double await(Asker asker, String name, String expected, long began)
      throws IOException, InterruptedException {
    while (!asker.alias(name, Optional.empty()).equals(Optional.of(expected))) {
      if (System.nanoTime() - began > PATIENCE.toNanos()) {
        return Double.POSITIVE_INFINITY;
      }
      Thread.sleep(1);
    }
    return (System.nanoTime() - began) / 1e6;
  }

  private static boolean verified(ReconcileLoop loop, String version) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      Optional<Round> applied =
          loop.lastApplied().filter(r -> r.intended().version().startsWith(version));
      if (applied.isPresent()) {
        return applied.get().verification().map(Verification::right).orElse(false);
      }
      Thread.sleep(5);
    }
    return false;
  }

  private static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  private static Evidence evidence(List<Result> results, int changes) {
    List<String> body = new ArrayList<>();
    body.add(
        changes
            + " changes on each server, in turns with the operator's own tool (`nsupdate -v` with a"
            + " TSIG key, `curl` to the HTTP interface), 1.3 s apart. Ours: from the loop being told"
            + " to the first changed answer, through observe, plan, guard and apply (20 of 100 bucket"
            + " names and an ownership record; one LUA record and its ownership record). Direct: from"
            + " the start of the tool, as many records. One name is asked every millisecond. Servers"
            + " as they come, PowerDNS with its caches.");
    body.add("");
    body.add(
        "| server | ours p50 ms | p99 | max | direct p50 ms | p99 | max | verified | load average | held |");
    body.add("|---|---|---|---|---|---|---|---|---|---|");
    boolean held = true;
    for (Result result : results) {
      boolean all = result.verified() == changes && new Figures(result.ours()).max() < 1e9;
      held &= all;
      body.add(
          String.format(
              Locale.ROOT,
              "| %s | %s | %s | %d of %d | %.1f | %s |",
              result.name(),
              cells(result.ours()),
              cells(result.direct()),
              result.verified(),
              changes,
              result.load(),
              all ? "yes" : "**no**"));
    }
    body.add("");
    body.add("Held: each change was answered, and verified by asking the server.");
    return new Evidence(held, body);
  }

  private static String cells(List<Double> millis) {
    Figures figures = new Figures(millis);
    return String.format(
        Locale.ROOT,
        "%.1f | %.1f | %.1f",
        figures.quantile(0.5),
        figures.quantile(0.99),
        figures.max());
  }
}
