package dev.tidegate.rehearsal.baseline;

import dev.tidegate.model.Setup;
import dev.tidegate.rehearsal.sim.Observation;
import dev.tidegate.rehearsal.sim.Plan;
import dev.tidegate.rehearsal.sim.Scenario;
import dev.tidegate.rehearsal.sim.Steering;
import java.util.List;
import java.util.Optional;

/** The steerings to beat, by the names under which reports show them. */
public final class Baselines {
  /** The configured weights, whatever happens: the measure of harm that others remove. */
  public static final Named STATIC = new Named("static", StaticWeights::new);

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
      return new Blindfolded(baseline);
    }
  }

  private record Blindfolded(Baseline baseline) implements Steering {
    @Override
    public Plan decide(Observation seen) {
      return baseline.decide(seen.inputs(), seen.now());
    }
  }
}
