package dev.tidegate.launcher.prove.answers;

import dev.tidegate.launcher.prove.Evidence;
import dev.tidegate.launcher.prove.Proof;
import dev.tidegate.launcher.prove.Terms;
import dev.tidegate.launcher.prove.load.LoadProcess;
import dev.tidegate.launcher.prove.load.Told;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** New connections by TLS 1.3, full and resumed, beside nginx with the same certificate. */
public final class TlsProof implements Proof {
  private static final int RUNS = 5;
  private static final Duration LENGTH = Duration.ofSeconds(10);
  private static final int ABREAST = 16;
  private static final int WARM_UPS = 2;
  private static final String PER_CPU = "a cpu second";

  private final double least;
  private final double most;
  private final int enough;

  /**
   * @param least of our connections a processor second over nginx's
   * @param most of our p99 over nginx's
   * @param enough connections that each turn makes, with tickets where it is for those, however
   *     long that takes (a minute at most)
   */
  public TlsProof(double least, double most, int enough) {
    this.least = least;
    this.most = most;
    this.enough = enough;
  }

  @Override
  public String name() {
    return "tls";
  }

  @Override
  public String about() {
    return "New TLS connections a processor second, full and resumed, beside nginx.";
  }

  /** {@code terms.runs} counts turns of each, {@code terms.length} is the time of one. */
  @Override
  public Evidence run(Terms terms, PrintWriter progress) throws IOException, InterruptedException {
    Tools.demand();
    Duration length = terms.length().orElse(LENGTH);
    Turns turns = new Turns();
    try (SecureField field = new SecureField(Cores.SERVER)) {
      Path script = field.script();
      for (int run = -WARM_UPS; run < terms.runs().orElse(RUNS); run++) {
        for (String manner : List.of("full", "resumed")) {
          for (Contender contender : field.contenders()) {
            Told told = turn(script, contender, manner, length);
            if (run >= 0) {
              turns.add(contender.name() + ", " + manner, told);
            }
            progress.printf("turn %d: %s %s %s%n", run, contender.name(), manner, told.figures());
            progress.flush();
          }
        }
      }
    }
    return evidence(turns, length);
  }

  private Told turn(Path script, Contender contender, String manner, Duration length)
      throws IOException, InterruptedException {
    double before = contender.cpuSeconds();
    try (LoadProcess load =
        LoadProcess.handshakes(
            Cores.LOAD,
            script,
            contender.at().getPort(),
            contender.at().getPath() + "?session=7f3a9c0d5e1b4711",
            manner,
            ABREAST,
            length.toSeconds(),
            0,
            enough)) {
      Told told = load.end();
      Map<String, Double> figures = new HashMap<>(told.figures());
      double used = Math.max(0.01, contender.cpuSeconds() - before);
      figures.put(PER_CPU, told.of("connections") / used);
      figures.put("a second", told.of("connections") / told.of("seconds"));
      figures.put("resumed", told.of("reused") / told.of("offered"));
      return new Told(figures);
    }
  }

  private Evidence evidence(Turns turns, Duration length) {
    List<Claim> claims = new ArrayList<>();
    for (String manner : List.of("full", "resumed")) {
      String ours = SecureField.TIDEGATE + ", " + manner;
      String theirs = SecureField.NGINX + ", " + manner;
      claims.add(
          Claim.atLeast(
              manner + ": connections a processor second over nginx's",
              turns.ratio(PER_CPU, ours, theirs),
              least));
      claims.add(
          Claim.atMost(manner + ": p99 over nginx's", turns.ratio("p99", ours, theirs), most));
    }
    String resumed = SecureField.TIDEGATE + ", resumed";
    claims.add(
        Claim.atLeast(
            "of those that brought a ticket, the share that was resumed",
            turns.median(resumed, "resumed"),
            0.9));
    claims.add(Claim.atMost("connections that failed", turns.sum("failed"), 0));
    List<String> body = new ArrayList<>();
    body.add(
        "Node on one core, %d abreast: connect, shake hands by TLS 1.3 (a certificate of P-256), ask for `/v1/hls`, go."
            .formatted(ABREAST));
    body.add(
        "In turns of %d s, after %d each to warm up. Latency is from the start of the connection to the answer, in ms;"
                .formatted(length.toSeconds(), WARM_UPS)
            + " processor time is of the whole process.");
    body.add(turns.busy());
    body.add("");
    body.addAll(turns.table(PER_CPU, "a second", "p50", "p99", "resumed", "failed"));
    body.addAll(Claim.table(claims));
    return new Evidence(claims.stream().allMatch(Claim::held), body);
  }
}
