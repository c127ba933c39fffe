package dev.tidegate.rehearsal.sim;

import dev.tidegate.rehearsal.model.DemandCurve;

/**
 * Who comes, and when.
 *
 * @param capacity viewers that all CDNs together carry at scale 1, &gt; 0
 * @param demand viewers over time as a share of that, from the start of the scored clock; flat
 *     before it
 * @param bitsPerViewer mean bits a second that one viewer draws
 */
public record Audience(double capacity, DemandCurve demand, double bitsPerViewer) {
  public Audience {
    Scenario.requirePositive("capacity", capacity);
    Scenario.requirePositive("bits per viewer", bitsPerViewer);
  }
}
