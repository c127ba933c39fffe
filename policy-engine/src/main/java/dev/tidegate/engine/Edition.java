package dev.tidegate.engine;

import dev.tidegate.answer.GroupAnswer;
import dev.tidegate.answer.SnapshotCodec;
import dev.tidegate.answer.SteeringSnapshot;
import dev.tidegate.answer.Version;
import dev.tidegate.model.Group;
import dev.tidegate.model.Reason;
import dev.tidegate.model.Weights;
import dev.tidegate.shift.Stream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a step makes public: tables, the snapshot, and every change with why. */
final class Edition {
  private final EngineState state;
  private final Instant now;
  private final List<Change> changes = new ArrayList<>();

  /** What one group did in this step. */
  private record Change(Group group, Weights from, Weights to, SortedMap<String, Cause> causes) {}

  Edition(EngineState state, Instant now) {
    this.state = state;
    this.now = now;
  }

  /** Notes that a group's shares changed. */
  void note(Group group, Weights from, Weights to, SortedMap<String, Cause> causes) {
    changes.add(new Change(group, from, to, causes));
  }

  void publish(Plan plan, int g, SortedMap<String, Cause> causes, SortedMap<String, Double> load) {
    Aim aim = plan.aims.get(g);
    GroupState group = aim.state();
    group.mode = aim.mode();
    if (aim.hardFreeze() && List.copyOf(group.weights.shares().keySet()).equals(aim.permitted())) {
      group.stand(group.weights);
      return;
    }
    if (plan.rests(g)) {
      Tables.shift(aim, group.weights, load, now);
      group.turn = now.getEpochSecond() / Tables.turnSeconds(aim);
      return;
    }
    Weights from = group.weights;
    boolean prompt = causes.values().stream().anyMatch(c -> c.stream() != Stream.SLOW);
    Weights to = Publication.weights(aim, plan.targets.get(g).weights(), prompt);
    Tables.shift(aim, to, load, now);
    group.weights = to;
    if (!from.equals(to)) {
      changes.add(new Change(group.group, from, to, causes));
    }
    long turn = now.getEpochSecond() / Tables.turnSeconds(aim);
    if (group.turn != turn) {
      group.turn = turn;
      for (String cdn : Tables.rotate(aim, turn)) {
        SortedMap<String, Cause> canary = new TreeMap<>();
        double share = to.of(cdn) / (double) Weights.TOTAL;
        canary.put(cdn, new Cause(Stream.SLOW, 0, Rule.CANARY, new Reason.Canary(share)));
        changes.add(new Change(group.group, to, to, canary));
      }
    }
    group.position.keySet().removeIf(cdn -> !aim.permits(cdn) && group.at(cdn) < 1e-9);
  }

  @SuppressWarnings("ReferenceEquality") // an answer that says the same is the same object
  SteeringSnapshot snapshot(Plan plan) {
    List<GroupAnswer> made = new ArrayList<>();
    boolean same = plan.aims.size() == state.snapshot.groups().size();
    for (int g = 0; g < plan.aims.size(); g++) {
      Aim aim = plan.aims.get(g);
      boolean moving =
          !plan.rests(g) && aim.state().weights.distance(plan.targets.get(g).weights()) >= 100;
      GroupAnswer old = aim.state().answer;
      GroupAnswer answer = Publication.answer(aim, aim.unrest() || moving, old);
      same &= old != null && old == answer;
      made.add(answer);
    }
    if (same) {
      return state.snapshot;
    }
    SortedMap<Group, GroupAnswer> answers = new TreeMap<>();
    made.forEach(answer -> answers.put(answer.group(), answer));
    Version last = state.snapshot.version();
    String hash = SnapshotCodec.contentHash(answers);
    if (hash.equals(last.hash()) && answers.keySet().equals(state.snapshot.groups().keySet())) {
      return state.snapshot;
    }
    return new SteeringSnapshot(new Version(last.epoch(), last.seq() + 1, hash), now, answers);
  }

  List<Decision> decisions(Version version) {
    if (version.seq() != state.decisionSeq) {
      state.decisionSeq = version.seq();
      state.decisionCount = 0;
    }
    List<Decision> decisions = new ArrayList<>();
    for (Change change : changes) {
      Decisions.explain(change.from(), change.to(), change.causes())
          .forEach(
              (cdn, why) ->
                  decisions.add(
                      new Decision(
                          version.epoch() + "." + version.seq() + "." + state.decisionCount++,
                          now,
                          version,
                          change.group(),
                          cdn,
                          change.from().of(cdn),
                          change.to().of(cdn),
                          why.rule(),
                          why.reason())));
    }
    return decisions;
  }
}
