package dev.tidegate.engine;

import dev.tidegate.answer.GroupAnswer;
import dev.tidegate.answer.Ttl;
import dev.tidegate.model.Policy;
import dev.tidegate.model.Rollout;
import dev.tidegate.model.Weights;
import dev.tidegate.shift.BucketTable;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** From what is decided to what is answered: whole basis points, rollout, TTL. */
final class Publication {
  /** Slow moves are published when this much has gathered: fewer versions, the same pace. */
  private static final int GATHERED = 10;

  private Publication() {}

  /** The shares to publish: the old ones unless enough has gathered. */
  static Weights weights(Aim aim, Weights target, boolean prompt) {
    GroupState group = aim.state();
    SortedMap<String, Double> exact = new TreeMap<>();
    aim.permitted().forEach(cdn -> exact.put(cdn, group.at(cdn)));
    boolean sameCdns = exact.keySet().equals(group.weights.shares().keySet());
    double gap = 0;
    boolean arrived = true;
    for (String cdn : exact.keySet()) {
      double points = group.at(cdn) * Weights.TOTAL;
      gap = Math.max(gap, Math.abs(points - group.weights.of(cdn)));
      arrived &= Math.abs(points - target.of(cdn)) < 0.5;
    }
    double sum = exact.values().stream().mapToDouble(Double::doubleValue).sum();
    if (sum <= 0) {
      return target;
    }
    if (sameCdns && (gap < 0.6 || (gap < GATHERED && !prompt && !arrived))) {
      return group.weights;
    }
    return arrived && sameKeys(target, exact) ? target : Weights.ofProportions(exact);
  }

  private static boolean sameKeys(Weights target, SortedMap<String, Double> exact) {
    return target.shares().keySet().equals(exact.keySet());
  }

  /** The group's answer; the very object {@code old} if nothing in it changed. */
  static GroupAnswer answer(Aim aim, boolean unrest, @Nullable GroupAnswer old) {
    GroupState group = aim.state();
    int ttl = Ttl.seconds(aim.service(), unrest);
    BucketTable table = rolledOut(aim);
    if (old != null
        && old.mode() == group.mode
        && old.ttlSeconds() == ttl
        && old.table().equals(table)) {
      return old;
    }
    return new GroupAnswer(group.group, group.mode, ttl, table, table.shares());
  }

  /** The decided table, with configured owners in the buckets that are not steered. */
  static BucketTable rolledOut(Aim aim) {
    Rollout rollout = aim.service().rollout();
    BucketTable decided = aim.state().table;
    if (rollout.equals(Rollout.FULL)) {
      return decided;
    }
    SortedMap<String, Double> open = new TreeMap<>();
    Weights configured = aim.state().statics(aim.service());
    decided.cdns().forEach(cdn -> open.put(cdn, (double) configured.of(cdn)));
    if (open.values().stream().noneMatch(share -> share > 0)) {
      return decided;
    }
    BucketTable still = BucketTable.first(Weights.ofProportions(open), decided.tails());
    if (rollout.mode() == Rollout.Mode.SHADOW) {
      return still;
    }
    double released = aim.get(Policy.Key.OUT_AT_ONCE);
    return decided.mixed(
        still,
        bucket -> {
          return rollout.heldOut(bucket)
              ? aim.damage(still.owner(bucket)) <= released
              : !rollout.steered(bucket);
        });
  }
}
