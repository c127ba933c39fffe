package dev.tidegate.api.dns;

import dev.tidegate.dns.rfc2136.BucketNames;
import dev.tidegate.shift.Buckets;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** Which bucket name a session is given for a CDN. */
final class BucketPick {
  /** So many draws miss a CDN of one name in a hundred in a third of all cases. */
  private static final int DRAWS = 100;

  private BucketPick() {}

  /**
   * The bucket of a session among those that lead to {@code host}.
   *
   * @param owners the host of each bucket
   */
  static Optional<Integer> of(SortedMap<Integer, String> owners, int bucket, String host) {
    for (int draw = 0; draw <= DRAWS; draw++) {
      int at = (draw == 0 ? bucket : Buckets.another(bucket, draw)) % BucketNames.COUNT;
      if (host.equals(owners.get(at))) {
        return Optional.of(at);
      }
    }
    return owners.entrySet().stream()
        .filter(owner -> owner.getValue().equals(host))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** Without the final dot: as it stands in a URL. */
  static String name(int index, String label, String zone) {
    String absolute = BucketNames.name(index, BucketNames.scope(label, zone));
    return absolute.substring(0, absolute.length() - 1);
  }
}
