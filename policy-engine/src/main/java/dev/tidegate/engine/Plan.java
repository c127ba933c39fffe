package dev.tidegate.engine;

import dev.tidegate.health.GroupHealth;
import dev.tidegate.health.Verdict;
import dev.tidegate.model.Capacity;
import dev.tidegate.model.Group;
import dev.tidegate.model.OperatorOverride;
import dev.tidegate.model.Policy;
import dev.tidegate.model.Pool;
import dev.tidegate.model.Service;
import dev.tidegate.model.Weights;
import dev.tidegate.weigh.Bound;
import dev.tidegate.weigh.Bounds;
import dev.tidegate.weigh.Demand;
import dev.tidegate.weigh.OverrideRules;
import dev.tidegate.weigh.Ruling;
import dev.tidegate.weigh.Target;
import dev.tidegate.weigh.Weigher;
import dev.tidegate.weigh.Wish;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is wanted now, for all groups together since they share capacity. A pure reading of state
 * and inputs: it changes neither, so a dry run may ask for it too.
 */
final class Plan {
  static final GroupHealth NOTHING_KNOWN =
      new GroupHealth(new Verdict.None(), false, 0, 0, new TreeMap<>());

  final List<Aim> aims = new ArrayList<>();
  final SortedMap<Group, Demand> demands = new TreeMap<>();
  final List<Wish> wishes = new ArrayList<>();
  final List<Bound> bounds;

  /** The same without what leaks. */
  private final List<Bound> plain;

  final List<Target> targets;
  private final List<boolean[]> known;

  Plan(EngineState state, Inputs inputs, Census census, Instant now) {
    List<OperatorOverride> limits = new ArrayList<>();
    for (GroupState group : state.groups.values()) {
      Service service = inputs.setup().services().get(group.group.service());
      if (service != null) {
        aims.add(aim(state, inputs, group, service, now));
      }
    }
    SortedMap<Group, OptionalDouble> scheduled = scheduled(state, inputs, census, now);
    for (Aim aim : aims) {
      aim.ruling().limits().stream().filter(l -> !limits.contains(l)).forEach(limits::add);
      demands.put(
          aim.state().group,
          census.demand(
              aim.state(), aim.service(), state.assessment, aim.tau(), at(scheduled, aim)));
    }
    Wishes wishing = new Wishes(aims);
    aims.forEach(aim -> wishes.add(wishing.wish(aim)));
    SortedMap<String, Double> learned = new TreeMap<>();
    state.learned.forEach((pool, l) -> learned.put(pool, l.part()));
    plain = Bounds.of(inputs.setup(), wishes, demands, learned, limits);
    bounds = Receivers.worth(Leaks.into(plain, aims, wishes), aims, positions());
    known = known();
    targets = Weigher.target(wishes, bounds);
  }

  private SortedMap<Group, OptionalDouble> scheduled(
      EngineState state, Inputs inputs, Census census, Instant now) {
    SortedMap<Group, OptionalDouble> scheduled = new TreeMap<>();
    for (Aim aim : inputs.audiences().isEmpty() ? List.<Aim>of() : aims) {
      Instant until = now.plusMillis((long) (aim.tau() * 1000));
      scheduled.put(
          aim.state().group,
          Scheduled.viewers(
              inputs.audiences(),
              aim.state().group,
              state.groups.keySet(),
              census::viewers,
              now,
              until));
    }
    return scheduled;
  }

  private static OptionalDouble at(SortedMap<Group, OptionalDouble> scheduled, Aim aim) {
    return scheduled.getOrDefault(aim.state().group, OptionalDouble.empty());
  }

  /** By bound, the part of it that may be added in a second: the least that any service allows. */
  double[] ramps() {
    double[] ramps = new double[bounds.size()];
    for (int b = 0; b < ramps.length; b++) {
      ramps[b] =
          bounds.get(b).terms().stream()
              .mapToDouble(term -> aims.get(term.wish()).get(Policy.Key.RECEIVER_RAMP))
              .min()
              .orElse(0);
    }
    return ramps;
  }

  private static Aim aim(
      EngineState state, Inputs inputs, GroupState group, Service service, Instant now) {
    Weights bent = group.bent;
    Weights base = bent == null ? service.staticWeights(group.group.region()) : bent;
    GroupHealth health = state.assessment.groups().getOrDefault(group.group, NOTHING_KNOWN);
    Ruling ruling =
        OverrideRules.resolve(
            inputs.overrides(), service.id(), group.group.region(), base.shares().keySet(), now);
    boolean heard = state.heard.contains(service.id());
    return new Aim(
        group,
        service,
        base,
        health,
        ruling,
        Modes.of(base, health, ruling, group.mode, heard),
        inputs.storeReachable());
  }

  /** Whether any capacity of the line is known. */
  boolean bounded(int wish, int line) {
    return known.get(wish)[line];
  }

  private List<boolean[]> known() {
    List<boolean[]> lines = new ArrayList<>();
    wishes.forEach(wish -> lines.add(new boolean[wish.lines().size()]));
    for (Bound bound : bounds) {
      bound.terms().stream()
          .filter(Bound.Term::own)
          .forEach(term -> lines.get(term.wish())[term.line()] = true);
    }
    return lines;
  }

  /** Present true shares in the order of the wishes' lines. */
  List<double[]> positions() {
    List<double[]> shares = new ArrayList<>();
    for (int g = 0; g < aims.size(); g++) {
      GroupState state = aims.get(g).state();
      shares.add(wishes.get(g).lines().stream().mapToDouble(l -> state.at(l.cdn())).toArray());
    }
    return shares;
  }

  /** Load over capacity by group and CDN: the fullest of the bounds that it draws on. */
  List<SortedMap<String, Double>> loads(List<double[]> shares) {
    return loads(bounds, shares);
  }

  /**
   * The same by where viewers were seen, whoever sent them; never less than {@code planned}: what
   * was decided a moment ago shows only later.
   */
  List<SortedMap<String, Double>> seen(Census census, List<SortedMap<String, Double>> planned) {
    List<double[]> shares = new ArrayList<>();
    for (int g = 0; g < aims.size(); g++) {
      SortedMap<String, Double> there = census.cdns(aims.get(g).state().group);
      double all = demands.getOrDefault(aims.get(g).state().group, NOBODY).viewers();
      shares.add(
          wishes.get(g).lines().stream()
              .mapToDouble(l -> all > 0 ? there.getOrDefault(l.cdn(), 0.0) / all : 0)
              .toArray());
    }
    List<SortedMap<String, Double>> loads = loads(plain, shares);
    for (int g = 0; g < loads.size(); g++) {
      SortedMap<String, Double> here = loads.get(g);
      planned.get(g).forEach((cdn, load) -> here.merge(cdn, load, Math::max));
    }
    return loads;
  }

  private List<SortedMap<String, Double>> loads(List<Bound> of, List<double[]> shares) {
    List<SortedMap<String, Double>> loads = new ArrayList<>();
    aims.forEach(aim -> loads.add(new TreeMap<>()));
    for (Bound bound : of) {
      double utilisation = bound.utilisation(shares);
      for (Bound.Term term : bound.terms()) {
        String cdn = wishes.get(term.wish()).lines().get(term.line()).cdn();
        if (term.own()) {
          loads.get(term.wish()).merge(cdn, utilisation, Math::max);
        }
      }
    }
    return loads;
  }

  /** The same lines seen as arrivals at pools: the limit is how many may still be sent there. */
  List<Bound> joins(EngineState state, Inputs inputs, Instant now) {
    SortedMap<String, List<Bound.Term>> terms = new TreeMap<>();
    SortedMap<String, Double> ttl = new TreeMap<>();
    for (int g = 0; g < aims.size(); g++) {
      Aim aim = aims.get(g);
      double viewers = demands.getOrDefault(aim.state().group, NOBODY).viewers();
      for (int k = 0; k < wishes.get(g).lines().size(); k++) {
        var cdn = aim.service().cdns().get(wishes.get(g).lines().get(k).cdn());
        if (cdn != null) {
          terms
              .computeIfAbsent(cdn.pool(), p -> new ArrayList<>())
              .add(new Bound.Term(g, k, viewers));
          ttl.merge(cdn.pool(), (double) aim.service().ttl().toSeconds(), Math::min);
        }
      }
    }
    List<Bound> joins = new ArrayList<>();
    terms.forEach(
        (poolId, list) -> {
          Pool pool = inputs.setup().pools().get(poolId);
          if (pool != null && pool.joinRate().isPresent()) {
            double sent = state.joins.containsKey(poolId) ? state.joins.get(poolId).sum(now) : 0;
            double may = pool.joinRate().getAsDouble() * ttl.getOrDefault(poolId, 1.0) - sent;
            joins.add(new Bound("joins " + poolId, poolId, Math.max(may, 1e-6), list));
          }
        });
    return joins;
  }

  /** A demand of nobody. */
  static final Demand NOBODY = new Demand(0, 1, new TreeMap<>());

  /** What the origin of each service still has room for, in viewers on cold caches. */
  List<Bound> origins(EngineState state) {
    SortedMap<String, List<Bound.Term>> terms = new TreeMap<>();
    SortedMap<String, Double> room = new TreeMap<>();
    for (int g = 0; g < aims.size(); g++) {
      Aim aim = aims.get(g);
      Capacity origin = aim.service().origin().orElse(null);
      if (origin != null) {
        Demand demand = demands.getOrDefault(aim.state().group, NOBODY);
        double viewers = demand.viewers();
        double all = origin.inViewers(demand.bitsPerViewer()) / Origin.COLD_MISS;
        room.putIfAbsent(aim.service().id(), all);
        room.merge(aim.service().id(), -viewers * Origin.WARM_MISS / Origin.COLD_MISS, Double::sum);
        for (int k = 0; k < wishes.get(g).lines().size(); k++) {
          terms
              .computeIfAbsent(aim.service().id(), s -> new ArrayList<>())
              .add(new Bound.Term(g, k, viewers));
        }
      }
    }
    List<Bound> origins = new ArrayList<>();
    terms.forEach(
        (service, list) -> {
          double may = room.getOrDefault(service, 0.0) - state.cold.getOrDefault(service, 0.0);
          origins.add(new Bound("origin of " + service, service, Math.max(may, 1e-6), list));
        });
    return origins;
  }
}
