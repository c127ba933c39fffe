package dev.tidegate.health;

import dev.tidegate.health.Preference.Standing;
import dev.tidegate.model.Policy;
import java.time.Duration;
import java.time.Instant;

/**
 * Chronic differences of single networks, told from their baselines: in the long run a CDN is worse
 * than its peers if what is usually bad of it exceeds theirs, matched moment by moment, by {@code
 * preference-from}, and by half of that for certain, over a past of at least {@code
 * preference-after}; it is level again below half of it, and below all of it for certain.
 *
 * <p>Where something else is going on (a latch, a return, all CDNs bad together) nothing changes.
 */
final class Preferences {
  /** Seconds between two looks: pasts are half an hour long. */
  static final double EVERY = 10;

  /** Standard errors. What follows is slow and small, so a latch's certainty is not asked for. */
  private static final double SURELY = 3;

  private final ServiceMemory memory;
  private final References references;
  private final double[] phi;
  private final Instant now;
  private final double from;
  private final double after;
  private final double least;
  private final Duration pace;

  Preferences(
      ServiceMemory memory, Policy policy, References references, double[] phi, Instant now) {
    this.memory = memory;
    this.references = references;
    this.phi = phi;
    this.now = now;
    from = policy.get(Policy.Key.PREFERENCE_FROM);
    after = policy.get(Policy.Key.PREFERENCE_AFTER);
    least = policy.get(Policy.Key.PREFERENCE_LEAST);
    pace = Duration.ofMillis((long) (policy.get(Policy.Key.PREFERENCE_STEP) * 1000));
  }

  void step() {
    for (RegionMemory region : memory.regions) {
      for (RegionMemory.Place place : region.places) {
        if (!stirred(region, place)) {
          for (CellMemory cell : place.cells) {
            step(cell);
          }
        }
      }
    }
  }

  /** Whether a latch, a return or something that all CDNs share is going on there. */
  private static boolean stirred(RegionMemory region, RegionMemory.Place place) {
    boolean stirred = place.common.crossing();
    for (int c = 0; c < place.cells.length; c++) {
      stirred |= region.outlets[c].latch.away() || place.cells[c].latch.away();
    }
    return stirred;
  }

  /**
   * With its viewers goes as much of its past: else what few are left could not tell for hours that
   * it is level again.
   */
  private void step(CellMemory cell) {
    double before = cell.preference.keeps();
    cell.preference.step(standing(cell), least, pace, now);
    double left = cell.preference.keeps() / before;
    for (int rate = 0; rate < 2 && left < 1; rate++) {
      cell.baseline[rate].sums.decay(left);
    }
  }

  private Standing standing(CellMemory cell) {
    double beyond = 0;
    double variance = 0;
    int heard = 0;
    int known = 0;
    for (Rate rate : Rate.all()) {
      Baseline.Sums past = cell.baseline[rate.index].sums;
      heard += past.n >= 1 ? 1 : 0;
      if (past.seconds >= after && references.exists(past)) {
        known++;
        beyond += past.own() - past.reference();
        double p = Math.clamp((past.x + past.e) / (2 * past.n), 1e-4, 0.5);
        double peers = past.m > 0 ? 1 / past.m : 0;
        variance += phi[rate.index] * p * (1 - p) * (1 / past.effective() + peers);
      }
    }
    if (heard == 0) {
      return Standing.LEVEL; // its players are gone, or so long ago that nobody knows any more
    }
    double error = Math.sqrt(variance);
    if (known > 0 && beyond >= from && beyond - from / 2 > SURELY * error) {
      return Standing.WORSE;
    }
    boolean level = known == heard && beyond <= from / 2 && from - beyond > SURELY * error;
    return level ? Standing.LEVEL : Standing.UNSURE;
  }
}
