package dev.tidegate.engine;

import dev.tidegate.answer.GroupAnswer;
import dev.tidegate.answer.SteeringSnapshot;
import dev.tidegate.health.Signals;
import dev.tidegate.model.Group;
import dev.tidegate.model.Mode;
import dev.tidegate.model.Policy;
import dev.tidegate.model.Service;
import dev.tidegate.model.Weights;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One step: what is believed, what is wanted, how far to move, what to answer. */
final class Tick {
  /** A late step moves no further than this many seconds would. */
  private static final double LONGEST = 5;

  /**
   * Who watches asks or reports within so many seconds: TTLs and beacon intervals are no longer.
   */
  private static final long HEARING = 30;

  private final EngineState state;
  private final Inputs inputs;
  private final Instant now;
  private final double seconds;
  private final Motion motion;
  private final Edition edition;

  /** The service heard of last. */
  private String heard = "";

  Tick(EngineState state, Inputs inputs, Instant now) {
    this.state = state;
    this.inputs = inputs;
    this.now = now;
    double since = Duration.between(state.last, now).toNanos() / 1e9;
    seconds = state.stepped ? Math.clamp(since, 0, LONGEST) : 1;
    motion = new Motion(state, inputs, now, seconds);
    edition = new Edition(state, now);
  }

  EngineState hear() {
    listen(false);
    state.last = now;
    state.stepped = true;
    return state;
  }

  /**
   * Takes in what was heard.
   *
   * @param deciding whether this step may move anybody
   */
  private Census listen(boolean deciding) {
    adopt();
    judge(deciding);
    Census census = Census.of(state.grid(), inputs.viewers());
    census.remember(seconds, now.isBefore(state.began.plusSeconds(HEARING)));
    Census.rates(state.grid(), inputs.digests(), seconds);
    return census;
  }

  Step run() {
    Census census = listen(true);
    remember();
    shun();
    leak(census);
    Plan plan = new Plan(state, inputs, census, now);
    Learning.from(plan, state, now);
    Thrift thrift = new Thrift(state, now);
    thrift.account(plan, seconds);
    List<double[]> positions = plan.positions();
    List<SortedMap<String, Double>> loads = plan.loads(positions);
    List<SortedMap<String, Cause>> causes = motion.causes(plan, loads);
    if (motion.move(plan, causes, positions)) {
      loads = plan.loads(plan.positions());
    }
    motion.afterwards(plan);
    List<SortedMap<String, Double>> seen = plan.seen(census, loads);
    for (int g = 0; g < plan.aims.size(); g++) {
      Aim aim = plan.aims.get(g);
      aim.state().utilisation = Learning.blameless(aim, seen.get(g), state.learned);
      edition.publish(plan, g, causes.get(g), loads.get(g));
      Motion.rest(plan, g, causes.get(g), positions.get(g));
    }
    giveUp(plan, loads);
    thrift.bend(plan);
    SteeringSnapshot snapshot = edition.snapshot(plan);
    List<Decision> decisions = edition.decisions(snapshot.version());
    state.publish(snapshot);
    state.last = now;
    state.stepped = true;
    return new Step(
        state,
        snapshot,
        decisions,
        Situations.of(plan, census, loads, state.trials, follow(plan, census), now));
  }

  /** Where resolvers are told of a service: whether its regions' viewers follow. */
  private SortedMap<Group, Situation.Follow> follow(Plan plan, Census census) {
    SortedMap<Group, Situation.Follow> follows = new TreeMap<>();
    for (Aim aim : plan.aims) {
      GroupState group = aim.state();
      if (aim.service().names().isEmpty() || group.group.network().isPresent()) {
        group.following = null;
        continue;
      }
      Following following = group.following == null ? new Following() : group.following;
      group.following = following;
      Following.Seen seen =
          new Following.Seen(
              group.shown(),
              group.fastViewers > 0 ? Math.clamp(group.askers / group.fastViewers, 0, 1) : 0,
              census.cdns(group.group),
              group.askers
                  + group.beaconsPerSecond * aim.service().beaconInterval().toMillis() / 1000.0,
              Leaks.any(group) || restricted(aim.service(), group));
      follows.put(group.group, following.see(now, seconds, aim.service(), seen));
    }
    return follows;
  }

  /** Whether a CDN has a share that not everyone may use: where it goes instead is not known. */
  private static boolean restricted(Service service, GroupState group) {
    return service.cdns().values().stream()
        .anyMatch(cdn -> !cdn.access().open() && group.at(cdn.id()) > 0);
  }

  /** Groups follow the configuration: new regions begin with configured weights, old ones go. */
  private void adopt() {
    state.setup = inputs.setup();
    if (!state.incomplete()) {
      return;
    }
    state.groups.keySet().removeIf(g -> !Roster.has(state.setup, g));
    state.regroup();
    Roster.complete(state, state.setup, false);
  }

  private void judge(boolean deciding) {
    inputs.digests().forEach(d -> hear(d.cell().place().service()));
    inputs.probes().forEach(p -> hear(p.service()));
    inputs.viewers().keySet().forEach(c -> hear(c.place().service()));
    state.assessment =
        state.judge.assess(
            new Signals(
                inputs.setup(),
                inputs.digests(),
                Canonical.probes(inputs.probes()),
                inputs.viewers(),
                inputs.witnesses(),
                new ByGroup<>(state, group -> shares(group.answer)),
                new ByGroup<>(state, group -> group.utilisation),
                Canonical.clients(inputs.clients()),
                holding()),
            now);
    state.trials.retain(state.groups.keySet());
    state.trials.add(Canonical.trials(inputs.trials()), seconds);
    Networks networks = new Networks(state, edition);
    networks.regroup(deciding && inputs.storeReachable());
    state.groups.values().forEach(group -> group.health = Plan.NOTHING_KNOWN);
    state
        .assessment
        .groups()
        .forEach(
            (group, health) -> {
              int g = state.grid().of(group);
              if (g >= 0) {
                state.grid().group(g).health = health;
              }
            });
    networks.returning();
  }

  /**
   * Groups in which nothing may rise: without the store, in silence, in a freeze. Not in panic:
   * only latches that close end it.
   */
  private Set<Group> holding() {
    Set<Group> holding = new TreeSet<>();
    state.groups.forEach(
        (name, group) -> {
          boolean held = group.mode == Mode.HELD || group.mode == Mode.FROZEN;
          if (held || !inputs.storeReachable()) {
            holding.add(name);
          }
        });
    return holding;
  }

  private void hear(String service) {
    if (!service.equals(heard)) {
      state.heard.add(service);
      heard = service;
    }
  }

  private static @Nullable Weights shares(@Nullable GroupAnswer answer) {
    return answer == null ? null : answer.weights();
  }

  /** What must be known before weighing: orders that begin, latches that end. */
  private void remember() {
    for (GroupState group : state.groups.values()) {
      var health = group.health;
      if (health.calm()) {
        group.floors.clear();
        group.atLatch.clear();
      } else {
        group.floors.keySet().removeIf(cdn -> !health.of(cdn).state().latched());
        group.atLatch.keySet().removeIf(cdn -> !health.of(cdn).state().latched());
        for (String cdn : group.position.keySet()) {
          if (health.of(cdn).state().latched()) {
            group.atLatch.putIfAbsent(cdn, group.at(cdn));
          }
        }
      }
      Service service = state.setup.services().get(group.group.service());
      if (service != null && !group.statics(service).equals(group.configured)) {
        group.configured = group.statics(service);
        group.bent = null;
        group.reconfigured = true;
      }
      if (!group.shunned.isEmpty() || !group.settled.isEmpty()) {
        group.shunned.values().removeIf(until -> !now.isBefore(until));
        group.settled.keySet().retainAll(group.shunned.keySet());
      }
    }
  }

  private void leak(Census census) {
    for (GroupState group : state.groups.values()) {
      Service service = state.setup.services().get(group.group.service());
      if (service != null) {
        Leaks.note(group, service, census, seconds);
        Strays.note(group, service, census, seconds);
      }
    }
  }

  /** A CDN whose arrivals fare worse gets nobody more for a while, and loses those who came. */
  private void shun() {
    for (GroupState group : state.groups.values()) {
      var health = group.health;
      Service service = state.setup.services().get(group.group.service());
      for (String cdn : health.calm() ? List.<String>of() : group.table.cdns()) {
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

  /** Pulls or takes back rungs of the services' ladders, by what their regions lack. */
  private void giveUp(Plan plan, List<SortedMap<String, Double>> loads) {
    boolean any = false;
    for (int g = 0; g < plan.aims.size() && !any; g++) {
      any =
          plan.targets.get(g).shortage() > 0
              || !plan.aims.get(g).service().ladder().isEmpty()
              || plan.aims.get(g).state().givenUp > 0;
    }
    if (!any) {
      plan.aims.forEach(aim -> Ladder.rest(aim.state()));
      return;
    }
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
      double bits = plan.demand(aim).bitsPerViewer();
      group.givenUp =
          Ladder.step(group, aim.service().policy(), rungs, worst[0], worst[1], bits, now);
    }
  }
}
