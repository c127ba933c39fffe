package dev.tidegate.api.steer;

import java.util.Optional;

/** The names by which DNS leads sessions to a CDN, for services that pick by bucket host. */
@FunctionalInterface
public interface BucketHosts {
  /** No service picks so. */
  BucketHosts NONE = (service, region, bucket, cdn) -> Optional.empty();

  /**
   * A host name that DNS has at {@code cdn}; empty if it has none there, so that the CDN's own is
   * to be named. Called for every ranking: it may not block.
   *
   * @param bucket the session's, 0..9999
   */
  Optional<String> of(String service, String region, int bucket, String cdn);
}
