package dev.tidegate.engine;

import dev.tidegate.health.GroupHealth;
import dev.tidegate.model.Mode;
import dev.tidegate.model.Weights;
import dev.tidegate.weigh.Ruling;
import java.util.List;

/** Who speaks for a group's weights: a freeze, silence, panic, or the engine. */
final class Modes {
  private Modes() {}

  /**
   * The mode of a group.
   *
   * @param heard whether anything was ever heard of its service
   */
  static Mode of(Weights base, GroupHealth health, Ruling ruling, Mode before, boolean heard) {
    if (ruling.freeze().isPresent()) {
      return Mode.FROZEN;
    }
    if (health.silent()) {
      return Mode.HELD;
    }
    if (!health.calm() && allLatched(base, health, ruling)) {
      return Mode.PANIC;
    }
    boolean decided = heard || before != Mode.STATIC || !ruling.equals(Ruling.SILENT);
    return decided ? Mode.AUTOMATIC : Mode.STATIC;
  }

  private static boolean allLatched(Weights base, GroupHealth health, Ruling ruling) {
    List<String> permitted =
        base.shares().keySet().stream().filter(c -> !ruling.excluded().containsKey(c)).toList();
    return permitted.stream().allMatch(cdn -> health.of(cdn).state().latched());
  }
}
