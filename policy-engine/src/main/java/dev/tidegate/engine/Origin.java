package dev.tidegate.engine;

/**
 * The warm-up model of caches, until a CDN's own hit ratio is known: viewers who were moved miss
 * the cache more often until it has warmed. Assumed figures, said here because nothing measures
 * them yet.
 */
final class Origin {
  /** Part of bits that reaches the origin through a warm cache. */
  static final double WARM_MISS = 0.02;

  /** Part that does through a cold one, above the warm part. */
  static final double COLD_MISS = 0.18;

  /** Seconds in which half of a cold cache is warm. */
  static final double WARM_HALF_LIFE = 45;

  private Origin() {}
}
