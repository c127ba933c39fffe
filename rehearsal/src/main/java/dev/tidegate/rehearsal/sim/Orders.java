package dev.tidegate.rehearsal.sim;

import dev.tidegate.model.OperatorOverride;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Operators' words as the engine gets them. */
final class Orders {
  private Orders() {}

  static List<OperatorOverride> of(Scenario scenario) {
    List<OperatorOverride> overrides = new ArrayList<>();
    for (Conduct.Order order : scenario.conduct().orders()) {
      Duration until = order.until();
      overrides.add(
          new OperatorOverride(
              String.format(Locale.ROOT, "ovr-%03d", overrides.size()),
              Optional.of(Scenario.SERVICE),
              order.region(),
              order.action(),
              Scenario.START.plus(order.from()),
              Scenario.START.plus(order.from()),
              Scenario.START.plus(until),
              "rehearsal",
              "as the scenario says"));
    }
    return overrides;
  }
}
