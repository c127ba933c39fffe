package dev.tidegate.engine;

import dev.tidegate.health.CdnState;
import dev.tidegate.model.Numbers;
import dev.tidegate.model.Policy;
import dev.tidegate.model.Weights;
import dev.tidegate.shift.BucketTable;
import dev.tidegate.shift.Tails;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Keeps a group's bucket table in step with its shares. */
final class Tables {
  private Tables() {}

  /** Shifts the group's table to {@code to}; costs nothing if nothing changes. */
  static void shift(Aim aim, Weights to, SortedMap<String, Double> load, Instant now) {
    GroupState group = aim.state();
    if (to.equals(group.weights) && !outdated(aim, to, load)) {
      return;
    }
    Tails wanted = tails(aim, to, load);
    Tails tails = group.table.tails().outdatedBy(wanted) ? wanted : group.table.tails();
    if (to.equals(group.weights) && tails.equals(group.table.tails())) {
      return;
    }
    group.table =
        group.table.shift(
            to,
            tails,
            (int) now.getEpochSecond(),
            (int) aim.get(Policy.Key.NO_BOUNCE),
            group.shunned.keySet());
  }

  /** Whether the table's tails are outdated by what {@link #tails} would be. */
  private static boolean outdated(Aim aim, Weights to, SortedMap<String, Double> load) {
    Tails tails = aim.state().table.tails();
    double all = 0;
    int last = 0;
    for (Map.Entry<String, Integer> e : to.shares().entrySet()) {
      String cdn = e.getKey();
      all += room(aim, cdn, load);
      boolean unwanted = aim.latched(cdn) || e.getValue() == 0;
      last += unwanted ? 1 : 0;
      if (unwanted != tails.last().contains(cdn) || !tails.headroom().containsKey(cdn)) {
        return true;
      }
    }
    if (last != tails.last().size() || to.shares().size() != tails.headroom().size()) {
      return true;
    }
    for (String cdn : to.shares().keySet()) {
      int points = (int) (room(aim, cdn, load) / all * Weights.TOTAL);
      if (tails.outdatedBy(cdn, points)) {
        return true;
      }
    }
    return false;
  }

  private static double room(Aim aim, String cdn, SortedMap<String, Double> load) {
    double known = Numbers.at(load, cdn);
    double free = Double.isNaN(known) ? 0.5 : Math.clamp(1 - known, 0.02, 1);
    return Math.max(aim.base().of(cdn), 100) * free;
  }

  /** Room by CDN: its configured share times what is left of its capacity; half if unknown. */
  private static Tails tails(Aim aim, Weights to, SortedMap<String, Double> load) {
    SortedMap<String, Double> room = new TreeMap<>();
    TreeSet<String> last = new TreeSet<>();
    double sum = 0;
    for (String cdn : to.shares().keySet()) {
      double part = room(aim, cdn, load);
      room.put(cdn, part);
      sum += part;
      boolean unwanted = aim.latched(cdn) || to.of(cdn) == 0;
      if (unwanted) {
        last.add(cdn);
      }
    }
    SortedMap<String, Integer> points = new TreeMap<>();
    double all = sum;
    room.forEach((cdn, part) -> points.put(cdn, (int) (part / all * Weights.TOTAL)));
    return new Tails(points, last);
  }

  /** How long canaries keep their turn, seconds. */
  static long turnSeconds(Aim aim) {
    return Math.max(aim.service().ttl().toSeconds(), (long) aim.get(Policy.Key.CANARY_ROTATION));
  }

  /** Gives the next buckets their turn as canaries; returns the CDNs concerned. */
  static List<String> rotate(Aim aim, long turn) {
    GroupState group = aim.state();
    List<String> turned = new ArrayList<>();
    for (String cdn : aim.permitted()) {
      int share = group.weights.of(cdn);
      boolean drained = aim.of(cdn).state() instanceof CdnState.Drained;
      if (drained && share > 0 && share <= group.floors.getOrDefault(cdn, 0)) {
        BucketTable next = group.table.rotate(cdn, turn);
        if (!next.equals(group.table)) {
          group.table = next;
          turned.add(cdn);
        }
      }
    }
    return turned;
  }
}
