package dev.tidegate.engine;

import dev.tidegate.answer.GroupAnswer;
import dev.tidegate.model.Pool;
import dev.tidegate.model.Setup;
import dev.tidegate.shift.RecentSum;
import dev.tidegate.weigh.Bound;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How many may still be sent to pools whose contracts bound the sessions that begin there in a
 * second. Who is moved asks again within the TTL of the answer it holds, the one told last; so
 * those moved at once come at so many a second for so long:
 *
 * <pre>
 *   coming = sum over TTLs of (moved within the last TTL, of those who held it) / TTL
 *   may    = (join-rate - coming) * the TTL told last
 * </pre>
 *
 * <p>In an incident answers hold for less: the same number moved comes in less time.
 */
final class Joins {
  /** One a pool with a rate, in the order of the pools. */
  final List<Bound> bounds = new ArrayList<>();

  /** By pool, the shortest TTL that was told there last, seconds. */
  private final SortedMap<String, Integer> told = new TreeMap<>();

  private final EngineState state;
  private final Instant now;

  Joins(Plan plan, EngineState state, Setup setup, Instant now) {
    this.state = state;
    this.now = now;
    SortedMap<String, List<Bound.Term>> terms = new TreeMap<>();
    for (int g = 0; g < plan.aims.size(); g++) {
      Aim aim = plan.aims.get(g);
      double viewers = plan.demand(aim).viewers();
      for (int k = 0; k < plan.wishes.get(g).lines().size(); k++) {
        var cdn = aim.service().cdns().get(plan.wishes.get(g).lines().get(k).cdn());
        if (cdn != null) {
          terms
              .computeIfAbsent(cdn.pool(), p -> new ArrayList<>())
              .add(new Bound.Term(g, k, viewers));
          told.merge(cdn.pool(), told(aim), Math::min);
        }
      }
    }
    terms.forEach((id, list) -> bound(setup.pools().get(id), list));
  }

  private static int told(Aim aim) {
    GroupAnswer answer = aim.state().answer;
    long seconds = answer == null ? aim.service().ttl().toSeconds() : answer.ttlSeconds();
    return Math.clamp(seconds, 1, 3600);
  }

  private void bound(@Nullable Pool pool, List<Bound.Term> terms) {
    if (pool != null && pool.joinRate().isPresent()) {
      double rate = pool.joinRate().getAsDouble() - coming(pool.id());
      double may = rate * told.getOrDefault(pool.id(), 1);
      bounds.add(new Bound("joins " + pool.id(), pool.id(), Math.max(may, 1e-6), terms));
    }
  }

  /** Sessions a second that begin at a pool because they were moved there. */
  private double coming(String pool) {
    double coming = 0;
    for (Map.Entry<String, RecentSum> e : state.joins.entrySet()) {
      int ttl = ttl(e.getKey(), pool);
      coming += ttl > 0 ? e.getValue().sum(now) / ttl : 0;
    }
    return coming;
  }

  /** Remembers who was moved to pools with a rate. */
  void account(List<double[]> before, List<double[]> after) {
    state.joins.values().removeIf(sum -> !(sum.sum(now) > 0));
    for (Bound join : bounds) {
      double sent = 0;
      for (Bound.Term t : join.terms()) {
        sent +=
            t.load() * Math.max(0, after.get(t.wish())[t.line()] - before.get(t.wish())[t.line()]);
      }
      int ttl = told.getOrDefault(join.pool(), 1);
      if (sent > 0) {
        state
            .joins
            .computeIfAbsent(join.pool() + " " + ttl, key -> new RecentSum(Duration.ofSeconds(ttl)))
            .add(now, sent);
      }
    }
  }

  /** The TTL in the key of those who were moved to a pool; 0 if it is another pool's. */
  private static int ttl(String key, String pool) {
    boolean own = key.length() > pool.length() + 1 && key.startsWith(pool + " ");
    return own ? Integer.parseInt(key.substring(pool.length() + 1)) : 0;
  }
}
