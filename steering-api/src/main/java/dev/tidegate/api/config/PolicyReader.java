package dev.tidegate.api.config;

import dev.tidegate.model.Policy;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** {@code policy}: the numbers by which the engine judges and moves. */
public final class PolicyReader {
  /** Pairs of which the first may not be above the second. */
  private static final List<Map.Entry<Policy.Key, Policy.Key>> ORDERED =
      List.of(
          Map.entry(Policy.Key.SHORT_HALF_LIFE, Policy.Key.LONG_HALF_LIFE),
          Map.entry(Policy.Key.LONG_HALF_LIFE, Policy.Key.BASELINE_HALF_LIFE),
          Map.entry(Policy.Key.MIN_EFFECT, Policy.Key.SUDDEN_EFFECT),
          Map.entry(Policy.Key.OUTAGE_ROUNDS, Policy.Key.OUTAGE_ROUNDS_ALONE),
          Map.entry(Policy.Key.DWELL, Policy.Key.DWELL_MAX),
          Map.entry(Policy.Key.OVERLOAD_AT, Policy.Key.UTILISATION_MAX),
          Map.entry(Policy.Key.UTILISATION, Policy.Key.UTILISATION_MAX),
          Map.entry(Policy.Key.FLOOR_MIN, Policy.Key.FLOOR_MAX),
          Map.entry(Policy.Key.UNKNOWN_RAMP, Policy.Key.UNKNOWN_RAMP_URGENT));

  /** Seconds between two looks at costs. */
  private static final double COST_TURN = 60;

  /** Names of engine.md that are no single number of a service's policy. */
  private static final Map<String, String> ELSEWHERE =
      Map.of(
          "clustering",
          "is two numbers: give clustering-failure (3 unless given) and clustering-stall (30)",
          "join-rate",
          "is what a CDN takes on: give it under contracts, or at a CDN without a contract");

  private PolicyReader() {}

  /** The policy in {@code section}: what is not given stands at its default. */
  public static Policy read(Section section) {
    EnumMap<Policy.Key, Double> values = new EnumMap<>(Policy.Key.class);
    for (Policy.Key key : Policy.Key.values()) {
      section
          .optional(key.wire(), text -> value(key, text))
          .filter(value -> value != key.standard()) // a default written out is still the default
          .ifPresent(value -> values.put(key, value));
    }
    ELSEWHERE.forEach(
        (name, where) -> {
          if (section.has(name)) {
            section.fault(name, where);
          }
        });
    Policy policy = new Policy(values);
    if (policy.get(Policy.Key.COST_DWELL) < COST_TURN) {
      section.warn(
          Policy.Key.COST_DWELL.wire(), "costs are looked at once a minute: below 60s it is 60s");
    }
    for (Map.Entry<Policy.Key, Policy.Key> pair : ORDERED) {
      Policy.Key low = pair.getKey();
      Policy.Key high = pair.getValue();
      if (policy.get(low) > policy.get(high)) {
        section.fault(
            values.containsKey(low) ? low.wire() : high.wire(),
            low.wire()
                + " ("
                + show(low, policy.get(low))
                + ") may not be above "
                + high.wire()
                + " ("
                + show(high, policy.get(high))
                + ")");
      }
    }
    return policy;
  }

  private static double value(Policy.Key key, String text) {
    double value =
        switch (key.unit()) {
          case NUMBER -> Quantities.number(text);
          case DURATION -> Quantities.duration(text).toMillis() / 1000.0;
          case SHARE -> Quantities.share(text);
        };
    if (!(value >= key.min() && value <= key.max())) {
      throw Formats.bad(
          text, "must be within " + show(key, key.min()) + ".." + show(key, key.max()));
    }
    return value;
  }

  /** As it is written, read back as the same value. */
  public static String show(Policy.Key key, double value) {
    return switch (key.unit()) {
      case NUMBER, SHARE -> Quantities.show(value);
      case DURATION -> Quantities.show(Duration.ofMillis(Math.round(value * 1000)));
    };
  }
}
