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
   * Where another configuration would lead: where services, their CDNs and shares are as they were,
   * to where the weights go anyway; elsewhere to the shares that it configures.
   */
  static Preview configured(
      TidegateConfig config, Steering steering, List<OperatorOverride> overrides) {
    Preview now = steering.preview(overrides);
    Setup before = steering.config().setup();
    Setup after = config.setup();
    SortedMap<Group, Weights> weights = new TreeMap<>();
    for (Service service : after.services().values()) {
      for (String region : after.regions().keySet()) {
        Group group = Group.of(service.id(), region);
        Service old = before.services().get(service.id());
        boolean same =
            old != null
                && before.regions().containsKey(region)
                && now.weights().containsKey(group)
                && old.staticWeights(region).equals(service.staticWeights(region));
        Weights there = now.weights().get(group);
        weights.put(group, same && there != null ? there : service.staticWeights(region));
      }
    }
    return new Preview(weights, now.peakUtilisation(), now.refusedBy());
  }
}
