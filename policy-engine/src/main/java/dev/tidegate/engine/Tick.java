package dev.tidegate.engine;

import dev.tidegate.answer.GroupAnswer;
import dev.tidegate.answer.SnapshotCodec;
import dev.tidegate.answer.SteeringSnapshot;
import dev.tidegate.answer.Version;
import dev.tidegate.health.Signals;
import dev.tidegate.model.Group;
import dev.tidegate.model.Policy;
import dev.tidegate.model.Reason;
import dev.tidegate.model.Service;
import dev.tidegate.model.Weights;
import dev.tidegate.shift.Move;
import dev.tidegate.shift.RecentSum;
import dev.tidegate.shift.Room;
import dev.tidegate.shift.ShiftLimit;
import dev.tidegate.shift.Stream;
import dev.tidegate.weigh.Bound;
import dev.tidegate.weigh.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** One step: what is believed, what is wanted, how far to move, what to answer. */
final class Tick {
  /** A late step moves no further than this many seconds would. */
  private static final double LONGEST = 5;

  private final EngineState state;
  private final Inputs inputs;
  private final Instant now;
  private final double seconds;
  private final List<Change> changes = new ArrayList<>();

  /** What one group did in this step. */
  private record Change(Group group, Weights from, Weights to, SortedMap<String, Cause> causes) {}

  Tick(EngineState state, Inputs inputs, Instant now) {
    this.state = state;
    this.inputs = inputs;
    this.now = now;
    double since = Duration.between(state.last, now).toNanos() / 1e9;
    seconds = state.stepped ? Math.clamp(since, 0, LONGEST) : 1;
  }

  Step run() {
    adopt();
    judge();
    Census census = Census.of(state.groups.keySet(), inputs.viewers());
    state.groups.values().forEach(group -> census.remember(group, seconds));
    Census.rates(state.groups, inputs.digests(), seconds);
    remember();
    shun();
    leak(census);
    Plan plan = new Plan(state, inputs, census, now);
    Learning.from(plan, state, now);
    Thrift thrift = new Thrift(state, now);
    thrift.account(plan, seconds);
    List<SortedMap<String, Cause>> causes = causes(plan);
    move(plan, causes);
    afterwards(plan);
    List<SortedMap<String, Double>> loads = plan.loads(plan.positions());
    List<SortedMap<String, Double>> seen = plan.seen(census, loads);
    state.utilisation.clear();
    for (int g = 0; g < plan.aims.size(); g++) {
      state.utilisation.put(plan.aims.get(g).state().group, seen.get(g));
      publish(plan, g, causes.get(g), loads.get(g));
    }
    giveUp(plan, loads);
    thrift.bend(plan);
    SteeringSnapshot snapshot = snapshot(plan);
    List<Decision> decisions = decisions(snapshot.version());
    state.snapshot = snapshot;
    state.last = now;
    state.stepped = true;
    return new Step(
        state,
        snapshot,
        decisions,
        Situations.of(plan, census, snapshot, loads, state.trials, now));
  }

  /** Groups follow the configuration: new regions begin with configured weights, old ones go. */
  private void adopt() {
    state.setup = inputs.setup();
    state
        .groups
        .keySet()
        .removeIf(
            g ->
                !state.setup.services().containsKey(g.service())
                    || !state.setup.regions().containsKey(g.region()));
    Memory.complete(state, state.setup, false);
  }

  private void judge() {
    inputs.digests().forEach(d -> state.heard.add(d.cell().place().service()));
    inputs.probes().forEach(p -> state.heard.add(p.service()));
    inputs.viewers().keySet().forEach(c -> state.heard.add(c.place().service()));
    SortedMap<Group, Weights> published = new TreeMap<>();
    state.snapshot.groups().forEach((g, answer) -> published.put(g, answer.weights()));
    state.assessment =
        state.judge.assess(
            new Signals(
                inputs.setup(),
                Canonical.digests(inputs.digests()),
                Canonical.probes(inputs.probes()),
                inputs.viewers(),
                inputs.witnesses(),
                published,
                state.utilisation,
                inputs.clients()),
            now);
    state.trials.retain(state.groups.keySet());
    state.trials.add(inputs.trials(), seconds);
    networks();
  }

  /** A network that departs gets its region's table; one that is back is answered by its region. */
  private void networks() {
    List<Group> ended =
        state.groups.keySet().stream()
            .filter(g -> g.network().isPresent() && !state.assessment.groups().containsKey(g))
            .toList();
    for (Group group : ended) {
      GroupState gone = state.groups.remove(group);
      GroupState region = state.groups.get(group.regional());
      if (gone != null && region != null && !gone.weights.equals(region.weights)) {
        changes.add(new Change(group, gone.weights, region.weights, backToRegion(gone)));
      }
    }
    for (Group group : state.assessment.groups().keySet()) {
      GroupState region = state.groups.get(group.regional());
      if (group.network().isPresent() && region != null) {
        state.groups.computeIfAbsent(group, g -> new GroupState(g, region));
      }
    }
  }

  private static SortedMap<String, Cause> backToRegion(GroupState gone) {
    Reason why = new Reason.Configured("the network is answered by its region again");
    SortedMap<String, Cause> causes = new TreeMap<>();
    for (String cdn : gone.weights.shares().keySet()) {
      causes.put(cdn, new Cause(Stream.SLOW, 0, Rule.RETURN, why));
    }
    return causes;
  }

  /** What must be known before weighing: orders that begin, latches that end. */
  private void remember() {
    for (GroupState group : state.groups.values()) {
      var health = state.assessment.groups().getOrDefault(group.group, Plan.NOTHING_KNOWN);
      group.floors.keySet().removeIf(cdn -> !health.of(cdn).state().latched());
      group.atLatch.keySet().removeIf(cdn -> !health.of(cdn).state().latched());
      for (String cdn : group.position.keySet()) {
        if (health.of(cdn).state().latched()) {
          group.atLatch.putIfAbsent(cdn, group.at(cdn));
        }
      }
      Service service = state.setup.services().get(group.group.service());
      if (service != null
          && !service.staticWeights(group.group.region()).equals(group.configured)) {
        group.configured = service.staticWeights(group.group.region());
        group.bent = null;
        group.reconfigured = true;
      }
      group.shunned.values().removeIf(until -> !now.isBefore(until));
      group.settled.keySet().retainAll(group.shunned.keySet());
    }
  }

  private void leak(Census census) {
    for (GroupState group : state.groups.values()) {
      Service service = state.setup.services().get(group.group.service());
      if (service != null) {
        var health = state.assessment.groups().getOrDefault(group.group, Plan.NOTHING_KNOWN);
        Leaks.note(group, service, health, census.cdns(group.group), seconds);
      }
    }
  }

  /** A CDN whose arrivals fare worse gets nobody more for a while, and loses those who came. */
  private void shun() {
    for (GroupState group : state.groups.values()) {
      var health = state.assessment.groups().getOrDefault(group.group, Plan.NOTHING_KNOWN);
      Service service = state.setup.services().get(group.group.service());
      for (String cdn : group.table.cdns()) {
        if (service != null
            && health.of(cdn).arrivalsWorse()
            && !health.of(cdn).state().latched()) {
          long arrival = (long) service.policy().get(Policy.Key.ARRIVAL_FOR);
          group.shunned.put(cdn, now.plusSeconds(2 * arrival));
          int came = group.table.arrivals(cdn, Math.toIntExact(now.getEpochSecond() - arrival));
          double stayed = Math.max(0, group.at(cdn) - came / (double) Weights.TOTAL);
          group.settled.putIfAbsent(cdn, stayed);
        }
      }
    }
  }

  private List<SortedMap<String, Cause>> causes(Plan plan) {
    List<SortedMap<String, Double>> loads = plan.loads(plan.positions());
    List<SortedMap<String, Cause>> causes = new ArrayList<>();
    for (int g = 0; g < plan.aims.size(); g++) {
      Aim aim = plan.aims.get(g);
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

  private void move(Plan plan, List<SortedMap<String, Cause>> causes) {
    List<Move> moves = new ArrayList<>();
    SortedMap<String, Double> contained = contained(plan, causes);
    for (int g = 0; g < plan.aims.size(); g++) {
      moves.add(moveOf(plan, g, causes.get(g), contained));
    }
    List<Bound> joins = plan.joins(state, inputs, now);
    double ramping = Math.max(seconds, state.stepped ? 0.05 : 1);
    List<Double> ramps = Arrays.stream(plan.ramps()).map(ramp -> ramp * ramping).boxed().toList();
    Room room = new Room(plan.bounds, ramps, joins, plan.origins(state));
    List<double[]> before = plan.positions();
    List<double[]> after = ShiftLimit.advance(moves, room);
    account(plan, before, after, joins);
    for (int g = 0; g < plan.aims.size(); g++) {
      GroupState group = plan.aims.get(g).state();
      for (int k = 0; k < moves.get(g).lines().size(); k++) {
        Move.Line line = moves.get(g).lines().get(k);
        double at = after.get(g)[k];
        group.position.put(
            line.cdn(), Math.abs(at - line.to()) < 2e-5 ? line.to() : Math.max(0, at));
      }
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
  private void account(Plan plan, List<double[]> before, List<double[]> after, List<Bound> joins) {
    for (int g = 0; g < plan.aims.size(); g++) {
      Aim aim = plan.aims.get(g);
      double viewers = plan.demands.getOrDefault(aim.state().group, Plan.NOBODY).viewers();
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
    for (Bound join : joins) {
      double sent = 0;
      for (Bound.Term t : join.terms()) {
        sent +=
            t.load() * Math.max(0, after.get(t.wish())[t.line()] - before.get(t.wish())[t.line()]);
      }
      state
          .joins
          .computeIfAbsent(
              join.pool(), p -> new RecentSum(Limits.joinWindow(inputs.setup(), join.pool())))
          .add(now, sent);
    }
  }

  private void afterwards(Plan plan) {
    double warmer = StrictMath.pow(0.5, seconds / Origin.WARM_HALF_LIFE);
    state.cold.replaceAll((service, viewers) -> viewers * warmer);
    for (Aim aim : plan.aims) {
      for (String cdn : aim.permitted()) {
        if (aim.latched(cdn)) {
          aim.state()
              .floors
              .computeIfAbsent(cdn, c -> (int) Math.round(Wishes.floor(aim, cdn) * Weights.TOTAL));
        }
      }
    }
  }

  /** Pulls or takes back rungs of the services' ladders, by what their regions lack. */
  private void giveUp(Plan plan, List<SortedMap<String, Double>> loads) {
    SortedMap<Group, double[]> lacks = new TreeMap<>();
    for (int g = 0; g < plan.aims.size(); g++) {
      Aim aim = plan.aims.get(g);
      double[] worst = lacks.computeIfAbsent(aim.state().group.regional(), x -> new double[2]);
      double shortage = Receivers.stay(aim) ? 0 : plan.targets.get(g).shortage();
      worst[0] = Math.max(worst[0], shortage);
      for (Map.Entry<String, Double> load : loads.get(g).entrySet()) {
        if (!aim.latched(load.getKey())) {
          worst[1] = Math.max(worst[1], load.getValue());
        }
      }
    }
    for (Aim aim : plan.aims) {
      GroupState group = aim.state();
      double[] worst = lacks.getOrDefault(group.group, new double[2]);
      int rungs = group.group.network().isPresent() ? 0 : aim.service().ladder().size();
      double bits = plan.demands.getOrDefault(group.group, Plan.NOBODY).bitsPerViewer();
      group.givenUp =
          Ladder.step(group, aim.service().policy(), rungs, worst[0], worst[1], bits, now);
    }
  }

  private void publish(
      Plan plan, int g, SortedMap<String, Cause> causes, SortedMap<String, Double> load) {
    Aim aim = plan.aims.get(g);
    GroupState group = aim.state();
    group.mode = aim.mode();
    if (aim.hardFreeze() && List.copyOf(group.weights.shares().keySet()).equals(aim.permitted())) {
      group.stand(group.weights);
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

  private SteeringSnapshot snapshot(Plan plan) {
    SortedMap<Group, GroupAnswer> answers = new TreeMap<>();
    for (int g = 0; g < plan.aims.size(); g++) {
      Aim aim = plan.aims.get(g);
      boolean moving = aim.state().weights.distance(plan.targets.get(g).weights()) >= 100;
      GroupAnswer old = state.snapshot.groups().get(aim.state().group);
      answers.put(aim.state().group, Publication.answer(aim, aim.unrest() || moving, old));
    }
    Version last = state.snapshot.version();
    String hash = SnapshotCodec.contentHash(answers);
    if (hash.equals(last.hash()) && answers.keySet().equals(state.snapshot.groups().keySet())) {
      return state.snapshot;
    }
    return new SteeringSnapshot(new Version(last.epoch(), last.seq() + 1, hash), now, answers);
  }

  private List<Decision> decisions(Version version) {
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
