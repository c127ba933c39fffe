package dev.tidegate.launcher.prove;

import dev.tidegate.launcher.prove.dns.Asker;
import dev.tidegate.launcher.stage.Event;
import dev.tidegate.launcher.stage.Ports;
import dev.tidegate.launcher.stage.Rig;
import dev.tidegate.rehearsal.model.Fault;
import dev.tidegate.rehearsal.model.Injection;
import dev.tidegate.rehearsal.model.Scope;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How long after a CDN's hard outage resolvers are first sent elsewhere. */
final class OutageProof implements Proof {
  private static final String CDN = "cdn-a";

  /** Seconds, for 95 of 100. */
  private static final double BOUND = 4;

  /** Who is swallowed is heard of when the probe's patience of 0.8 s is over. */
  private static final double SWALLOWED = BOUND + 0.8;

  private static final int RUNS = 20;

  /** Client subnets that are asked for in a circle. */
  private static final int SUBNETS = 400;

  /**
   * So many of those that had the CDN must have left it: a canary that turns to other buckets is no
   * answer to an outage.
   */
  private static final double LEFT = 0.02;

  private static final Duration WARM_UP = Duration.ofSeconds(22);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /**
   * A hard outage of one kind.
   *
   * @param bound seconds, for 95 of 100
   */
  record Case(String name, Fault fault, double bound) {}

  static final List<Case> CASES =
      List.of(
          new Case("refused", new Fault.Refuse(), BOUND),
          new Case("http5xx", new Fault.ServerErrors(1), BOUND),
          new Case("blackhole", new Fault.BlackHole(), SWALLOWED));

  private final Event event;

  OutageProof(Event event) {
    this.event = event;
  }

  @Override
  public String name() {
    return "outage";
  }

  @Override
  public String about() {
    return "From a CDN's hard outage to the first changed answer of the built-in responder.";
  }

  @Override
  public Evidence run(Terms terms, PrintWriter progress) throws IOException, InterruptedException {
    int runs = terms.runs().orElse(RUNS);
    List<String> body = new ArrayList<>();
    body.add(Events.setUp(event, terms));
    body.add("");
    body.add(
        "The responder is asked for `live.in-west.lb.example.net.` with "
            + SUBNETS
            + " client subnets in a circle, by UDP. Seconds from injection until 2 % of the subnets"
            + " that were answered with "
            + CDN
            + " are answered with another. Probes every second. Each run has a process, a store and"
            + " viewers of its own.");
    body.add("");
    body.add("| outage | runs | median | p95 | max | bound | held |");
    body.add("|---|---|---|---|---|---|---|");
    boolean held = true;
    for (Case asked : CASES) {
      if (terms.wants(asked.name())) {
        Figures seconds = new Figures(runs(asked, runs, terms.seed(), progress));
        boolean holds = seconds.quantile(0.95) <= asked.bound();
        held &= holds;
        body.add(
            String.format(
                Locale.ROOT,
                "| %s | %d | %s | p95 <= %.1f s | %s |",
                asked.name(),
                runs,
                seconds.cells(),
                asked.bound(),
                holds ? "yes" : "**no**"));
      }
    }
    return new Evidence(held, body);
  }

  private List<Double> runs(Case asked, int runs, long seed, PrintWriter progress)
      throws IOException, InterruptedException {
    List<Double> seconds = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      seconds.add(once(asked, WARM_UP, seed + i));
      progress.printf(
          Locale.ROOT, "%s %d/%d: %.2f s%n", asked.name(), i + 1, runs, seconds.getLast());
      progress.flush();
    }
    return seconds;
  }

  /** Seconds in one run on a rig of its own; infinite if no answer changed in half a minute. */
  double once(Case asked, Duration warmUp, long seed) throws IOException, InterruptedException {
    int port = Ports.free();
    try (Rig rig = new Rig(event, seed, Event.responder(port));
        Asker asker = new Asker(port)) {
      rig.fill(warmUp);
      // at a random phase of probes and ticks
      Thread.sleep(Math.floorMod(seed * 7_919, 1_000));
      List<String> there = subnetsOf(asker);
      if (there.size() < SUBNETS / 10) {
        throw new IOException("only " + there.size() + " subnets were answered with " + CDN);
      }
      Injection injection = rig.live().inject(asked.fault(), Scope.of(CDN), Duration.ZERO);
      return untilLeft(asker, there, injection.from(), rig);
    }
  }

  private static List<String> subnetsOf(Asker asker) throws IOException {
    List<String> there = new ArrayList<>();
    for (int i = 0; i < SUBNETS; i++) {
      String subnet = "20." + i / 250 + "." + i % 250 + ".0";
      if (has(asker, subnet)) {
        there.add(subnet);
      }
    }
    return there;
  }

  private static boolean has(Asker asker, String subnet) throws IOException {
    return answer(asker, subnet).equals(Optional.of(Event.host(CDN)));
  }

  /** No answer is none, and not another CDN. */
  private static boolean elsewhere(Asker asker, String subnet) throws IOException {
    return answer(asker, subnet).filter(host -> !host.equals(Event.host(CDN))).isPresent();
  }

  private static Optional<String> answer(Asker asker, String subnet) throws IOException {
    return asker.alias("live.in-west." + Event.ZONE, Optional.of(subnet));
  }

  private static double untilLeft(Asker asker, List<String> there, Instant from, Rig rig)
      throws IOException {
    Instant deadline = from.plus(PATIENCE);
    while (rig.clock().instant().isBefore(deadline)) {
      int left = 0;
      for (String subnet : there) {
        left += elsewhere(asker, subnet) ? 1 : 0;
        if (left >= LEFT * there.size()) {
          return Events.seconds(from, rig.clock().instant());
        }
      }
    }
    return Double.POSITIVE_INFINITY;
  }
}
