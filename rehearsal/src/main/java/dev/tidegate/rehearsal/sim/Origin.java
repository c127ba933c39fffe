package dev.tidegate.rehearsal.sim;

import java.time.Duration;

/**
 * What all CDNs fetch from. A viewer who was moved misses the cache more often until it has warmed.
 *
 * @param capacity what it carries, as a share of {@link Audience#capacity}
 * @param known whether the engine is told
 * @param warmMiss part of load that reaches it through a warm cache, 0..1
 * @param coldMiss part that does through a cold one, 0..1
 * @param warming in which half of a cold cache is warm
 */
public record Origin(
    double capacity, boolean known, double warmMiss, double coldMiss, Duration warming) {
  public Origin {
    Scenario.requirePositive("capacity of the origin", capacity);
    Scenario.requireShare("warm miss", warmMiss);
    Scenario.requireShare("cold miss", coldMiss);
    if (!warming.isPositive()) {
      throw new IllegalArgumentException("warming must be > 0: " + warming);
    }
  }
}
