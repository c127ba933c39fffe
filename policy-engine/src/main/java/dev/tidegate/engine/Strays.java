package dev.tidegate.engine;

import dev.tidegate.model.Policy;
import dev.tidegate.model.Rollout;
import dev.tidegate.model.Service;
import dev.tidegate.shift.ShiftLimit;
import dev.tidegate.weigh.Bound;
import dev.tidegate.weigh.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * Viewers who are on a nearly full CDN though it was not told to them: resolvers that keep old
 * answers, players that stay away from a CDN which failed them. No share sends them away, but they
 * take room from those whom shares do send there. How many they are is measured, and so believed at
 * the pace of the feedback regime (engine.md 1.3):
 *
 * <pre>
 *   strays += min(`overload-out`, `feedback-gain` / tau) * dt * (seen - followed - strays)
 * </pre>
 *
 * of a group's viewers, seen and followed being where they are and where those who follow answers
 * are by now. Less than 5 points, or than four standard errors of the sessions heard, is how mixes
 * of networks and devices differ.
 */
final class Strays {
  private static final double FEW = 0.05;
  private static final double STANDARD_ERRORS = 4;

  /** Fewer viewers say nothing of shares. */
  private static final double LEAST_VIEWERS = 100;

  /** So little is left of those who came back. */
  private static final double GONE = 0.002;

  /** What shares may fill at the least, so that a level is one. */
  private static final double LEAST_LEVEL = 0.01;

  private Strays() {}

  /** Follows who strays in a group, {@code seconds} after the last time. */
  static void note(GroupState group, Service service, Census census, double seconds) {
    if (!group.leaks.isEmpty() || !service.rollout().equals(Rollout.FULL)) {
      group.strays.clear(); // they leave a broken CDN, or were never sent where shares say
      return;
    }
    if (group.strays.isEmpty() && !full(group, service)) {
      return;
    }
    SortedMap<String, Double> seen = census.cdns(group.group);
    double all = seen.values().stream().mapToDouble(Double::doubleValue).sum();
    if (all < LEAST_VIEWERS) {
      return;
    }
    double sessions =
        group.askers + group.beaconsPerSecond * service.beaconInterval().toMillis() / 1000.0;
    double believed = Math.min(1, gain(group, service) * seconds);
    for (String cdn : group.position.keySet()) {
      double followed = group.followed.getOrDefault(cdn, group.at(cdn));
      double beyond = seen.getOrDefault(cdn, 0.0) / all - followed;
      double error = Math.sqrt(followed * (1 - followed) / Math.clamp(sessions, 1, all));
      double known = group.strays.getOrDefault(cdn, 0.0);
      double measured = beyond > Math.max(FEW, STANDARD_ERRORS * error) ? beyond : 0;
      double now = known + believed * (measured - known);
      if (now > GONE || measured > 0) {
        group.strays.put(cdn, now);
      } else {
        group.strays.remove(cdn);
      }
    }
    group.strays.keySet().retainAll(group.position.keySet());
  }

  private static double gain(GroupState group, Service service) {
    Policy policy = service.policy();
    double tau = ShiftLimit.tau(service, policy, group.asking(service));
    return Math.min(
        policy.get(Policy.Key.OVERLOAD_OUT), policy.get(Policy.Key.FEEDBACK_GAIN) / tau);
  }

  private static boolean full(GroupState group, Service service) {
    double level = service.policy().get(Policy.Key.OVERLOAD_AT);
    for (Map.Entry<String, Double> load : group.utilisation.entrySet()) {
      if (load.getValue() > level) {
        return true;
      }
    }
    return false;
  }

  /** What strays take of each bound, as a part of it. */
  static double[] parts(List<Bound> bounds, List<Aim> aims) {
    double[] parts = new double[bounds.size()];
    if (aims.stream().allMatch(aim -> aim.state().strays.isEmpty())) {
      return parts;
    }
    for (int b = 0; b < parts.length; b++) {
      for (Bound.Term term : bounds.get(b).terms()) {
        Aim aim = aims.get(term.wish());
        double part = aim.state().strays.getOrDefault(aim.lines().get(term.line()), 0.0);
        parts[b] += term.load() * part / bounds.get(b).limit();
      }
    }
    return parts;
  }

  /** The bounds with what strays leave of their levels. */
  static List<Bound> into(List<Bound> bounds, double[] parts) {
    List<Bound> all = new ArrayList<>();
    for (int b = 0; b < parts.length; b++) {
      Bound bound = bounds.get(b);
      double aim = Math.max(LEAST_LEVEL, bound.level().aim() - parts[b]);
      double most = Math.max(LEAST_LEVEL, bound.level().most() - parts[b]);
      all.add(parts[b] > 0 ? bound.with(new Level(aim, most)) : bound);
    }
    return all;
  }
}
