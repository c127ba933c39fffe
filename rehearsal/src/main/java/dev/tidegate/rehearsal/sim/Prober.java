package dev.tidegate.rehearsal.sim;

import dev.tidegate.telemetry.ProbeResult;
import dev.tidegate.telemetry.ProbeResult.LiveEdge;
import dev.tidegate.telemetry.ProbeResult.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What probes report: of a small object from every vantage, and of the live playlist. */
final class Prober {
  private static final Duration TAKES = Duration.ofMillis(60);
  private static final Duration PATIENCE = Duration.ofMillis(800);
  private static final double USUAL = 0.0002;
  private static final double HARD = 0.95;
  private static final double STALE = 2.5;
  private static final double ADVANCED = 1.5;
  private static final int LAG = 2;

  private final Scenario scenario;
  private final Luck luck;
  private final Weather weather;
  private final List<Incident> ill;

  Prober(Scenario scenario, Luck luck, Weather weather) {
    this.scenario = scenario;
    this.luck = luck;
    this.weather = weather;
    ill =
        scenario.incidents().stream()
            .filter(i -> i.effect() instanceof Incident.ProbesFail)
            .toList();
  }

  /**
   * What is reported at a second.
   *
   * @param overload chance of a request to fail by load, by region and CDN
   */
  List<ProbeResult> results(long second, double[] overload) {
    List<ProbeResult> results = new ArrayList<>();
    if (scenario.reporting().probes().isEmpty()) {
      return results;
    }
    Reporting.Probes probes = scenario.reporting().probes().get();
    int regions = probes.vantages() == 0 ? 1 : weather.regions;
    int vantages = Math.max(1, probes.vantages());
    for (int r = 0; r < regions; r++) {
      for (int c = 0; c < weather.cdns; c++) {
        for (int v = 0; v < vantages; v++) {
          manifest(results, probes, second, new Spot(r, c, v), overload);
        }
        edge(results, probes, second, new Spot(r, c, 0), overload);
      }
    }
    return results;
  }

  /** A vantage's look at a CDN. */
  private record Spot(int region, int cdn, int vantage) {}

  private void manifest(
      List<ProbeResult> to, Reporting.Probes probes, long second, Spot spot, double[] overload) {
    long every = Math.max(1, probes.interval().toSeconds());
    long turn = every * spot.vantage() / Math.max(1, probes.vantages()) + spot.cdn();
    if (Math.floorMod(second - turn, every) == 0) {
      Outcome outcome = outcome(second, spot, overload, 0);
      to.add(result(probes, second, spot, "manifest", outcome, Optional.empty()));
    }
  }

  private void edge(
      List<ProbeResult> to, Reporting.Probes probes, long second, Spot spot, double[] overload) {
    long every = Math.clamp(probes.segment().toSeconds() / 4, 1, 2);
    if (!probes.playlist() || Math.floorMod(second - spot.cdn(), every) != 0) {
      return;
    }
    Outcome outcome = outcome(second, spot, overload, 1);
    Optional<LiveEdge> live =
        outcome == Outcome.OK ? Optional.of(live(probes, second, spot)) : Optional.empty();
    if (live.isPresent() && stale(live.get())) {
      outcome = Outcome.STALE;
    }
    to.add(result(probes, second, spot, "edge", outcome, live));
  }

  private static boolean stale(LiveEdge edge) {
    double targets = (double) edge.stoodStill().toMillis() / edge.target().toMillis();
    return edge.lag() > LAG || (targets >= STALE && edge.othersAdvance());
  }

  private LiveEdge live(Reporting.Probes probes, long second, Spot spot) {
    long segment = Math.max(1, probes.segment().toSeconds());
    long frozen = weather.frozenFor[spot.region() * weather.cdns + spot.cdn()];
    long epoch = Scenario.START.getEpochSecond() + second;
    long fresh = epoch / segment;
    if (frozen < 0) {
      Duration since = Duration.ofSeconds(epoch % segment);
      return new LiveEdge(fresh, probes.segment(), since, 0, false);
    }
    long own = (epoch - frozen) / segment;
    long still = epoch - own * segment;
    boolean alone = false;
    for (int c = 0; c < weather.cdns; c++) {
      alone |= weather.frozenFor[spot.region() * weather.cdns + c] < 0;
    }
    return new LiveEdge(
        own,
        probes.segment(),
        Duration.ofSeconds(still),
        alone ? (int) (fresh - own) : 0,
        alone && still > ADVANCED * segment);
  }

  private Outcome outcome(long second, Spot spot, double[] overload, int kind) {
    int at = spot.region() * weather.cdns + spot.cdn();
    double fails = Weather.either(weather.probeFails[at], overload[at]);
    for (Incident incident : ill) {
      if (touches(incident.reach(), spot)) {
        fails = Weather.either(fails, incident.strength(second));
      }
    }
    luck.at(Luck.Stream.PROBE, second, (at * 64 + spot.vantage()) * 2 + kind);
    if (luck.uniform() >= Weather.either(fails, USUAL)) {
      return Outcome.OK;
    }
    return fails > HARD ? Outcome.CONNECT : Outcome.STATUS;
  }

  private boolean touches(Incident.Reach reach, Spot spot) {
    return Befalling.among(reach.cdn(), scenario.cdns().get(spot.cdn()).id())
        && Befalling.among(reach.region(), scenario.regions().get(spot.region()).id())
        && Befalling.among(reach.vantage(), vantage(spot));
  }

  private String vantage(Spot spot) {
    boolean whole = scenario.reporting().probes().map(p -> p.vantages() == 0).orElse(true);
    return whole ? "local" : scenario.regions().get(spot.region()).id() + "-" + spot.vantage();
  }

  private ProbeResult result(
      Reporting.Probes probes,
      long second,
      Spot spot,
      String probe,
      Outcome outcome,
      Optional<LiveEdge> live) {
    Instant ended = Scenario.START.plusSeconds(second);
    String region = scenario.regions().get(spot.region()).id();
    return new ProbeResult(
        vantage(spot),
        probes.vantages() == 0 ? Optional.empty() : Optional.of(region),
        Scenario.SERVICE,
        scenario.cdns().get(spot.cdn()).id(),
        probe,
        outcome,
        ended.minus(outcome == Outcome.OK ? TAKES : PATIENCE),
        ended,
        live,
        outcome == Outcome.OK ? "" : outcome.name());
  }
}
