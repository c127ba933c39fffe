package dev.tidegate.engine;

import dev.tidegate.model.Mode;
import dev.tidegate.model.Service;
import dev.tidegate.model.Weights;
import dev.tidegate.shift.Move;
import dev.tidegate.weigh.Ruling;
import dev.tidegate.weigh.Target;
import dev.tidegate.weigh.Wish;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A group at rest: its shares stand where they are wanted, all its CDNs are well, nobody has said
 * anything. What was worked out for it once holds for as long as that lasts, so that a step costs
 * what happens and not what there is. Only its demand goes on changing.
 *
 * @param wish what it would have; its damages are not read, as nothing may spill
 * @param shares the true shares in the order of the wish's lines; not changed
 * @param move a move of nothing
 */
@SuppressWarnings("ArrayRecordComponent") // handed out within a step only, compared by nobody
record Rest(Service service, Weights base, Wish wish, double[] shares, Target target, Move move) {

  /** Whether nothing has happened to the group since. */
  @SuppressWarnings("ReferenceEquality") // another object may mean something else
  boolean lasts(GroupState group, Service now, Weights sharesNow, Ruling ruling, Mode mode) {
    return service == now
        && base == sharesNow
        && ruling == Ruling.SILENT
        && (mode == Mode.AUTOMATIC || mode == Mode.STATIC)
        && group.health.calm()
        && group.shunned.isEmpty();
  }

  /** The rest of a group after a step in which nothing moved it; null if it is not at rest. */
  @SuppressWarnings("ReferenceEquality") // of rulings only the silent one is silent
  static @Nullable Rest of(Aim aim, Wish wish, double[] shares, Target target) {
    GroupState group = aim.state();
    boolean quiet =
        aim.health().calm()
            && aim.storeReachable()
            && aim.ruling() == Ruling.SILENT
            && (aim.mode() == Mode.AUTOMATIC || aim.mode() == Mode.STATIC)
            && group.orders.isEmpty()
            && group.shunned.isEmpty()
            && group.settled.isEmpty()
            && group.floors.isEmpty()
            && group.atLatch.isEmpty()
            && group.returning.isEmpty();
    return quiet && stands(aim, wish, shares, target)
        ? new Rest(aim.service(), aim.base(), wish, shares, target, nothing(group, wish, shares))
        : null;
  }

  /** Whether its shares, true and published, are exactly those wanted, of its CDNs and no other. */
  private static boolean stands(Aim aim, Wish wish, double[] shares, Target target) {
    GroupState group = aim.state();
    List<String> cdns = aim.permitted();
    if (!group.weights.equals(target.weights())
        || !cdns.equals(group.table.cdns())
        || wish.lines().size() != cdns.size()
        || group.position.size() != cdns.size()) {
      return false;
    }
    for (int k = 0; k < shares.length; k++) {
      Wish.Line line = wish.lines().get(k);
      double wanted = target.weights().of(line.cdn()) / (double) Weights.TOTAL;
      if (!line.cdn().equals(cdns.get(k))
          || line.spill()
          || shares[k] != wanted
          || group.at(line.cdn()) != wanted
          || !group.position.containsKey(line.cdn())) {
        return false;
      }
    }
    return true;
  }

  private static Move nothing(GroupState group, Wish wish, double[] shares) {
    List<Move.Line> lines = new ArrayList<>();
    for (int k = 0; k < shares.length; k++) {
      lines.add(
          new Move.Line(
              wish.lines().get(k).cdn(),
              shares[k],
              shares[k],
              Optional.empty(),
              0,
              true,
              true,
              true,
              true));
    }
    return new Move(group.group, lines, 0, 0);
  }
}
