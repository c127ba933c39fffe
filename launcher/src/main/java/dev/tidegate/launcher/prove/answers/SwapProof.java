package dev.tidegate.launcher.prove.answers;

import dev.tidegate.launcher.prove.Evidence;
import dev.tidegate.launcher.prove.Proof;
import dev.tidegate.launcher.prove.Terms;
import dev.tidegate.launcher.prove.load.Told;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Under full load, a snapshot that says something else is published every second. */
public final class SwapProof implements Proof {
  private static final int RUNS = 5;

  /** Turns of each kind before those that count, so that these show snapshots, not compilers. */
  private static final int WARM_UPS = 2;

  private static final Duration LENGTH = Duration.ofSeconds(15);
  private static final String STILL = "snapshots stand still";
  private static final String SWAPPED = "a new snapshot a second";

  private final double bound;
  private final boolean lateFails;

  /**
   * @param bound of p99 with new snapshots over p99 without
   * @param lateFails whether an answer that is later than wrk waits has failed
   */
  public SwapProof(double bound, boolean lateFails) {
    this.bound = bound;
    this.lateFails = lateFails;
  }

  @Override
  public String name() {
    return "swap";
  }

  @Override
  public String about() {
    return "A new snapshot every second under full load: nothing is lost and nothing waits.";
  }

  /** {@code terms.runs} counts turns of each, {@code terms.length} is the time of one. */
  @Override
  public Evidence run(Terms terms, PrintWriter progress) throws IOException, InterruptedException {
    Tools.demand();
    Duration length = terms.length().orElse(LENGTH);
    Turns turns = new Turns();
    long versions = 0;
    try (Field field = new Field(Cores.SERVER, false);
        Swaps swaps = new Swaps(field, length);
        ExecutorService hand = Executors.newSingleThreadExecutor()) {
      Load load = new Load(field.write("player.lua", Field.resource("player.lua")), Cores.LOAD);
      Callable<Told> loaded = () -> told(load.run(field.contender(Field.HLS).at(), length), length);
      warmUp(loaded, swaps, hand);
      for (int run = 0; run < terms.runs().orElse(RUNS); run++) {
        turns.add(STILL, loaded.call());
        swaps.plan();
        long before = swaps.versions();
        turns.add(SWAPPED, loaded.call());
        versions += swaps.versions() - before;
        progress.printf("turn %d: %d versions so far%n", run, versions);
        progress.flush();
      }
      int wanted = (int) (terms.runs().orElse(RUNS) * length.toSeconds() / 2);
      return evidence(turns, versions, wanted);
    } catch (IOException | InterruptedException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("the operator plane failed", e);
    }
  }

  /** First what makes a snapshot is compiled, then what answers from one and then another. */
  private void warmUp(Callable<Told> loaded, Swaps swaps, ExecutorService hand) throws Exception {
    loaded.call();
    for (int run = 0; run < warmUps(); run++) {
      Future<?> hurried = hand.submit(swaps.hurried());
      loaded.call();
      hurried.get();
    }
    for (int run = 0; run < warmUps(); run++) {
      loaded.call();
      swaps.plan();
      loaded.call();
    }
  }

  /** Where nothing has to be fast, nothing has to be warm. */
  private int warmUps() {
    return Double.isInfinite(bound) ? 0 : WARM_UPS;
  }

  private Told told(Load.Seen seen, Duration length) {
    return new Told(
        Map.of(
            "answers a second",
            (double) seen.requests() / length.toSeconds(),
            "p50",
            seen.p50(),
            "p99",
            seen.p99(),
            "failed",
            (double) (seen.failed() - (lateFails ? 0 : seen.late()))));
  }

  private Evidence evidence(Turns turns, long versions, int wanted) {
    List<Claim> claims =
        List.of(
            Claim.atMost(
                "p99 with new snapshots over p99 without",
                turns.ratio("p99", SWAPPED, STILL),
                bound),
            Claim.atMost("requests that failed", turns.sum("failed"), 0),
            Claim.atLeast("snapshots that were published", (double) versions, wanted));
    List<String> body = new ArrayList<>();
    body.add(
        "`/v1/hls` on one core, wrk with 64 connections on the other, each asks again at once."
            + " Every second another weight is in force, as an operator ordered before, which moves"
            + " buckets. In turns with none, after "
            + warmUps()
            + " with one each 50 ms and as many of either kind to warm up.");
    body.add(turns.busy());
    body.add("");
    body.addAll(turns.table("answers a second", "p50", "p99", "failed"));
    body.addAll(Claim.table(claims));
    return new Evidence(claims.stream().allMatch(Claim::held), body);
  }
}
