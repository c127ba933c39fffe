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
import java.util.Locale;

/** How long answers take at half of what a core can give, beside nginx asked as often. */
public final class LatencyProof implements Proof {
  private static final int RUNS = 5;
  private static final Duration LENGTH = Duration.ofSeconds(20);

  /** What a viewer may wait for the virtual machine, in milliseconds: a frame. */
  private static final double LONGEST_PAUSE = 20;

  /**
   * From this length of a turn on the longest pause is a claim: shorter ones see no old garbage.
   */
  private static final Duration ENDURANCE = Duration.ofMinutes(10);

  private final double bound;
  private final int mostPerSecond;
  private final Duration drain;

  /**
   * @param bound of our p99 over nginx's
   * @param mostPerSecond requests, where half of the limit is more
   * @param drain after the end of a turn, in which answers may still come
   */
  public LatencyProof(double bound, int mostPerSecond, Duration drain) {
    this.bound = bound;
    this.mostPerSecond = mostPerSecond;
    this.drain = drain;
  }

  @Override
  public String name() {
    return "latency";
  }

  @Override
  public String about() {
    return "Time to an answer at half of the limit, beside nginx; no omission is coordinated.";
  }

  /** {@code terms.runs} counts turns of each, {@code terms.length} is the time of one. */
  @Override
  public Evidence run(Terms terms, PrintWriter progress) throws IOException, InterruptedException {
    Tools.demand();
    Duration length = terms.length().orElse(LENGTH);
    Turns turns = new Turns();
    try (Field field = new Field(Cores.SERVER, false)) {
      List<Contender> both = List.of(field.contender(Field.HLS), field.contender(Field.FILE));
      Duration briefly = length.compareTo(LENGTH) > 0 ? LENGTH : length;
      int rate = Steady.halfOfTheLimit(field, both, briefly, mostPerSecond);
      Pauses pauses = field.pauses();
      pauses.begin();
      for (int run = 0; run < terms.runs().orElse(RUNS); run++) {
        for (Contender contender : both) {
          Told told = Steady.turn(contender, rate, length, drain);
          turns.add(contender.name(), told);
          progress.printf("turn %d, %d/s: %s %s%n", run, rate, contender.name(), told.figures());
          progress.flush();
        }
      }
      return evidence(turns, rate, length, pauses);
    }
  }

  private Evidence evidence(Turns turns, int rate, Duration length, Pauses pauses)
      throws IOException {
    List<Claim> claims = new ArrayList<>();
    claims.add(
        Claim.atMost(
            "p99 of /v1/hls over that of nginx's file",
            turns.ratio("p99", Field.HLS, Field.FILE),
            bound));
    claims.add(Claim.atMost("requests that failed", turns.sum("failed"), 0));
    double longest = pauses.longest().map(Pauses.Pause::millis).orElse(0.0);
    if (length.compareTo(ENDURANCE) >= 0) {
      claims.add(
          Claim.atMost("longest pause of Java's virtual machine, ms", longest, LONGEST_PAUSE));
      // Ten minutes without a safepoint are a log that was not read, and not a machine at its best.
      claims.add(Claim.atLeast("pauses read from its log", pauses.seen().size(), 1));
    }
    List<String> body = new ArrayList<>();
    body.add(
        "Server on one core, load on the other, %d connections. Each is asked %d times a second,"
                .formatted(Steady.CONNECTIONS, rate)
            + " half of what the slower of the two gave just before; in turns of %d s."
                .formatted(length.toSeconds()));
    body.add(
        "A request is due at a time of its own and its latency counts from then, whatever became of"
            + " those before it. Milliseconds.");
    body.add(
        String.format(
            Locale.ROOT,
            "The virtual machine stood still %d times meanwhile, %.2f ms at most%s.",
            pauses.seen().size(),
            longest,
            pauses.longest().map(p -> " (" + p.cause() + ")").orElse("")));
    body.add(turns.busy());
    body.add("");
    body.addAll(turns.table("p50", "p99", "p999", "most", "answered", "failed"));
    body.addAll(Claim.table(claims));
    return new Evidence(claims.stream().allMatch(Claim::held), body);
  }
}
