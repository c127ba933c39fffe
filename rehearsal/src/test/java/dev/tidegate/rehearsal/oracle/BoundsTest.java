package dev.tidegate.rehearsal.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.rehearsal.Small;
import dev.tidegate.rehearsal.baseline.Baselines;
import dev.tidegate.rehearsal.sim.Incident;
import dev.tidegate.rehearsal.sim.Incident.Reach;
import dev.tidegate.rehearsal.sim.Rehearsal;
import dev.tidegate.rehearsal.sim.Scenario;
import dev.tidegate.rehearsal.sim.Steering;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** In the closed loop the bounds are bounds. */
class BoundsTest {
  private static final Duration LENGTH = Duration.ofMinutes(4);
  private static final Steering.Factory D2 = Baselines.named("d2-relative").orElseThrow();

  private static Scenario scenario(Incident.Effect effect, Reach reach) {
    return Small.scenario(
        LENGTH, Incident.of(effect, reach, Duration.ofSeconds(60), Duration.ofSeconds(180)));
  }

  private static final List<Scenario> SCENARIOS =
      List.of(
          scenario(new Incident.Brownout(0.05), Reach.of("a")),
          scenario(new Incident.Failures(1), Reach.of("c")),
          scenario(new Incident.Failures(0.8), Reach.of("a").inRegion("west")),
          scenario(new Incident.CapacityCut(0.4), Reach.of("a")));

  private static double bad(Scenario scenario, Steering.Factory steering, long seed) {
    return Rehearsal.run(scenario, steering, seed, _ -> {}).badSeconds();
  }

  @Test
  void nobodyFallsBelowTheFloorAndTheOraclesAreNoWorseThanStatic() {
    long seed = 7;
    for (Scenario scenario : SCENARIOS) {
      String what = scenario.incidents() + ", seed " + seed;
      double[] floor = {0};
      double unsteered =
          Rehearsal.run(scenario, Baselines.STATIC, seed, frame -> floor[0] += Oracles.floor(frame))
              .badSeconds();
      double myopic = bad(scenario, Oracles.MYOPIC, seed);
      double clairvoyant = bad(scenario, Oracles.CLAIRVOYANT, seed);
      assertThat(myopic).as("the oracle: %s", what).isLessThan(unsteered);
      assertThat(clairvoyant).as("the clairvoyant: %s", what).isLessThan(1.02 * myopic);
      double relative = bad(scenario, D2, seed);
      for (double other : new double[] {unsteered, myopic, clairvoyant, relative}) {
        assertThat(floor[0]).as("the floor: %s", what).isPositive();
        assertThat(floor[0]).as("the floor: %s", what).isLessThanOrEqualTo(other * (1 + 1e-9));
      }
    }
  }
}
