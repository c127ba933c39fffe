package dev.tidegate.engine;

import dev.tidegate.health.GroupHealth;
import dev.tidegate.health.Verdict;
import dev.tidegate.model.Capacity;
import dev.tidegate.model.Group;
import dev.tidegate.model.Mode;
import dev.tidegate.model.Numbers;
import dev.tidegate.model.OperatorOverride;
import dev.tidegate.model.Policy;
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
import org.jspecify.annotations.Nullable;

/**
 * What is wanted now, for all groups together since they share capacity. A pure reading of state
 * and inputs: it changes neither, so a dry run may ask for it too.
 */
final class Plan {
  static final GroupHealth NOTHING_KNOWN =
      new GroupHealth(new Verdict.None(), false, 0, 0, new TreeMap<>());

  final List<Aim> aims = new ArrayList<>();

  /** In the order of the aims. */
  final List<Demand> demands = new ArrayList<>();

  final List<Wish> wishes = new ArrayList<>();
  final List<Bound> bounds;

  /** The same without what leaks. */
  private final List<Bound> plain;

  /** By bound, the part of it that those take who are there unsent. */
  private final double[] strays;

  final List<Target> targets;
  private final boolean[] rests;
  private @Nullable List<boolean[]> known;

  @SuppressWarnings("ReferenceEquality") // a target that says the same is the same object
  Plan(EngineState state, Inputs inputs, Census census, Instant now) {
    List<OperatorOverride> limits = new ArrayList<>();
    List<OperatorOverride> overrides =
        inputs.overrides().stream().filter(o -> o.active(now)).toList();
    for (GroupState group : state.groups.values()) {
      Service service = inputs.setup().services().get(group.group.service());
      if (service != null) {
        aims.add(aim(aims.size(), state, inputs, group, service, overrides, now));
      }
    }
    SortedMap<Group, OptionalDouble> scheduled = scheduled(state, inputs, census, now);
    for (Aim aim : aims) {
      for (OperatorOverride limit : aim.ruling().limits()) {
        if (!limits.contains(limit)) {
          limits.add(limit);
        }
      }
      demands.add(census.demand(aim.state(), aim.service(), aim.tau(), at(scheduled, aim)));
    }
    Wishes wishing = new Wishes(aims);
    rests = new boolean[aims.size()];
    List<@Nullable Target> before = new ArrayList<>();
    for (Aim aim : aims) {
      Rest rest = resting(aim);
      rests[aim.index] = rest != null;
      wishes.add(rest == null ? wishing.wish(aim) : rest.wish());
      before.add(rest == null ? aim.state().target : rest.target());
    }
    SortedMap<String, Double> learned = new TreeMap<>();
    state.learned.forEach((pool, l) -> learned.put(pool, l.part()));
    plain = Bounds.of(inputs.setup(), wishes, demands, learned, limits);
    strays = Strays.parts(plain, aims);
    bounds =
        Receivers.worth(Strays.into(Leaks.into(plain, aims, wishes), strays), aims, positions());
    targets = Weigher.target(wishes, bounds, before);
    for (int g = 0; g < rests.length; g++) {
      Rest rest = aims.get(g).state().rest;
      rests[g] &= rest != null && rest.target() == targets.get(g);
    }
  }

  private static @Nullable Rest resting(Aim aim) {
    Rest rest = aim.state().rest;
    boolean lasts =
        rest != null
            && aim.storeReachable()
            && rest.lasts(aim.state(), aim.service(), aim.base(), aim.ruling(), aim.mode());
    return lasts ? rest : null;
  }

  /** Whether nothing can happen to a group in this step. */
  boolean rests(int g) {
    return rests[g];
  }

  /** What a group asks for. */
  Demand demand(Aim aim) {
    return demands.get(aim.index);
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
      int index,
      EngineState state,
      Inputs inputs,
      GroupState group,
      Service service,
      List<OperatorOverride> overrides,
      Instant now) {
    Weights base = group.base(service);
    Ruling ruling =
        overrides.isEmpty()
            ? Ruling.SILENT
            : OverrideRules.resolve(
                overrides, service.id(), group.group.region(), base.shares().keySet(), now);
    boolean heard = state.heard.contains(service.id());
    Mode mode = Modes.of(base, group.health, ruling, group.mode, heard);
    return new Aim(index, group, service, base, ruling, mode, inputs.storeReachable());
  }

  /** Whether any capacity of the line is known. */
  boolean bounded(int wish, int line) {
    List<boolean[]> lines = known;
    if (lines == null) {
      lines = known();
      known = lines;
    }
    return lines.get(wish)[line];
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
      Rest rest = state.rest;
      shares.add(
          rests[g] && rest != null
              ? rest.shares()
              : wishes.get(g).lines().stream().mapToDouble(l -> state.at(l.cdn())).toArray());
    }
    return shares;
  }

  /**
   * Load over capacity by group and CDN, those among it who are there unsent: the fullest of the
   * bounds that it draws on.
   */
  List<SortedMap<String, Double>> loads(List<double[]> shares) {
    return loads(bounds, shares, List.of(), strays);
  }

  /**
   * The same by where viewers were seen, whoever sent them; never less than {@code planned}: what
   * was decided a moment ago shows only later.
   */
  List<SortedMap<String, Double>> seen(Census census, List<SortedMap<String, Double>> planned) {
    List<double[]> shares = new ArrayList<>();
    for (int g = 0; g < aims.size(); g++) {
      shares.add(census.seen(aims.get(g).state().group, wishes.get(g).cdns(), demands.get(g)));
    }
    return loads(plain, shares, planned, new double[plain.size()]);
  }

  private List<SortedMap<String, Double>> loads(
      List<Bound> of, List<double[]> shares, List<SortedMap<String, Double>> least, double[] more) {
    double[][] fullest = new double[wishes.size()][];
    for (int g = 0; g < fullest.length; g++) {
      String[] cdns = wishes.get(g).cdns();
      fullest[g] = new double[cdns.length];
      for (int k = 0; k < cdns.length; k++) {
        fullest[g][k] = least.isEmpty() ? Double.NaN : Numbers.at(least.get(g), cdns[k]);
      }
    }
    for (int b = 0; b < more.length; b++) {
      Bound bound = of.get(b);
      double utilisation = bound.utilisation(shares) + more[b];
      for (Bound.Term term : bound.terms()) {
        if (term.own()) {
          double known = fullest[term.wish()][term.line()];
          fullest[term.wish()][term.line()] =
              Double.isNaN(known) ? utilisation : Math.max(known, utilisation);
        }
      }
    }
    List<SortedMap<String, Double>> loads = new ArrayList<>();
    for (int g = 0; g < fullest.length; g++) {
      loads.add(Numbers.of(wishes.get(g).cdns(), fullest[g]));
    }
    return loads;
  }

  /** What the origin of each service still has room for, in viewers on cold caches. */
  List<Bound> origins(EngineState state) {
    SortedMap<String, List<Bound.Term>> terms = new TreeMap<>();
    SortedMap<String, Double> room = new TreeMap<>();
    for (int g = 0; g < aims.size(); g++) {
      Aim aim = aims.get(g);
      Capacity origin = aim.service().origin().orElse(null);
      if (origin != null) {
        Demand demand = demand(aim);
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
