package dev.tidegate.launcher.prove.nodes;

import java.time.Duration;
import java.util.Optional;

/**
 * How fast things must be, and how long what befalls nodes lasts.
 *
 * @param lead from when a Redis that can be written to is within reach until somebody has led a
 *     tick: a lease of 3 s, a tick to notice, one to lead
 * @param same from when all is whole until all nodes answer from one version
 * @param drained from a CDN's outage until each node's answers have left it, Redis being away
 * @param longest that a fault lasts
 * @param gone for how long Redis is stopped
 * @param changed from an acknowledged order until every node answers by it
 * @param apart from the first node's answer of a version to the last's: a tick
 * @param quiet within which shares are again what they are on a quiet day; empty: it is not asked
 */
record Bounds(
    Duration lead,
    Duration same,
    Duration drained,
    Duration longest,
    Duration gone,
    Duration changed,
    Duration apart,
    Optional<Duration> quiet) {
  /** As promised. */
  static final Bounds FULL =
      new Bounds(
          Duration.ofSeconds(5),
          Duration.ofSeconds(10),
          Duration.ofSeconds(15),
          Duration.ofSeconds(30),
          Duration.ofMinutes(10),
          Duration.ofSeconds(2),
          Duration.ofSeconds(1),
          // A probe that timed out on a busy machine costs a CDN its share, which returns in steps.
          Optional.of(Duration.ofMinutes(8)));

  /**
   * For a machine at any load: how fast things are is the full form's to judge, and how well CDNs
   * are seen to be where probes wait for a processor.
   */
  static final Bounds SHORT =
      new Bounds(
          Duration.ofSeconds(60),
          Duration.ofSeconds(60),
          Duration.ofSeconds(60),
          Duration.ofSeconds(4),
          Duration.ofSeconds(20),
          Duration.ofSeconds(60),
          Duration.ofSeconds(60),
          Optional.empty());
}
