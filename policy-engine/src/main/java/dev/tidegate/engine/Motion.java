package dev.tidegate.engine;

import dev.tidegate.model.Policy;
import dev.tidegate.model.Weights;
import dev.tidegate.shift.Move;
import dev.tidegate.shift.RecentSum;
import dev.tidegate.shift.Room;
import dev.tidegate.shift.ShiftLimit;
import dev.tidegate.weigh.Target;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How far shares move in one step, and by what right: causes first, then what receivers can bear.
 */
final class Motion {
  /** So near to the share wanted it is there. */
  private static final double NEAR = 2e-5;

  private static final SortedMap<String, Cause> NONE = Collections.emptySortedMap();

  private final EngineState state;
  private final Inputs inputs;
  private final Instant now;
  private final double seconds;

  Motion(EngineState state, Inputs inputs, Instant now, double seconds) {
    this.state = state;
    this.inputs = inputs;
    this.now = now;
    this.seconds = seconds;
  }

  List<SortedMap<String, Cause>> causes(Plan plan, List<SortedMap<String, Double>> loads) {
    List<SortedMap<String, Cause>> causes = new ArrayList<>();
    for (int g = 0; g < plan.aims.size(); g++) {
      Aim aim = plan.aims.get(g);
      if (plan.rests(g)) {
        causes.add(NONE);
        aim.state().reconfigured = false;
        aim.state().excused = false;
        continue;
      }
      Orders.begin(aim, now);
      SortedMap<String, Cause> own =
          new Pacing(aim, plan.targets.get(g), now, seconds, loads.get(g)).causes();
      causes.add(own);
      excuse(aim, own, plan.targets.get(g));
    }
    return causes;
  }

  private static void excuse(Aim aim, SortedMap<String, Cause> causes, Target target) {
    GroupState group = aim.state();
    boolean grounds =
        aim.unrest()
            || !aim.ruling().words().isEmpty()
            || !aim.ruling().excluded().isEmpty()
            || causes.values().stream().anyMatch(c -> c.rule() == Rule.CONFIGURATION);
    boolean calm = group.weights.distance(target.weights()) < 20;
    group.reconfigured &= !calm;
    group.excused = grounds || group.reconfigured || (group.excused && !calm);
  }

  /** Moves shares; false if nothing moved. */
  boolean move(Plan plan, List<SortedMap<String, Cause>> causes, List<double[]> positions) {
    if (causes.stream().allMatch(Map::isEmpty)) {
      return arrive(plan);
    }
    List<Move> moves = new ArrayList<>();
    SortedMap<String, Double> contained = contained(plan, causes);
    for (int g = 0; g < plan.aims.size(); g++) {
      moves.add(moveOf(plan, g, causes.get(g), contained));
    }
    Joins joins = new Joins(plan, state, inputs.setup(), now);
    double ramping = Math.max(seconds, state.stepped ? 0.05 : 1);
    List<Double> ramps = Arrays.stream(plan.ramps()).map(ramp -> ramp * ramping).boxed().toList();
    Room room = new Room(plan.bounds, ramps, joins.bounds, plan.origins(state));
    List<double[]> after = ShiftLimit.advance(moves, room);
    account(plan, positions, after);
    joins.account(positions, after);
    for (int g = 0; g < plan.aims.size(); g++) {
      GroupState group = plan.aims.get(g).state();
      if (plan.rests(g)) {
        continue;
      }
      group.rest = null;
      for (int k = 0; k < moves.get(g).lines().size(); k++) {
        Move.Line line = moves.get(g).lines().get(k);
        double at = after.get(g)[k];
        group.position.put(
            line.cdn(), Math.abs(at - line.to()) < NEAR ? line.to() : Math.max(0, at));
      }
    }
    return true;
  }

  /** Lets shares that are almost where they are wanted be there; whether any was not yet. */
  private static boolean arrive(Plan plan) {
    boolean any = false;
    for (int g = 0; g < plan.aims.size(); g++) {
      if (plan.rests(g)) {
        continue;
      }
      GroupState group = plan.aims.get(g).state();
      for (String cdn : plan.wishes.get(g).cdns()) {
        double to = plan.targets.get(g).weights().of(cdn) / (double) Weights.TOTAL;
        double at = group.at(cdn);
        if (Math.abs(at - to) < NEAR || !group.position.containsKey(cdn)) {
          any |= at != to;
          group.position.put(cdn, Math.abs(at - to) < NEAR ? to : at);
        }
      }
      group.rest = null;
    }
    return any;
  }

  /** Notes that a group to which nothing happened in this step is at rest. */
  static void rest(Plan plan, int g, SortedMap<String, Cause> causes, double[] positions) {
    GroupState group = plan.aims.get(g).state();
    group.target = plan.targets.get(g);
    if (!plan.rests(g) && causes.isEmpty()) {
      group.rest = Rest.of(plan.aims.get(g), plan.wishes.get(g), positions, group.target);
    }
  }

  /** By service: the part of moves without a latch or an operator that the blast radius allows. */
  private SortedMap<String, Double> contained(Plan plan, List<SortedMap<String, Cause>> causes) {
    SortedMap<String, double[]> sums = new TreeMap<>();
    SortedMap<String, Double> parts = new TreeMap<>();
    for (int g = 0; g < plan.aims.size(); g++) {
      Aim aim = plan.aims.get(g);
      double viewers = Math.max(aim.state().demand, 1e-3);
      double[] sum = sums.computeIfAbsent(aim.service().id(), s -> new double[2]);
      sum[0] += viewers;
      if (!aim.state().excused) {
        for (Cause cause : causes.get(g).values()) {
          sum[1] += viewers * cause.amount();
        }
      }
    }
    for (Aim aim : plan.aims) {
      String service = aim.service().id();
      double[] sum = sums.getOrDefault(service, new double[2]);
      RecentSum recent = state.unexcused.get(service);
      double used = recent == null ? 0 : recent.sum(now);
      double may = aim.get(Policy.Key.BLAST_RADIUS) * sum[0] - used;
      parts.put(service, sum[1] > 0 ? Math.clamp(may / sum[1], 0, 1) : 1.0);
    }
    return parts;
  }

  private Move moveOf(
      Plan plan, int g, SortedMap<String, Cause> causes, SortedMap<String, Double> contained) {
    Aim aim = plan.aims.get(g);
    Rest rest = aim.state().rest;
    if (plan.rests(g) && rest != null) {
      return rest.move();
    }
    double part = aim.state().excused ? 1 : contained.getOrDefault(aim.service().id(), 1.0);
    List<Move.Line> lines = new ArrayList<>();
    for (int k = 0; k < plan.wishes.get(g).lines().size(); k++) {
      String cdn = plan.wishes.get(g).lines().get(k).cdn();
      Cause cause = causes.get(cdn);
      var word = aim.ruling().words().get(cdn);
      double to = plan.targets.get(g).weights().of(cdn) / (double) Weights.TOTAL;
      lines.add(
          new Move.Line(
              cdn,
              aim.state().at(cdn),
              to,
              Optional.ofNullable(cause).map(Cause::stream),
              cause == null ? 0 : cause.amount() * part,
              cause == null,
              !aim.state().shunned.containsKey(cdn),
              word == null || !word.raises(),
              plan.bounded(g, k)));
    }
    double unknowing = Math.max(seconds, 0.05);
    return new Move(
        aim.state().group,
        lines,
        aim.get(Policy.Key.UNKNOWN_RAMP) * unknowing,
        aim.get(Policy.Key.UNKNOWN_RAMP_URGENT) * unknowing);
  }

  /** Remembers who was sent where, for the limits that look back. */
  private void account(Plan plan, List<double[]> before, List<double[]> after) {
    for (int g = 0; g < plan.aims.size(); g++) {
      Aim aim = plan.aims.get(g);
      double viewers = plan.demand(aim).viewers();
      double moved = 0;
      for (int k = 0; k < before.get(g).length; k++) {
        moved += Math.max(0, after.get(g)[k] - before.get(g)[k]);
      }
      if (!aim.state().excused && moved > 0) {
        state
            .unexcused
            .computeIfAbsent(
                aim.service().id(), s -> new RecentSum(Limits.blastWindow(aim.service().policy())))
            .add(now, moved * Math.max(viewers, 1e-3));
      }
      if (aim.service().origin().isPresent()) {
        state.cold.merge(aim.service().id(), moved * viewers, Double::sum);
      }
    }
  }

  void afterwards(Plan plan) {
    double warmer = StrictMath.pow(0.5, seconds / Origin.WARM_HALF_LIFE);
    state.cold.replaceAll((service, viewers) -> viewers * warmer);
    for (Aim aim : plan.aims) {
      for (String cdn : aim.health().calm() ? List.<String>of() : aim.permitted()) {
        if (aim.latched(cdn)) {
          aim.state()
              .floors
              .computeIfAbsent(cdn, c -> (int) Math.round(Wishes.floor(aim, cdn) * Weights.TOTAL));
        }
      }
    }
  }
}
