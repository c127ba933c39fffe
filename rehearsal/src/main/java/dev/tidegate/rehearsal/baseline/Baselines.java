package dev.tidegate.rehearsal.baseline;

import dev.tidegate.model.Setup;
import dev.tidegate.rehearsal.sim.Observation;
import dev.tidegate.rehearsal.sim.Plan;
import dev.tidegate.rehearsal.sim.Scenario;
import dev.tidegate.rehearsal.sim.Steering;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The steerings to beat, by the names under which reports show them. */
public final class Baselines {
  /** The configured weights, whatever happens: the measure of harm that others remove. */
  public static final Named STATIC = new Named("static", StaticWeights::new);

  /** A move of a CDN's share in a place above which a baseline is restless: the oracle's bound. */
  private static final double UNREST = 0.01;

  /** And for so long, seconds: a TTL of DNS, after which all have followed. */
  private static final long UNREST_SECONDS = 60;

  private static final List<Named> ALL =
      List.of(
          STATIC,
          new Named("probe-failover", Route53::new),
          new Named("gdnsd", Gdnsd::new),
          new Named("latency-only", Fastest::new),
          new Named("openmix", Openmix::new),
          new Named("ducb", roster -> new Pytheas(roster, false)),
          new Named("ducb-clipped", roster -> new Pytheas(roster, true)),
          new Named("d2-relative", Relative::new));

  private Baselines() {}

  /** All of them, static first. */
  public static List<Named> all() {
    return ALL;
  }

  /** The one of this name. */
  public static Optional<Named> named(String name) {
    return ALL.stream().filter(baseline -> baseline.name().equals(name)).findFirst();
  }

  /** A baseline as a steering of rehearsals: it is handed nothing but the inputs. */
  public record Named(String name, Baseline.Maker maker) implements Steering.Factory {
    @Override
    public Steering make(Scenario scenario, Setup setup, long seed) {
      Baseline baseline = maker.make(Roster.of(scenario, setup));
      return new Blindfolded(
          baseline, Math.clamp(scenario.clientele().incidentTtl().toSeconds(), 1, 3_600));
    }
  }

  /** Sees the inputs alone. Its answers live as shortly as the engine's while it moves viewers. */
  private static final class Blindfolded implements Steering {
    private final Baseline baseline;
    private final int incidentTtl;
    private double @Nullable [][][] before;
    private long restlessUntil = Long.MIN_VALUE;

    Blindfolded(Baseline baseline, int incidentTtl) {
      this.baseline = baseline;
      this.incidentTtl = incidentTtl;
    }

    @Override
    public Plan decide(Observation seen) {
      Plan plan = baseline.decide(seen.inputs(), seen.now());
      if (before != null && Shares.furthest(before, plan.shares()) > UNREST) {
        restlessUntil = seen.second() + UNREST_SECONDS;
      }
      before = plan.shares();
      return seen.second() < restlessUntil ? plan.atMost(incidentTtl) : plan;
    }
  }
}
