package dev.tidegate.weigh;

import dev.tidegate.model.Policy;
import dev.tidegate.model.Weights;

/** The few sessions that a drained CDN keeps, so that its state stays known. */
public final class Floors {
  private Floors() {}

  /**
   * The floor in basis points: what brings {@code floor-samples} within a window, clipped to {@code
   * floor-min} .. {@code floor-max}; where damage is mild more are needed to see it end.
   *
   * @param samplesPerSecond requests that the whole group reports a second; empty data counts as 0
   * @param peakDamage the worst since the CDN was latched, 0..1
   */
  public static int basisPoints(Policy policy, double samplesPerSecond, double peakDamage) {
    double window = policy.get(Policy.Key.SHORT_HALF_LIFE) / StrictMath.log(2);
    double wanted =
        samplesPerSecond > 0
            ? policy.get(Policy.Key.FLOOR_SAMPLES) / (window * samplesPerSecond)
            : policy.get(Policy.Key.FLOOR_MAX);
    double floor =
        Math.clamp(wanted, policy.get(Policy.Key.FLOOR_MIN), policy.get(Policy.Key.FLOOR_MAX));
    double share =
        peakDamage < policy.get(Policy.Key.OUT_AT_ONCE)
            ? floor * policy.get(Policy.Key.FLOOR_MILD)
            : floor;
    return (int) Math.ceil(Math.min(1, share) * Weights.TOTAL - 1e-9);
  }
}
