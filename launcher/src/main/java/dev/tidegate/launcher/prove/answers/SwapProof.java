package dev.tidegate.launcher.prove.answers;

import dev.tidegate.launcher.prove.Evidence;
import dev.tidegate.launcher.prove.Proof;
import dev.tidegate.launcher.prove.Terms;
import dev.tidegate.launcher.prove.load.Told;
import dev.tidegate.rehearsal.live.OperatorClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Under full load, a snapshot that says something else is published every second. */
public final class SwapProof implements Proof {
  private static final int RUNS = 5;

  /**
   * Turns with swaps in which what makes a snapshot is compiled, so that they show the snapshot.
   */
  private static final int WARM_UPS = 3;

  private static final Duration LENGTH = Duration.ofSeconds(15);
  private static final Duration SECOND = Duration.ofSeconds(1);

  private static final Duration WAIT = Duration.ofSeconds(10);

  /** Between snapshots that only warm up. */
  private static final Duration BRISK = Duration.ofMillis(50);

  private static final Pattern VERSION = Pattern.compile("\"version\":\"([^\"]+)\"");
  private static final String STILL = "snapshots stand still";
  private static final String SWAPPED = "a new snapshot a second";

  private final double bound;
  private final Duration patience;

  /**
   * @param bound of p99 with new snapshots over p99 without
   * @param patience how much longer a turn may last until enough snapshots were published; if any,
   *     an answer that is later than wrk waits has not failed
   */
  public SwapProof(double bound, Duration patience) {
    this.bound = bound;
    this.patience = patience;
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
    Set<String> versions = new HashSet<>();
    int each = (int) (length.toSeconds() / 2);
    try (Field field = new Field(Cores.SERVER, false);
        OperatorClient operator = field.operator();
        HttpClient viewer = HttpClient.newHttpClient();
        ExecutorService hand = Executors.newSingleThreadExecutor()) {
      Load load = new Load(field.write("player.lua", Field.resource("player.lua")), Cores.LOAD);
      load.run(field.contender(Field.HLS).at(), length);
      for (int run = -warmUps(); run < 0; run++) {
        Future<Set<String>> swaps =
            hand.submit(() -> swap(field, operator, viewer, BRISK, length, each));
        load.run(field.contender(Field.HLS).at(), length);
        swaps.get();
      }
      for (int run = 0; run < terms.runs().orElse(RUNS); run++) {
        turns.add(STILL, told(load.run(field.contender(Field.HLS).at(), length), length));
        Future<Set<String>> swaps =
            hand.submit(() -> swap(field, operator, viewer, SECOND, length, each));
        do {
          turns.add(SWAPPED, told(load.run(field.contender(Field.HLS).at(), length), length));
        } while (patience.isPositive() && !swaps.isDone());
        versions.addAll(swaps.get());
        progress.printf("turn %d: %d versions so far%n", run, versions.size());
        progress.flush();
      }
      int wanted = (int) (terms.runs().orElse(RUNS) * length.toSeconds() / 2);
      return evidence(turns, versions.size(), wanted);
    } catch (ExecutionException e) {
      throw new IOException("the operator plane failed", e);
    }
  }

  /** Where nothing has to be fast, nothing has to be warm. */
  private int warmUps() {
    return Double.isInfinite(bound) ? 0 : WARM_UPS;
  }

  /** Sets another weight again and again; which versions were published meanwhile. */
  private Set<String> swap(
      Field field,
      OperatorClient operator,
      HttpClient viewer,
      Duration pause,
      Duration length,
      int wanted)
      throws IOException, InterruptedException {
    Set<String> versions = new HashSet<>();
    long end = System.nanoTime() + length.toNanos();
    long last = end + patience.toNanos();
    HttpRequest ranking =
        HttpRequest.newBuilder(field.contender(Field.RANK).at()).timeout(WAIT).build();
    for (int i = 0; System.nanoTime() < (versions.size() < wanted ? last : end); i++) {
      OperatorClient.Reply reply =
          operator.post(
              "/ops/v1/overrides",
              """
              {"service":"live","region":"*","cdn":"cdn-a","action":"weight","value":%d,\
              "expires":"2s","reason":"prove swap"}\
              """
                  .formatted(i % 2 == 0 ? 1000 : 8000));
      if (reply.status() != 201) {
        throw new IOException("an override was answered " + reply.status() + " " + reply.body());
      }
      versions.add(version(viewer.send(ranking, HttpResponse.BodyHandlers.ofString()).body()));
      Thread.sleep(pause);
    }
    return versions;
  }

  /** As players see it: to ask the operator plane would load the server with more than the swap. */
  private static String version(String ranking) throws IOException {
    Matcher version = VERSION.matcher(ranking);
    if (!version.find()) {
      throw new IOException("a ranking without a version: " + ranking);
    }
    return version.group(1);
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
            (double) (seen.failed() - (patience.isPositive() ? seen.late() : 0))));
  }

  private Evidence evidence(Turns turns, int versions, int wanted) {
    List<Claim> claims =
        List.of(
            Claim.atMost(
                "p99 with new snapshots over p99 without",
                turns.ratio("p99", SWAPPED, STILL),
                bound),
            Claim.atMost("requests that failed", turns.sum("failed"), 0),
            Claim.atLeast("snapshots that were published", versions, wanted));
    List<String> body = new ArrayList<>();
    body.add(
        "`/v1/hls` on one core, wrk with 64 connections on the other, each asks again at once."
            + " Every second an operator sets another weight, which moves buckets. In turns with"
            + " none, after "
            + warmUps()
            + " with one each 50 ms to warm up.");
    body.add(turns.busy());
    body.add("");
    body.addAll(turns.table("answers a second", "p50", "p99", "failed"));
    body.addAll(Claim.table(claims));
    return new Evidence(claims.stream().allMatch(Claim::held), body);
  }
}
