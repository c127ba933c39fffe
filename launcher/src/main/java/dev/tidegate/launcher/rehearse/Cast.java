package dev.tidegate.launcher.rehearse;

import dev.tidegate.api.config.Suggestion;
import dev.tidegate.model.Policy;
import dev.tidegate.model.Setup;
import dev.tidegate.rehearsal.baseline.Baselines;
import dev.tidegate.rehearsal.oracle.Oracles;
import dev.tidegate.rehearsal.sim.EngineSteering;
import dev.tidegate.rehearsal.sim.Scenario;
import dev.tidegate.rehearsal.sim.Setups;
import dev.tidegate.rehearsal.sim.Steering;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Who may steer in a rehearsal, by name. */
final class Cast {
  /** The engine with the default numbers. */
  static final Steering.Factory ENGINE = variant("engine", Cast::withDefaults);

  /** Whose harm is the measure of what others remove. */
  static final Steering.Factory STATIC = Baselines.STATIC;

  /** What a reader wants to see beside the engine when nothing is said. */
  static final String USUAL = "static,probe-failover,oracle";

  /** What a steering is to a report. */
  enum Kind {
    OURS,
    BASELINE,
    BOUND
  }

  private Cast() {}

  /** All that the engine may be compared with: baselines, then bounds. */
  static List<Steering.Factory> others() {
    List<Steering.Factory> all = new ArrayList<>(Baselines.all());
    all.add(Oracles.MYOPIC);
    all.add(Oracles.CLAIRVOYANT);
    return List.copyOf(all);
  }

  static List<String> names() {
    return others().stream().map(Steering.Factory::name).toList();
  }

  /**
   * Those meant by {@code all}, {@code none} or a list with commas.
   *
   * @throws IllegalArgumentException if a name is none of ours
   */
  static List<Steering.Factory> against(String words) {
    return switch (words.strip()) {
      case "all" -> others();
      case "none", "" -> List.of();
      default -> {
        List<Steering.Factory> wanted = new ArrayList<>();
        for (String word : words.split(",", -1)) {
          wanted.add(named(word.strip()));
        }
        yield List.copyOf(wanted);
      }
    };
  }

  private static Steering.Factory named(String name) {
    return others().stream()
        .filter(factory -> factory.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "nobody is named \""
                        + name
                        + "\""
                        + Suggestion.hint(name, names())
                        + " (all, none or a list of: "
                        + String.join(", ", names())
                        + ")"));
  }

  /** What the steering of this name is to a report. */
  static Kind kind(String name) {
    if (name.equals(Oracles.MYOPIC.name()) || name.equals(Oracles.CLAIRVOYANT.name())) {
      return Kind.BOUND;
    }
    return names().contains(name) ? Kind.BASELINE : Kind.OURS;
  }

  /** The engine with the scenario's own numbers. */
  static Steering.Factory asWritten() {
    return variant("engine+policy", UnaryOperator.identity());
  }

  /** The engine with these numbers over the scenario's own. */
  static Steering.Factory withPolicy(String name, Policy policy) {
    return variant(
        "engine+" + name,
        scenario -> {
          Map<Policy.Key, Double> values = new EnumMap<>(Policy.Key.class);
          values.putAll(scenario.conduct().policy().values());
          values.putAll(policy.values());
          return under(scenario, new Policy(values));
        });
  }

  /** The engine in a scenario that it is told otherwise than it is played. */
  static Steering.Factory variant(String name, UnaryOperator<Scenario> told) {
    return new Steering.Factory() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Steering make(Scenario scenario, Setup setup, long seed) {
        Scenario seen = told.apply(scenario);
        return EngineSteering.FACTORY.make(seen, Setups.of(seen), seed);
      }
    };
  }

  private static Scenario withDefaults(Scenario scenario) {
    return under(scenario, Policy.STANDARD);
  }

  private static Scenario under(Scenario scenario, Policy policy) {
    return scenario.under(scenario.conduct().with(policy));
  }
}
