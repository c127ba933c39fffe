package dev.tidegate.engine;

import dev.tidegate.model.Policy;
import java.time.Duration;

/** Over which time the limits that look back do so. */
final class Limits {
  private Limits() {}

  static Duration blastWindow(Policy policy) {
    return Duration.ofSeconds((long) policy.get(Policy.Key.BLAST_WINDOW));
  }
}
