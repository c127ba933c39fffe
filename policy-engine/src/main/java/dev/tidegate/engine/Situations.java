package dev.tidegate.engine;

import dev.tidegate.health.Verdict;
import dev.tidegate.model.Group;
import dev.tidegate.model.OperatorOverride;
import dev.tidegate.model.Reason;
import dev.tidegate.model.Rows;
import dev.tidegate.model.Weights;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/** Puts together what people are shown after a step. */
final class Situations {
  /** Shortage below this part of a group is rounding. */
  private static final double SHORT = 0.005;

  private Situations() {}

  /**
   * The views of all groups, made when somebody looks: what they are made of does not change after
   * the step, or is taken down here.
   */
  private static final class Views extends Rows<Group, Situation.GroupView> {
    private final Plan plan;
    private final Census census;
    private final List<SortedMap<String, Double>> loads;
    private final Weights[] shown;
    private final Taken[] taken;

    Views(
        Group[] groups,
        Plan plan,
        Census census,
        List<SortedMap<String, Double>> loads,
        Weights[] shown,
        Taken[] taken) {
      super(groups);
      this.plan = plan;
      this.census = census;
      this.loads = loads;
      this.shown = shown;
      this.taken = taken;
    }

    @Override
    protected Situation.GroupView make(int g) {
      Aim aim = plan.aims.get(g);
      SortedMap<String, Situation.CdnView> cdns = new TreeMap<>();
      for (String cdn : aim.base().shares().keySet()) {
        int floor = taken[g].floors.getOrDefault(cdn, 0);
        cdns.put(cdn, view(plan, g, cdn, shown[g].of(cdn), floor, census, loads.get(g)));
      }
      double viewers = census.viewers(key(g));
      return new Situation.GroupView(
          aim.mode(),
          viewers > 0 ? OptionalDouble.of(viewers) : OptionalDouble.empty(),
          verdict(plan, g),
          cdns,
          taken[g].effect,
          taken[g].givenUp,
          taken[g].follow);
    }
  }

  /** What a later step may change. */
  private record Taken(
      SortedMap<String, Integer> floors,
      Optional<Situation.Effect> effect,
      int givenUp,
      Optional<Situation.Follow> follow) {
    static final Taken NOTHING =
        new Taken(Collections.emptySortedMap(), Optional.empty(), 0, Optional.empty());

    static Taken of(
        GroupState group, Optional<Situation.Effect> effect, Optional<Situation.Follow> follow) {
      return group.floors.isEmpty() && effect.isEmpty() && group.givenUp == 0 && follow.isEmpty()
          ? NOTHING
          : new Taken(new TreeMap<>(group.floors), effect, group.givenUp, follow);
    }
  }

  static Situation of(
      Plan plan,
      Census census,
      List<SortedMap<String, Double>> loads,
      Trials trials,
      SortedMap<Group, Situation.Follow> follows,
      Instant now) {
    int size = plan.aims.size();
    Group[] groups = new Group[size];
    Weights[] shown = new Weights[size];
    Taken[] taken = new Taken[size];
    for (int g = 0; g < size; g++) {
      Aim aim = plan.aims.get(g);
      GroupState group = aim.state();
      groups[g] = group.group;
      shown[g] = group.shown();
      taken[g] =
          Taken.of(
              group,
              trials.effect(group.group, aim.service().policy()),
              Optional.ofNullable(follows.get(group.group)));
    }
    return new Situation(now, new Views(groups, plan, census, loads, shown, taken));
  }

  private static Verdict verdict(Plan plan, int g) {
    Verdict judged = plan.aims.get(g).health().verdict();
    if (judged instanceof Verdict.None && plan.targets.get(g).shortage() > SHORT) {
      return new Verdict.Capacity(plan.aims.get(g).service().id());
    }
    return judged;
  }

  private static Situation.CdnView view(
      Plan plan,
      int g,
      String cdn,
      int shown,
      int floor,
      Census census,
      SortedMap<String, Double> load) {
    Aim aim = plan.aims.get(g);
    Double utilisation = load.get(cdn);
    Optional<OperatorOverride> by = aim.ruling().binding(cdn);
    Optional<Reason> reason = aim.of(cdn).reason().or(() -> by.map(Pacing::said));
    return new Situation.CdnView(
        shown,
        plan.targets.get(g).weights().of(cdn),
        floor,
        aim.of(cdn),
        census.viewers(aim.state().group, cdn),
        utilisation == null ? OptionalDouble.empty() : OptionalDouble.of(utilisation),
        by.map(OperatorOverride::id),
        reason);
  }
}
