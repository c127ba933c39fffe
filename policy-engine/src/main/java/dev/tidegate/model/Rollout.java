package dev.tidegate.model;

/**
 * How much of a service the engine steers. All in buckets of {@value Weights#TOTAL}.
 *
 * @param share buckets steered in mode {@link Mode#LIVE}; the others answer with static weights
 * @param holdout buckets kept on static weights to measure what steering is worth
 */
public record Rollout(Mode mode, int share, int holdout) {
  /** Whether decisions reach answers. */
  public enum Mode {
    /** Decide and record, but answer with static weights. */
    SHADOW,
    /** Decisions reach answers. */
    LIVE
  }

  /** Coprime to the number of buckets, so that the parts are spread over all of them. */
  private static final int SPREAD = 6_007;

  private static int place(int bucket) {
    return (int) ((long) bucket * SPREAD % Weights.TOTAL);
  }

  /** Whether the sessions of a bucket stay on static weights, to be compared with the others. */
  public boolean heldOut(int bucket) {
    return mode == Mode.LIVE && place(bucket) < holdout;
  }

  /** Whether the sessions of a bucket are steered, unless held out. */
  public boolean steered(int bucket) {
    return mode == Mode.LIVE && place(bucket) >= Weights.TOTAL - share;
  }

  /** Everything steered, nothing held out. */
  public static final Rollout FULL = new Rollout(Mode.LIVE, Weights.TOTAL, 0);

  public Rollout {
    if (share < 0 || share > Weights.TOTAL || holdout < 0 || holdout > Weights.TOTAL) {
      throw new IllegalArgumentException(
          "rollout share and holdout must be within 0..10000: " + share + ", " + holdout);
    }
  }
}
