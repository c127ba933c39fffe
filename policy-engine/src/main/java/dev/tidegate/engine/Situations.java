package dev.tidegate.engine;

import dev.tidegate.answer.GroupAnswer;
import dev.tidegate.answer.SteeringSnapshot;
import dev.tidegate.health.Verdict;
import dev.tidegate.model.Group;
import dev.tidegate.model.OperatorOverride;
import dev.tidegate.model.Reason;
import dev.tidegate.model.Weights;
import java.time.Instant;
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

  static Situation of(
      Plan plan,
      Census census,
      SteeringSnapshot snapshot,
      List<SortedMap<String, Double>> loads,
      Trials trials,
      Instant now) {
    SortedMap<Group, Situation.GroupView> groups = new TreeMap<>();
    for (int g = 0; g < plan.aims.size(); g++) {
      Aim aim = plan.aims.get(g);
      Group group = aim.state().group;
      GroupAnswer answer = snapshot.groups().get(group);
      Weights shown = answer == null ? aim.state().weights : answer.weights();
      SortedMap<String, Situation.CdnView> cdns = new TreeMap<>();
      for (String cdn : aim.base().shares().keySet()) {
        cdns.put(cdn, view(plan, g, cdn, shown, census, loads.get(g)));
      }
      double viewers = census.viewers(group);
      groups.put(
          group,
          new Situation.GroupView(
              aim.mode(),
              viewers > 0 ? OptionalDouble.of(viewers) : OptionalDouble.empty(),
              verdict(plan, g),
              cdns,
              trials.effect(group, aim.service().policy()),
              aim.state().givenUp));
    }
    return new Situation(now, groups);
  }

  private static Verdict verdict(Plan plan, int g) {
    Verdict judged = plan.aims.get(g).health().verdict();
    if (judged instanceof Verdict.None && plan.targets.get(g).shortage() > SHORT) {
      return new Verdict.Capacity(plan.aims.get(g).service().id());
    }
    return judged;
  }

  private static Situation.CdnView view(
      Plan plan, int g, String cdn, Weights shown, Census census, SortedMap<String, Double> load) {
    Aim aim = plan.aims.get(g);
    Double viewers = census.cdns(aim.state().group).get(cdn);
    Double utilisation = load.get(cdn);
    Optional<OperatorOverride> by = aim.ruling().binding(cdn);
    Optional<Reason> reason = aim.of(cdn).reason().or(() -> by.map(Pacing::said));
    return new Situation.CdnView(
        shown.of(cdn),
        plan.targets.get(g).weights().of(cdn),
        aim.state().floors.getOrDefault(cdn, 0),
        aim.of(cdn),
        viewers == null ? OptionalDouble.empty() : OptionalDouble.of(viewers),
        utilisation == null ? OptionalDouble.empty() : OptionalDouble.of(utilisation),
        by.map(OperatorOverride::id),
        reason);
  }
}
