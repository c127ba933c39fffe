package dev.tidegate.launcher.rehearse;

import dev.tidegate.model.Policy;
import dev.tidegate.rehearsal.sim.Scenario;
import dev.tidegate.rehearsal.sim.Steering;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A part of the engine that is taken out, to see what it is worth.
 *
 * @param part its name
 * @param how by what it is taken out
 * @param told the scenario as the engine without it is told
 */
record Ablation(String part, String how, UnaryOperator<Scenario> told) {

  /** All of them, one part each. */
  static final List<Ablation> ALL =
      List.of(
          of(
              "attribution",
              "`reference-samples` beyond reach: each CDN is judged against its own past alone",
              Map.of(Policy.Key.REFERENCE_SAMPLES, Policy.Key.REFERENCE_SAMPLES.max())),
          of(
              "baseline",
              "`baseline-min-samples` beyond reach: no past, only the others",
              Map.of(Policy.Key.BASELINE_MIN_SAMPLES, Policy.Key.BASELINE_MIN_SAMPLES.max())),
          new Ablation(
              "capacity guard",
              "the engine is told no capacity, and shifts towards unknown ones are not paced",
              Ablation::blindToCapacity),
          of(
              "floor",
              "`floor-min`, `floor-max` 0: a drained CDN keeps no canaries",
              Map.of(Policy.Key.FLOOR_MIN, 0.0, Policy.Key.FLOOR_MAX, 0.0)),
          of(
              "two windows",
              "the long window and CUSUM never flag: only the short window is left",
              Map.of(
                  Policy.Key.FLAG_LONG_FOR,
                  Policy.Key.FLAG_LONG_FOR.max(),
                  Policy.Key.CUSUM_LIMIT,
                  Policy.Key.CUSUM_LIMIT.max())),
          of(
              "corroboration",
              "`uncorroborated` 100 %: large moves need no second source",
              Map.of(Policy.Key.UNCORROBORATED, 1.0)),
          of(
              "arrivals",
              "`arrival-for` 1 s: those who were moved count as residents",
              Map.of(Policy.Key.ARRIVAL_FOR, 1.0)));

  private static Ablation of(String part, String how, Map<Policy.Key, Double> numbers) {
    return new Ablation(part, how, scenario -> with(scenario, numbers));
  }

  /** The engine without this part. */
  Steering.Factory steering() {
    return Cast.variant("without " + part, told);
  }

  private static Scenario with(Scenario scenario, Map<Policy.Key, Double> numbers) {
    Map<Policy.Key, Double> values = new EnumMap<>(Policy.Key.class);
    values.putAll(numbers);
    return scenario.under(scenario.conduct().with(new Policy(values)));
  }

  private static Scenario blindToCapacity(Scenario scenario) {
    List<Scenario.Cdn> cdns =
        scenario.cdns().stream()
            .map(
                cdn ->
                    new Scenario.Cdn(
                        cdn.id(),
                        cdn.weight(),
                        cdn.capacity(),
                        false,
                        cdn.regional(),
                        cdn.joinRate(),
                        cdn.error(),
                        cdn.firstByte(),
                        cdn.price(),
                        cdn.overage(),
                        cdn.commit()))
            .toList();
    Scenario blind = Scenes.withCdns(scenario, cdns);
    return with(blind, Map.of(Policy.Key.UNKNOWN_RAMP, 1.0, Policy.Key.UNKNOWN_RAMP_URGENT, 1.0));
  }
}
