package dev.tidegate.api.control;

import dev.tidegate.api.config.TidegateConfig;
import dev.tidegate.api.loop.Steering;
import dev.tidegate.engine.Preview;
import dev.tidegate.model.Group;
import dev.tidegate.model.OperatorOverride;
import dev.tidegate.model.Service;
import dev.tidegate.model.Setup;
import dev.tidegate.model.Weights;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Where changes other than overrides would lead. */
final class Previews {
  private Previews() {}

  /**
   * Where another configuration would lead: its shares, capacities and policies with the viewers of
   * now. Services and regions that are new begin with the shares that it configures; viewers of a
   * region that is gone go on counting, as they will be in another.
   */
  static Preview configured(
      TidegateConfig config, Steering steering, List<OperatorOverride> overrides) {
    Setup after = config.setup();
    Preview then = steering.preview(overrides, after);
    SortedMap<Group, Weights> weights = new TreeMap<>(then.weights());
    weights.keySet().removeIf(group -> !after.regions().containsKey(group.region()));
    for (Service service : after.services().values()) {
      for (String region : after.regions().keySet()) {
        weights.putIfAbsent(Group.of(service.id(), region), service.staticWeights(region));
      }
    }
    return new Preview(weights, then.peakUtilisation(), then.refusedBy());
  }
}
