package dev.tidegate.answer;

import dev.tidegate.model.Group;
import dev.tidegate.model.Mode;
import dev.tidegate.model.Weights;
import dev.tidegate.shift.BucketTable;

/**
 * All that is needed to answer the sessions of one group.
 *
 * @param ttlSeconds before jitter, 1..3600
 * @param table the published table: rollout, holdout and canaries are in it; CDNs under an
 *     operator's exclude are not
 * @param weights the published shares: {@code table.shares()}
 */
public record GroupAnswer(
    Group group, Mode mode, int ttlSeconds, BucketTable table, Weights weights) {
  public GroupAnswer {
    if (ttlSeconds < 1 || ttlSeconds > 3600) {
      throw new IllegalArgumentException("ttl must be within 1..3600 s, but was " + ttlSeconds);
    }
  }
}
