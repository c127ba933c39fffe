package dev.tidegate.launcher.demo;

import dev.tidegate.answer.GroupAnswer;
import dev.tidegate.answer.SnapshotCodec;
import dev.tidegate.answer.SteeringSnapshot;
import dev.tidegate.answer.Version;
import dev.tidegate.api.loop.EngineFunctions;
import dev.tidegate.engine.Decision;
import dev.tidegate.engine.Engine;
import dev.tidegate.engine.EngineState;
import dev.tidegate.engine.Inputs;
import dev.tidegate.engine.Preview;
import dev.tidegate.engine.Rule;
import dev.tidegate.engine.Situation;
import dev.tidegate.engine.Step;
import dev.tidegate.model.Group;
import dev.tidegate.model.Reason;
import dev.tidegate.model.Setup;
import dev.tidegate.model.Weights;
import dev.tidegate.rehearsal.baseline.Baseline;
import dev.tidegate.rehearsal.baseline.Roster;
import dev.tidegate.rehearsal.sim.Plan;
import dev.tidegate.shift.BucketTable;
import dev.tidegate.shift.Tails;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A baseline in the engine's place in a real server: the same players, probes, answers and page,
 * and only who decides is another. It decides by region; the networks of a region go together.
 * Called by the loop alone, one call at a time.
 */
final class BaselineEngine implements EngineFunctions {
  private final String name;
  private final Baseline.Maker maker;
  private final String service;
  private @Nullable Course course;

  /** What has been decided since the start. */
  private static final class Course {
    private final Roster roster;
    private final Baseline baseline;
    private SteeringSnapshot snapshot;
    private Situation situation;

    Course(Roster roster, Baseline baseline, Step first) {
      this.roster = roster;
      this.baseline = baseline;
      this.snapshot = first.snapshot();
      this.situation = first.situation();
    }
  }

  /**
   * @param name under which it is known
   * @param service the one that it steers
   */
  BaselineEngine(String name, Baseline.Maker maker, String service) {
    this.name = name;
    this.maker = maker;
    this.service = service;
  }

  @Override
  public Step start(Setup setup, long epoch, Optional<byte[]> saved, Instant now) {
    Step first = Engine.start(setup, epoch, Optional.empty(), now);
    Roster roster = Roster.of(setup, service);
    course = new Course(roster, maker.make(roster), first);
    return first;
  }

  @Override
  public Step step(EngineState state, Inputs inputs, Instant now) {
    Course at = course;
    if (at == null) {
      throw new IllegalStateException("not started");
    }
    Plan plan = at.baseline.decide(inputs, now);
    SortedMap<Group, GroupAnswer> answers = new TreeMap<>(at.snapshot.groups());
    SortedMap<Group, Weights> moved = new TreeMap<>();
    for (int r = 0; r < at.roster.regions().size(); r++) {
      Group group = Group.of(service, at.roster.regions().get(r));
      GroupAnswer before = answers.get(group);
      Weights wanted = weights(at.roster, plan.shares()[r][0]);
      if (before != null && !wanted.equals(before.weights())) {
        answers.put(group, shifted(before, wanted, plan.ttlSeconds()[r][0], now));
        moved.put(group, before.weights());
      }
    }
    if (moved.isEmpty()) {
      at.situation = new Situation(now, at.situation.groups());
      return new Step(state, at.snapshot, List.of(), at.situation);
    }
    Version last = at.snapshot.version();
    Version version = new Version(last.epoch(), last.seq() + 1, SnapshotCodec.contentHash(answers));
    at.snapshot = new SteeringSnapshot(version, now, answers);
    at.situation = told(at.situation, answers, now);
    return new Step(state, at.snapshot, decisions(moved, answers, version, now), at.situation);
  }

  private static Weights weights(Roster roster, double[] shares) {
    SortedMap<String, Double> proportions = new TreeMap<>();
    for (int k = 0; k < shares.length; k++) {
      proportions.put(roster.cdns().get(k), shares[k]);
    }
    return Weights.ofProportions(proportions);
  }

  private static GroupAnswer shifted(GroupAnswer before, Weights wanted, int ttl, Instant now) {
    Tails tails = Tails.even(wanted.shares().keySet());
    int second = Math.toIntExact(now.getEpochSecond());
    BucketTable table = before.table().shift(wanted, tails, second, 0);
    return new GroupAnswer(
        before.group(), before.mode(), Math.clamp(ttl, 1, 3_600), table, table.shares());
  }

  private List<Decision> decisions(
      SortedMap<Group, Weights> moved,
      SortedMap<Group, GroupAnswer> answers,
      Version version,
      Instant now) {
    List<Decision> decisions = new ArrayList<>();
    Reason reason = new Reason.Configured(name + " has it so");
    moved.forEach(
        (group, before) ->
            before
                .shares()
                .forEach(
                    (cdn, from) -> {
                      GroupAnswer after = answers.get(group);
                      int to = after == null ? from : after.weights().of(cdn);
                      String id =
                          "%d.%d.%d".formatted(version.epoch(), version.seq(), decisions.size());
                      decisions.add(
                          new Decision(
                              id, now, version, group, cdn, from, to, Rule.CONFIGURATION, reason));
                    }));
    return decisions;
  }

  /** The page shows the shares as they are; of the rest this steering knows nothing. */
  private static Situation told(
      Situation before, SortedMap<Group, GroupAnswer> answers, Instant now) {
    SortedMap<Group, Situation.GroupView> groups = new TreeMap<>();
    before
        .groups()
        .forEach(
            (group, view) -> {
              GroupAnswer answer = answers.get(group);
              groups.put(group, answer == null ? view : told(view, answer.weights()));
            });
    return new Situation(now, groups);
  }

  private static Situation.GroupView told(Situation.GroupView view, Weights weights) {
    SortedMap<String, Situation.CdnView> cdns = new TreeMap<>();
    view.cdns()
        .forEach(
            (cdn, seen) ->
                cdns.put(
                    cdn,
                    new Situation.CdnView(
                        weights.of(cdn),
                        weights.of(cdn),
                        0,
                        seen.health(),
                        seen.viewers(),
                        seen.utilisation(),
                        seen.overrideId(),
                        seen.reason())));
    return new Situation.GroupView(
        view.mode(), view.viewers(), view.verdict(), cdns, view.effect(), view.givenUp());
  }

  @Override
  public Preview preview(EngineState state, Inputs inputs, Instant now) {
    return Engine.preview(state, inputs, now);
  }

  @Override
  public byte[] save(EngineState state) {
    return Engine.save(state);
  }
}
