package dev.tidegate.answer;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;

/** The order of CDNs that one session gets. */
public final class Ranking {
  private Ranking() {}

  /**
   * The bucket's order, without the CDNs that the viewer may not be offered, those that just failed
   * it at the end in the order they had. May be the table's own list when nothing is taken out.
   *
   * @param permitted who may be offered a CDN
   * @param failed CDNs that just failed this player; moved, never removed; unknown ones are ignored
   */
  public static List<String> of(
      GroupAnswer group, int bucket, Predicate<String> permitted, Collection<String> failed) {
    List<String> order = group.table().order(bucket);
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
