package dev.tidegate.dns.plan;

/**
 * What the guard lets pass.
 *
 * @param owner whose names may be touched
 * @param zone where they must be, absolute
 * @param maxChange the largest part of our names that one plan may make or remove, 0..1; a zone in
 *     which we own nothing yet may be filled
 */
public record Limits(String owner, String zone, double maxChange) {
  /**
   * Below 5 s resolvers of large networks begin to raise it by themselves; above 300 s a drained
   * CDN would keep half its viewers for minutes after every other path has left it.
   */
  public static final int SHORTEST_TTL = 5;

  /** See {@link #SHORTEST_TTL}. */
  public static final int LONGEST_TTL = 300;

  public Limits {
    if (!(maxChange > 0 && maxChange <= 1)) {
      throw new IllegalArgumentException("max-change must be within 0..1, but was " + maxChange);
    }
  }

  /** These limits, with another bound on what one plan may make or remove. */
  public Limits withMaxChange(double share) {
    return new Limits(owner, zone, share);
  }
}
