package dev.tidegate.launcher.prove.answers;

import dev.tidegate.launcher.prove.Evidence;
import dev.tidegate.launcher.prove.Proof;
import dev.tidegate.launcher.prove.Terms;
import dev.tidegate.launcher.prove.load.Crowd;
import dev.tidegate.launcher.prove.load.LoadProcess;
import dev.tidegate.launcher.prove.load.Told;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What honest players feel of those who abuse connections. */
public final class HostileProof implements Proof {
  private static final int RUNS = 3;
  private static final Duration LENGTH = Duration.ofSeconds(20);
  private static final String CALM = "nobody else";

  /**
   * A kind of abuse.
   *
   * @param name as {@code --only} takes it
   */
  public record Abuse(String name, Crowd.Manner manner, int connections) {}

  /** The four. */
  public static final List<Abuse> ALL =
      List.of(
          new Abuse("unfinished", Crowd.Manner.UNFINISHED, 15_000),
          new Abuse("slow-loris", Crowd.Manner.DRIP, 2_000),
          new Abuse("header-flood", Crowd.Manner.HEADERS, 100),
          new Abuse("pipelining", Crowd.Manner.PIPELINE, 100));

  private final List<Abuse> abuses;
  private final double bound;
  private final int mostPerSecond;
  private final Duration drain;

  /**
   * @param bound of p99 under abuse over p99 without
   * @param mostPerSecond honest requests, where half of the limit is more
   * @param drain after the end of a turn, in which answers may still come
   */
  public HostileProof(List<Abuse> abuses, double bound, int mostPerSecond, Duration drain) {
    this.abuses = List.copyOf(abuses);
    this.bound = bound;
    this.mostPerSecond = mostPerSecond;
    this.drain = drain;
  }

  @Override
  public String name() {
    return "hostile";
  }

  @Override
  public String about() {
    return "Slow loris, header floods, pipelining, 15 000 unfinished requests: honest p99.";
  }

  /** {@code terms.runs} counts turns of each, {@code terms.length} is the time of one. */
  @Override
  public Evidence run(Terms terms, PrintWriter progress) throws IOException, InterruptedException {
    Tools.demand();
    Duration length = terms.length().orElse(LENGTH);
    Turns turns = new Turns();
    try (Field field = new Field(Cores.SERVER, false)) {
      List<Contender> us = List.of(field.contender(Field.HLS));
      int rate = Steady.halfOfTheLimit(field, us, length, mostPerSecond);
      for (int run = Double.isInfinite(bound) ? 0 : -1; run < terms.runs().orElse(RUNS); run++) {
        turn(run, field, rate, terms, turns, progress);
      }
      return evidence(turns, terms, length, rate);
    }
  }

  /** The honest alone and beside each abuse; before the first one a turn warms all of it up. */
  private void turn(int run, Field field, int rate, Terms terms, Turns turns, PrintWriter progress)
      throws IOException, InterruptedException {
    Duration length = terms.length().orElse(LENGTH);
    Turns counted = run < 0 ? new Turns() : turns;
    counted.add(CALM, honest(field, rate, length));
    for (Abuse abuse : abuses) {
      if (terms.only().isEmpty() || terms.only().get().equals(abuse.name())) {
        Told told = under(abuse, field, rate, length);
        counted.add(abuse.name(), told);
        progress.printf("turn %d: %s %s%n", run, abuse.name(), told.figures());
        progress.flush();
      }
    }
  }

  private Told under(Abuse abuse, Field field, int rate, Duration length)
      throws IOException, InterruptedException {
    try (LoadProcess first = crowd(abuse, field, length, "127.0.2.1");
        LoadProcess second = crowd(abuse, field, length, "127.0.2.2")) {
      first.await("there");
      second.await("there");
      return honest(field, rate, length);
    }
  }

  private static LoadProcess crowd(Abuse abuse, Field field, Duration length, String from)
      throws IOException {
    int port = field.contender(Field.HLS).at().getPort();
    return LoadProcess.aside(
        Cores.LOAD,
        Crowd.class,
        port,
        abuse.manner(),
        Math.max(1, abuse.connections() / 2),
        from,
        length.toSeconds() + 30);
  }

  private Told honest(Field field, int rate, Duration length)
      throws IOException, InterruptedException {
    return Steady.turn(field.contender(Field.HLS), rate, length, drain);
  }

  private Evidence evidence(Turns turns, Terms terms, Duration length, int rate) {
    List<Claim> claims = new ArrayList<>();
    for (Abuse abuse : abuses) {
      if (terms.only().isEmpty() || terms.only().get().equals(abuse.name())) {
        String what = "honest p99 under " + abuse.name() + " over p99 without";
        claims.add(Claim.atMost(what, turns.ratio("p99", abuse.name(), CALM), bound));
      }
    }
    claims.add(Claim.atMost("honest requests that failed", turns.sum("failed"), 0));
    List<String> body = new ArrayList<>();
    body.add(
        "Honest players ask %d times a second (at most half of the limit) over %d connections, latency counted from when each was"
                .formatted(rate, Steady.CONNECTIONS)
            + " due; in turns of %d s, alone and beside each abuse:".formatted(length.toSeconds()));
    for (Abuse abuse : abuses) {
      body.add(
          "- %s: %d connections, %s"
              .formatted(abuse.name(), abuse.connections(), said(abuse.manner())));
    }
    body.add("");
    body.add(
        "Both loads share a core, of which the abuse has what the honest one leaves (it is scheduled"
            + " as idle). Milliseconds.");
    body.add(turns.busy());
    body.add("");
    body.addAll(turns.table("p50", "p99", "p999", "most", "failed"));
    body.addAll(Claim.table(claims));
    return new Evidence(claims.stream().allMatch(Claim::held), body);
  }

  private static String said(Crowd.Manner manner) {
    return switch (manner) {
      case KEPT -> "kept";
      case UNFINISHED -> "each with a request begun and never ended; who is cut off comes again";
      case DRIP -> "each with a request that grows by an octet a second";
      case HEADERS -> "each sends a header of 16 KiB, ten times a second";
      case PIPELINE -> "each writes 100 requests at once, ten times a second, and reads nothing";
    };
  }
}
