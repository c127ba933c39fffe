package dev.tidegate.rehearsal.sim;

/**
 * What one run came to. Frames tell the rest.
 *
 * @param badSeconds bad session-seconds of the scored clock
 * @param sessionSeconds all session-seconds of the scored clock
 * @param digest of every frame's figures: equal for equal runs
 * @param timing what deciding cost; differs from run to run and is no part of the result
 */
public record Run(
    String scenario,
    String policy,
    long seed,
    double badSeconds,
    double sessionSeconds,
    String digest,
    Timing timing) {

  /**
   * What deciding cost, in nanoseconds of a monotonic clock.
   *
   * @param decide all calls of {@link Steering#decide} together
   * @param p99 of one call
   * @param all the run as a whole
   */
  public record Timing(long decide, long p99, long all) {}
}
