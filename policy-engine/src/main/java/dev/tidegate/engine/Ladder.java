package dev.tidegate.engine;

import dev.tidegate.model.Policy;
import java.time.Duration;
import java.time.Instant;

/**
 * What is given up when demand exceeds what healthy CDNs can carry: rungs of the service's ladder,
 * one after another, each given time to show what it is worth; taken back one by one when there has
 * been room for long enough even without it.
 */
final class Ladder {
  private Ladder() {}

  /**
   * How many rungs are pulled after this step, given how many there are.
   *
   * @param shortage the part of the group, 0..1, for which no healthy CDN has room
   * @param fullness load over capacity of the fullest CDN that is not latched, if known; else 0
   */
  static int step(
      GroupState group,
      Policy policy,
      int rungs,
      double shortage,
      double fullness,
      double bits,
      Instant now) {
    int pulled = Math.min(group.givenUp, rungs);
    boolean lacks = shortage > policy.get(Policy.Key.SHORTAGE);
    if (!lacks) {
      group.shortSince = null;
    } else if (group.shortSince == null) {
      group.shortSince = now;
    }
    if (lacks) {
      group.roomSince = null;
      boolean lasts = elapsed(group.shortSince, now) >= policy.get(Policy.Key.SHORTAGE_FOR);
      boolean shown =
          pulled == 0 || elapsed(group.pulledAt, now) >= policy.get(Policy.Key.RUNG_FOR);
      if (pulled < rungs && lasts && shown) {
        if (pulled == 0) {
          group.bitsBefore = bits;
        }
        group.pulledAt = now;
        return pulled + 1;
      }
      return pulled;
    }
    double grows = bits > 0 && group.bitsBefore > bits ? group.bitsBefore / bits : 1;
    boolean roomy = pulled > 0 && fullness * grows < policy.get(Policy.Key.UTILISATION);
    if (!roomy) {
      group.roomSince = null;
    } else if (group.roomSince == null) {
      group.roomSince = now;
    }
    if (roomy && elapsed(group.roomSince, now) >= policy.get(Policy.Key.RUNG_BACK)) {
      group.roomSince = now;
      return pulled - 1;
    }
    return pulled;
  }

  /** What {@link #step} comes to where there are no rungs and nothing is short. */
  static void rest(GroupState group) {
    group.shortSince = null;
    group.roomSince = null;
  }

  private static double elapsed(@org.jspecify.annotations.Nullable Instant since, Instant now) {
    return since == null ? 0 : Duration.between(since, now).toMillis() / 1000.0;
  }
}
