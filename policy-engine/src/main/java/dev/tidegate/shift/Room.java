package dev.tidegate.shift;

import dev.tidegate.weigh.Bound;
import java.util.List;

/**
 * What receivers can bear in one step.
 *
 * @param capacity bounds on load; {@code ceiling} of each is the most that additions may fill
 * @param ceiling load over capacity for all moves but slow ones, 0..1
 * @param calm load over capacity up to which slow moves may fill, 0..1
 * @param ramp the part of each bound by which mild and slow moves may add in this step
 * @param joins per pool, the sessions that may still be sent to it: its limit is that number
 * @param origins per origin, the viewers who may still come to cold caches
 * @param unknownRamp the part of a group that may come to a CDN of unknown capacity in this step
 * @param unknownRampUrgent the same where damage is strong
 */
public record Room(
    List<Bound> capacity,
    double ceiling,
    double calm,
    double ramp,
    List<Bound> joins,
    List<Bound> origins,
    double unknownRamp,
    double unknownRampUrgent) {
  public Room {
    capacity = List.copyOf(capacity);
    joins = List.copyOf(joins);
    origins = List.copyOf(origins);
  }
}
