package dev.tidegate.engine;

import dev.tidegate.model.Audience;
import dev.tidegate.model.Group;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** Scheduled audiences as the forecast sees them. */
final class Scheduled {
  private Scheduled() {}

  /**
   * The most viewers that any scheduled audience lets expect of a group within {@code from .. to}.
   * An audience of several groups is theirs in proportion to who watches now; of audiences that
   * overlap the larger counts. Empty if none is on, or if nobody watches to say who would.
   */
  static OptionalDouble viewers(
      List<Audience> audiences,
      Group group,
      Collection<Group> groups,
      ToDoubleFunction<Group> watching,
      Instant from,
      Instant to) {
    OptionalDouble most = OptionalDouble.empty();
    for (Audience audience : audiences) {
      OptionalDouble all =
          covers(audience, group) ? audience.most(from, to) : OptionalDouble.empty();
      if (all.isPresent()) {
        double sum = 0;
        for (Group other : groups) {
          sum += covers(audience, other) ? watching.applyAsDouble(other) : 0;
        }
        if (sum > 0) {
          double own = all.getAsDouble() * watching.applyAsDouble(group) / sum;
          most = OptionalDouble.of(Math.max(own, most.orElse(0)));
        }
      }
    }
    return most;
  }

  private static boolean covers(Audience audience, Group group) {
    return audience.service().map(group.service()::equals).orElse(true)
        && audience.region().map(group.region()::equals).orElse(true);
  }
}
