package dev.tidegate.launcher.rehearse;

import dev.tidegate.rehearsal.sim.Scenario;
import dev.tidegate.rehearsal.sim.Steering;
import java.util.ArrayList;
import java.util.List;

/**
 * Everyone who steers in one scenario at one scale, in the same luck.
 *
 * @param scenario at its scale
 * @param cast who steers; the configured weights are always among them
 * @param shown how many of the cast, from the first, are reported; the rest is measured against
 * @param traced whether curves are kept
 */
record Round(
    ScenarioFile file,
    Scenario scenario,
    Scale scale,
    long seed,
    List<Steering.Factory> cast,
    int shown,
    boolean traced) {
  Round {
    cast = List.copyOf(cast);
  }

  /** A round of {@code file} at {@code scale}. */
  static Round of(
      ScenarioFile file, Scale scale, long seed, List<Steering.Factory> wanted, boolean traced) {
    List<Steering.Factory> cast = new ArrayList<>(wanted);
    if (wanted.stream().noneMatch(factory -> factory.name().equals(Cast.STATIC.name()))) {
      cast.add(Cast.STATIC);
    }
    Scenario scaled = file.scenario().atScale(file.scenario().scale() * scale.factor());
    return new Round(file, scaled, scale, seed, cast, wanted.size(), traced);
  }

  /** Simulated seconds of all its runs. */
  long seconds() {
    return cast.size() * scenario.warmUp().plus(scenario.length()).toSeconds();
  }
}
