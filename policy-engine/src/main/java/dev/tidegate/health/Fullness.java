package dev.tidegate.health;

import dev.tidegate.model.Group;
import dev.tidegate.model.Numbers;
import dev.tidegate.model.Policy;
import java.util.Map;
import java.util.SortedMap;

/**
 * How much badness a CDN's load explains: nothing up to {@code overload-at}, then growing with the
 * square of what is beyond, to {@code load-effect} where it is full; over its capacity, what is
 * over fails as well. Whoever sent viewers there must not blame the CDN for it; that is for the
 * capacity guard.
 */
final class Fullness {
  private Fullness() {}

  /** The part of badness, 0..1, that load over capacity explains. */
  static double explains(Policy policy, double utilisation) {
    double from = policy.get(Policy.Key.OVERLOAD_AT);
    double beyond = Math.clamp((utilisation - from) / Math.max(0.01, 1 - from), 0, 1);
    double over = utilisation > 1 ? 1 - 1 / utilisation : 0;
    return Math.min(1, policy.get(Policy.Key.LOAD_EFFECT) * beyond * beyond + over);
  }

  /** Notes it of every outlet of a service. */
  static void note(ServiceMemory memory, Map<Group, SortedMap<String, Double>> utilisation) {
    for (RegionMemory region : memory.regions) {
      SortedMap<String, Double> here = utilisation.get(region.group);
      for (int c = 0; c < memory.cdns.length; c++) {
        double known = here == null ? Double.NaN : Numbers.at(here, memory.cdns[c]);
        double full = Double.isNaN(known) ? 0 : known;
        region.outlets[c].byLoad = explains(memory.service.policy(), full);
      }
    }
  }
}
