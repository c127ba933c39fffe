package dev.tidegate.dns.responder;

import dev.tidegate.answer.GroupAnswer;
import dev.tidegate.answer.Ranking;
import dev.tidegate.shift.BucketTable;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The table of one group, and the records of its CDNs. */
final class PreparedGroup {
  private final BucketTable table;
  private final Map<String, PreparedRoute> routes = new HashMap<>();
  private final boolean open;
  final int ttl;

  PreparedGroup(GroupAnswer answer, SortedMap<String, PreparedRoute> all, int ttl) {
    this.table = answer.table();
    this.ttl = ttl;
    boolean everyone = true;
    for (String cdn : table.cdns()) {
      PreparedRoute route = all.get(cdn);
      boolean leads = route != null && route.leadsSomewhere();
      if (leads && route != null) {
        routes.put(cdn, route);
      }
      everyone = everyone && leads && route != null && route.access().open();
    }
    open = everyone;
  }

  /** The CDN of a bucket for such a viewer; null if none may be offered. */
  @Nullable PreparedRoute route(int bucket, Whereabouts.Origin origin) {
    if (open) {
      return routes.get(table.owner(bucket));
    }
    Predicate<String> permitted =
        cdn -> {
          PreparedRoute route = routes.get(cdn);
          return route != null
              && route
                  .access()
                  .permits(origin.network(), origin.country(), java.util.Optional.empty());
        };
    int other = Ranking.bucket(table, bucket, permitted);
    return table.order(other).stream().filter(permitted).findFirst().map(routes::get).orElse(null);
  }
}
