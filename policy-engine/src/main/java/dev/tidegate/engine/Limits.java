package dev.tidegate.engine;

import dev.tidegate.model.Policy;
import dev.tidegate.model.Service;
import dev.tidegate.model.Setup;
import java.time.Duration;

/** Over which time the limits that look back do so. */
final class Limits {
  private Limits() {}

  /** Sessions that were moved ask within a TTL: the shortest of the services on the pool. */
  static Duration joinWindow(Setup setup, String pool) {
    return setup.services().values().stream()
        .filter(s -> s.cdns().values().stream().anyMatch(c -> c.pool().equals(pool)))
        .map(Service::ttl)
        .min(Duration::compareTo)
        .orElse(Duration.ofSeconds(10));
  }

  static Duration blastWindow(Policy policy) {
    return Duration.ofSeconds((long) policy.get(Policy.Key.BLAST_WINDOW));
  }
}
