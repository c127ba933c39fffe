package dev.tidegate.engine;

import dev.tidegate.answer.GroupAnswer;
import dev.tidegate.answer.SteeringSnapshot;
import dev.tidegate.model.Group;
import dev.tidegate.model.Service;
import dev.tidegate.model.Setup;
import dev.tidegate.model.Weights;
import dev.tidegate.shift.BucketTable;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Keeps the groups of a state to those that are set up, and their tables to the CDNs that are. */
final class Roster {
  private Roster() {}

  /** Whether a group's service and region are set up. */
  static boolean has(Setup setup, Group group) {
    return setup.services().containsKey(group.service())
        && setup.regions().containsKey(group.region());
  }

  /**
   * Adds groups that the setup has and the state has not.
   *
   * @param fit whether to take CDNs away at once that are gone; a step does so as a decision
   */
  static void complete(EngineState state, Setup setup, boolean fit) {
    SortedMap<String, BucketTable> known = new TreeMap<>();
    for (Service service : setup.services().values()) {
      for (String region : setup.regions().keySet()) {
        Group group = Group.of(service.id(), region);
        Weights configured = service.staticWeights(region);
        if (!state.groups.containsKey(group)) {
          BucketTable table =
              known.computeIfAbsent(
                  configured.shares().toString(), k -> BucketTable.first(configured));
          state.add(new GroupState(group, table));
        }
      }
    }
    for (GroupState group : state.groups.values()) {
      Service service = setup.services().get(group.group.service());
      if (service != null && fit) {
        fit(group, service.staticWeights(group.group.region()));
      }
    }
  }

  private static void fit(GroupState group, Weights configured) {
    List<String> cdns = List.copyOf(configured.shares().keySet());
    if (cdns.containsAll(group.table.cdns())) {
      return;
    }
    SortedMap<String, Double> left = new TreeMap<>();
    for (String cdn : cdns) {
      left.put(cdn, (double) group.weights.of(cdn));
    }
    boolean any = left.values().stream().anyMatch(share -> share > 0);
    Weights weights = any ? Weights.ofProportions(left) : configured;
    group.table = group.table.shift(weights, dev.tidegate.shift.Tails.even(cdns), 0, 0);
    group.weights = weights;
    group.stand(weights);
  }

  /** What to answer before the first step: as before where nothing was lost. */
  static SortedMap<Group, GroupAnswer> answers(EngineState state) {
    SortedMap<Group, GroupAnswer> answers = new TreeMap<>();
    for (GroupState group : state.groups.values()) {
      Service service = state.setup.services().get(group.group.service());
      if (service == null) {
        continue;
      }
      GroupAnswer old = state.snapshot.groups().get(group.group);
      List<String> cdns = group.table.cdns();
      if (old != null && old.table().cdns().equals(cdns)) {
        answers.put(group.group, old);
      } else {
        answers.put(
            group.group,
            new GroupAnswer(
                group.group,
                group.mode,
                dev.tidegate.answer.Ttl.seconds(service, false),
                group.table,
                group.weights));
      }
    }
    return answers;
  }

  /** Makes the state answer as {@code standing} does, where that is not what it remembers. */
  static void stand(EngineState state, SteeringSnapshot standing) {
    for (GroupAnswer answer : standing.groups().values()) {
      GroupAnswer remembered = state.snapshot.groups().get(answer.group());
      if (!has(state.setup, answer.group()) || same(remembered, answer)) {
        continue;
      }
      GroupState group = state.groups.get(answer.group());
      if (group == null) {
        group = new GroupState(answer.group(), answer.table());
        state.add(group);
      }
      group.mode = answer.mode();
      group.table = answer.table();
      group.weights = answer.weights();
      group.stand(answer.weights());
      fit(group, state.setup.services().get(answer.group().service()));
    }
    state.publish(standing);
  }

  private static boolean same(@Nullable GroupAnswer remembered, GroupAnswer answer) {
    return remembered != null
        && remembered.mode() == answer.mode()
        && remembered.table().equals(answer.table());
  }

  private static void fit(GroupState group, @Nullable Service service) {
    if (service != null) {
      fit(group, service.staticWeights(group.group.region()));
    }
  }
}
