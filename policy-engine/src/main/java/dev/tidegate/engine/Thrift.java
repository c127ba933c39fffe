package dev.tidegate.engine;

import dev.tidegate.health.GroupHealth;
import dev.tidegate.model.Cdn;
import dev.tidegate.model.Mode;
import dev.tidegate.model.Policy;
import dev.tidegate.model.Pool;
import dev.tidegate.model.Weights;
import dev.tidegate.weigh.Costs;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Cost, after everything else: each minute the base shares of a calm group are bent toward cheap
 * CDNs within the equivalence band of quality, never sooner than {@code cost-dwell} after the last
 * time, never in unrest.
 */
final class Thrift {
  private static final double EVERY = 60;

  /** Bends of less than this, in basis points, are not worth a move. */
  private static final int WORTH = 100;

  private final EngineState state;
  private final Instant now;

  Thrift(EngineState state, Instant now) {
    this.state = state;
    this.now = now;
  }

  /** Keeps the accounts of contracts by what their CDNs carry at the present shares. */
  void account(Plan plan, double seconds) {
    state.accounts.keySet().retainAll(state.setup.pools().keySet());
    if (state.setup.pools().values().stream().noneMatch(pool -> pool.price().isPresent())) {
      return;
    }
    SortedMap<String, Double> bytes = new TreeMap<>();
    SortedMap<String, Double> smoothing = new TreeMap<>();
    for (int g = 0; g < plan.aims.size(); g++) {
      Aim aim = plan.aims.get(g);
      var demand = plan.demand(aim);
      for (Cdn cdn : aim.service().cdns().values()) {
        double carried = demand.viewers() * demand.bitsPerViewer() * aim.state().at(cdn.id()) / 8;
        bytes.merge(cdn.pool(), carried, Double::sum);
        smoothing.merge(cdn.pool(), aim.get(Policy.Key.COST_SMOOTHING), Math::max);
      }
    }
    bytes.forEach(
        (id, rate) -> {
          Pool pool = state.setup.pools().get(id);
          if (pool != null && pool.price().isPresent()) {
            state
                .accounts
                .computeIfAbsent(id, ignored -> new Account(pool, now))
                .carry(pool, rate, seconds, smoothing.getOrDefault(id, 300.0), now);
          }
        });
  }

  /** Bends base shares where it is time. */
  void bend(Plan plan) {
    for (Aim aim : plan.aims) {
      GroupState group = aim.state();
      double dwell = Math.max(EVERY, aim.get(Policy.Key.COST_DWELL));
      boolean calm =
          !aim.unrest() && aim.mode() == Mode.AUTOMATIC && aim.ruling().words().isEmpty();
      boolean due = group.bentAt == null || elapsed(group.bentAt) >= dwell;
      if (!calm) {
        group.bentAt = now; // what was stirred up settles first
      } else if (due) {
        group.bentAt = now;
        bend(aim);
      }
    }
  }

  private double elapsed(Instant since) {
    return Duration.between(since, now).toMillis() / 1000.0;
  }

  private void bend(Aim aim) {
    SortedMap<String, Double> base = new TreeMap<>();
    SortedMap<String, Double> prices = new TreeMap<>();
    Weights configured = aim.state().preferred(aim.service());
    configured.shares().forEach((cdn, share) -> base.put(cdn, (double) share));
    for (String id : base.keySet()) {
      Cdn cdn = aim.service().cdns().get(id);
      Account account = cdn == null ? null : state.accounts.get(cdn.pool());
      if (cdn != null && account != null && account.priced) {
        prices.put(id, account.price);
      } else if (cdn != null) {
        cdn.cost().ifPresent(cost -> prices.put(id, cost));
      }
    }
    Weights bent =
        prices.size() < 2
            ? configured
            : Weights.ofProportions(
                Costs.bend(
                    base,
                    prices,
                    tied(aim.health(), base.keySet(), aim.get(Policy.Key.EQUIVALENCE_BAND)),
                    aim.get(Policy.Key.COST_SHIFT)));
    Weights before = aim.base();
    if (bent.distance(before) >= WORTH || (bent.equals(configured) && !before.equals(configured))) {
      aim.state().bent = bent.equals(configured) ? null : bent;
    }
  }

  /**
   * CDNs whose usual badness is within the equivalence band of the best there. Whose is not known
   * is none of them: no data is no quality, and price alone sends nobody into the dark.
   */
  static SortedSet<String> tied(GroupHealth health, Set<String> cdns, double band) {
    double best = Double.POSITIVE_INFINITY;
    for (String cdn : cdns) {
      best = Math.min(best, health.usual(cdn).orElse(Double.POSITIVE_INFINITY));
    }
    SortedSet<String> tied = new TreeSet<>();
    for (String cdn : cdns) {
      OptionalDouble usual = health.usual(cdn);
      if (usual.isPresent() && usual.getAsDouble() <= best + band) {
        tied.add(cdn);
      }
    }
    return tied;
  }
}
