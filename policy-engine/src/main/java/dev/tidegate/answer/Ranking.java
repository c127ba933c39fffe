package dev.tidegate.answer;

import dev.tidegate.shift.BucketTable;
import dev.tidegate.shift.Buckets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;

/** The order of CDNs that one session gets. */
public final class Ranking {
  /** So many draws miss a CDN of a hundredth of the sessions about every second time. */
  private static final int DRAWS = 64;

  private Ranking() {}

  /**
   * The bucket by whose order a session is answered: its own, unless that begins with a CDN that
   * the viewer may not be offered. Then another, by a rule that stands for ever, until one begins
   * with a CDN that it may. So viewers who are not offered a CDN are spread over the others in
   * proportion to the published shares, and change CDN at the pace of the shares. Their own
   * bucket's second place would not do: it is dealt by room, and would fill a CDN at once that is
   * only just returning.
   */
  public static int bucket(BucketTable table, int bucket, Predicate<String> permitted) {
    int at = bucket;
    for (int draw = 1; draw <= DRAWS; draw++) {
      if (permitted.test(table.owner(at))) {
        return at;
      }
      at = Buckets.another(bucket, draw);
    }
    return bucket;
  }

  /**
   * The bucket's order, without the CDNs that the viewer may not be offered, those that just failed
   * it at the end in the order they had. May be the table's own list when nothing is taken out.
   *
   * @param permitted who may be offered a CDN
   * @param failed CDNs that just failed this player; moved, never removed; unknown ones are ignored
   */
  public static List<String> of(
      GroupAnswer group, int bucket, Predicate<String> permitted, Collection<String> failed) {
    List<String> order = group.table().order(bucket(group.table(), bucket, permitted));
    if (failed.isEmpty() && order.stream().allMatch(permitted)) {
      return order;
    }
    List<String> ranking = new ArrayList<>(order.size());
    for (String cdn : order) {
      if (permitted.test(cdn) && !failed.contains(cdn)) {
        ranking.add(cdn);
      }
    }
    for (String cdn : order) {
      if (permitted.test(cdn) && failed.contains(cdn)) {
        ranking.add(cdn);
      }
    }
    return ranking;
  }
}
