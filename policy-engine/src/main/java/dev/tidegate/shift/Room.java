package dev.tidegate.shift;

import dev.tidegate.weigh.Bound;
import java.util.List;

/**
 * What receivers can bear in one step.
 *
 * @param capacity bounds on load: slow moves may fill them to what is aimed at, others to the most
 * @param ramps by bound, the part of it by which mild and slow moves may add in this step
 * @param joins per pool, the sessions that may still be sent to it: its limit is that number
 * @param origins per origin, the viewers who may still come to cold caches
 */
public record Room(
    List<Bound> capacity, List<Double> ramps, List<Bound> joins, List<Bound> origins) {
  public Room {
    capacity = List.copyOf(capacity);
    ramps = List.copyOf(ramps);
    joins = List.copyOf(joins);
    origins = List.copyOf(origins);
  }
}
