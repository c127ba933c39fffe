package dev.tidegate.dns.responder;

import dev.tidegate.answer.GroupAnswer;
import dev.tidegate.answer.Ranking;
import dev.tidegate.model.Weights;
import dev.tidegate.shift.BucketTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
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

  /** Whose draws are whose, see {@link Draws}. */
  final int lane;

  /** The CDNs with a share, and where on the way from 0 to 10 000 each one's ends. */
  private final List<PreparedRoute> shared = new ArrayList<>();

  private final int[] ends;

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
    lane = Math.floorMod(answer.group().hashCode(), Draws.LANES);
    ends = ends(answer.weights());
  }

  private int[] ends(Weights weights) {
    List<Integer> all = new ArrayList<>();
    int end = 0;
    for (Map.Entry<String, Integer> share : weights.shares().entrySet()) {
      PreparedRoute route = routes.get(share.getKey());
      if (route != null && share.getValue() > 0) {
        end += share.getValue();
        all.add(end);
        shared.add(route);
      }
    }
    return all.stream().mapToInt(Integer::intValue).toArray();
  }

  /**
   * The CDN of a draw for such a viewer; null if none may be offered.
   *
   * @param draw 0..9999
   */
  @Nullable PreparedRoute drawn(int draw, Whereabouts.Origin origin) {
    if (!open) {
      return route(draw, origin); // as good a bucket as any
    }
    int at = 0;
    while (at < ends.length - 1 && draw >= ends[at]) {
      at++;
    }
    return at < ends.length ? shared.get(at) : null;
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
