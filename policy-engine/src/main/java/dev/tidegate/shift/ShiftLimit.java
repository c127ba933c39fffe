package dev.tidegate.shift;

import dev.tidegate.model.Policy;
import dev.tidegate.model.Service;
import dev.tidegate.weigh.Bound;
import dev.tidegate.weigh.Level;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Lets shares move only as far in one step as those who receive them can bear.
 *
 * <p>Laws: shares keep their sum; no share goes past the one wanted; no receiver's load passes the
 * ceiling unless an operator ordered that share; joins and ramps are kept; causes are served in the
 * order of {@link Stream}.
 */
public final class ShiftLimit {
  /** Where one receiver is full the others take its part: so often it is tried. */
  private static final int ROUNDS = 5;

  private static final double NOTHING = 1e-9;

  private final List<Move> moves;
  private final Room room;
  private final List<double[]> at = new ArrayList<>();
  private final List<double[]> left = new ArrayList<>();
  private final List<double[]> unknownLeft = new ArrayList<>();

  /** Groups in which some line moves for the cause in hand. */
  private final boolean[] moving;

  /** Stands for the flows of the others. */
  private final double[] nothing = {};

  private final double[] rampLeft;
  private final double[] joinsLeft;
  private final double[] originsLeft;

  private ShiftLimit(List<Move> moves, Room room) {
    this.moves = moves;
    this.room = room;
    moving = new boolean[moves.size()];
    for (Move move : moves) {
      at.add(move.lines().stream().mapToDouble(Move.Line::from).toArray());
      boolean any = move.lines().stream().anyMatch(line -> line.stream().isPresent());
      left.add(any ? move.lines().stream().mapToDouble(Move.Line::amount).toArray() : nothing);
      unknownLeft.add(any ? new double[move.lines().size()] : nothing);
    }
    rampLeft = new double[room.capacity().size()];
    for (int b = 0; b < rampLeft.length; b++) {
      rampLeft[b] = room.capacity().get(b).limit() * room.ramps().get(b);
    }
    joinsLeft = room.joins().stream().mapToDouble(Bound::limit).toArray();
    originsLeft = room.origins().stream().mapToDouble(Bound::limit).toArray();
  }

  /** The shares (0..1) after this step, in the order of the moves and their lines. */
  public static List<double[]> advance(List<Move> moves, Room room) {
    ShiftLimit limit = new ShiftLimit(moves, room);
    for (Stream stream : Stream.values()) {
      if (!limit.active(stream)) {
        continue;
      }
      for (int round = 0; round < ROUNDS && limit.round(stream); round++) {
        // Each round moves what fits and offers the rest to those who still have room.
      }
    }
    return limit.at;
  }

  /**
   * How long until the players' reports show what a move did, in seconds: the lag of the feedback
   * loop. Half a TTL, as long again for the edge's copy, a beacon's mean wait and way, the short
   * window's mean age, half a tick.
   */
  public static double tau(Service service, Policy policy) {
    return tau(service, policy, 1);
  }

  /**
   * The same for a mix of viewers, by how long each hold an answer: {@link Lag}.
   *
   * @param asking the part of viewers who ask, 0..1
   */
  public static double tau(Service service, Policy policy, double asking) {
    double held = Lag.held(service, asking);
    double beacon = service.beaconInterval().toMillis() / 2000.0 + 1;
    double window = policy.get(Policy.Key.SHORT_HALF_LIFE) / StrictMath.log(2);
    return held / 2 + beacon + window + 0.5;
  }

  /** Whether any line moves for this cause; notes the groups that have such a line. */
  private boolean active(Stream stream) {
    boolean any = false;
    for (int g = 0; g < moves.size(); g++) {
      moving[g] = false;
      for (Move.Line line : moves.get(g).lines()) {
        moving[g] |= line.stream().isPresent() && line.stream().get() == stream;
      }
      any |= moving[g];
    }
    return any;
  }

  private boolean round(Stream stream) {
    List<double[]> give = new ArrayList<>();
    List<double[]> take = new ArrayList<>();
    boolean any = false;
    for (int g = 0; g < moves.size(); g++) {
      if (!moving[g]) {
        give.add(nothing);
        take.add(nothing);
        continue;
      }
      double[] out = new double[at.get(g).length];
      double[] in = new double[out.length];
      any |= plan(g, stream, out, in);
      give.add(out);
      take.add(in);
    }
    return any && fit(stream, take) && apply(stream, give, take);
  }

  /** What the group would move for this cause; true if anything. */
  private boolean plan(int g, Stream stream, double[] out, double[] in) {
    List<Move.Line> lines = moves.get(g).lines();
    double wantOut = 0;
    double wantIn = 0;
    for (int k = 0; k < out.length; k++) {
      Move.Line line = lines.get(k);
      if (line.stream().filter(stream::equals).isPresent()) {
        double way = line.to() - at.get(g)[k];
        double amount = Math.min(Math.abs(way), left.get(g)[k]);
        out[k] = way < 0 ? amount : 0;
        in[k] = way > 0 ? amount : 0;
        wantOut += out[k];
        wantIn += in[k];
      }
    }
    if (wantOut + wantIn < NOTHING) {
      return false;
    }
    others(g, stream, wantIn - wantOut, out, -1);
    others(g, stream, wantOut - wantIn, in, 1);
    double sum = Math.min(sum(out), sum(in));
    scale(out, sum);
    scale(in, sum);
    return sum > NOTHING;
  }

  /** The other side of a cause: those who may give (sign -1) or take (+1), by their distance. */
  private void others(int g, Stream stream, double missing, double[] flow, int sign) {
    if (missing <= NOTHING) {
      return;
    }
    List<Move.Line> lines = moves.get(g).lines();
    double[] open = new double[flow.length];
    double sum = 0;
    for (int k = 0; k < flow.length; k++) {
      Move.Line line = lines.get(k);
      boolean may =
          stream.compareTo(Stream.ORDERED) <= 0 || (sign < 0 ? line.mayGive() : line.mayTake());
      if (may && flow[k] == 0) {
        open[k] = Math.max(0, sign * (line.to() - at.get(g)[k]));
        if (sign > 0) {
          open[k] = Math.min(open[k], unknownRoom(g, k, stream));
        }
        sum += open[k];
      }
    }
    double part = sum > 0 ? Math.min(1, missing / sum) : 0;
    for (int k = 0; k < flow.length; k++) {
      flow[k] += open[k] * part;
    }
  }

  private double unknownRoom(int g, int k, Stream stream) {
    Move.Line line = moves.get(g).lines().get(k);
    if (line.bounded() || stream == Stream.FORCED || stream == Stream.ORDERED) {
      return 1;
    }
    Move move = moves.get(g);
    double most = stream == Stream.URGENT ? move.unknownRampUrgent() : move.unknownRamp();
    return Math.max(0, most - unknownLeft.get(g)[k]);
  }

  /** Scales what is taken to what fits; false if nothing does. */
  private boolean fit(Stream stream, List<double[]> take) {
    if (stream == Stream.FORCED) {
      return true;
    }
    List<double[]> factor = new ArrayList<>();
    for (int g = 0; g < moving.length; g++) {
      factor.add(moving[g] ? filled(take.get(g).length) : nothing);
    }
    for (int b = 0; b < room.capacity().size(); b++) {
      Bound bound = room.capacity().get(b);
      Level level = bound.level();
      double ceiling = stream == Stream.SLOW ? level.aim() : level.most();
      double free = (ceiling - bound.utilisation(at)) * bound.limit();
      boolean ramps = stream == Stream.PACED || stream == Stream.SLOW;
      restrict(bound, ramps ? Math.min(free, rampLeft[b]) : free, take, factor, true);
    }
    for (int b = 0; b < joinsLeft.length; b++) {
      restrict(room.joins().get(b), joinsLeft[b], take, factor, false);
    }
    for (int b = 0; b < originsLeft.length && stream != Stream.ORDERED; b++) {
      restrict(room.origins().get(b), originsLeft[b], take, factor, true);
    }
    double sum = 0;
    for (int g = 0; g < take.size(); g++) {
      for (int k = 0; moving[g] && k < take.get(g).length; k++) {
        take.get(g)[k] *= factor.get(g)[k];
        sum += take.get(g)[k];
      }
    }
    return sum > NOTHING;
  }

  private void restrict(
      Bound bound, double free, List<double[]> take, List<double[]> factor, boolean yields) {
    double added = added(bound, take, yields);
    if (added > NOTHING && added > free) {
      double part = Math.max(0, free) / added;
      for (Bound.Term t : bound.terms()) {
        if (moving[t.wish()] && t.own() && t.load() > 0 && !(yields && !guarded(t))) {
          double[] f = factor.get(t.wish());
          f[t.line()] = Math.min(f[t.line()], part);
        }
      }
    }
  }

  private double added(Bound bound, List<double[]> take, boolean yields) {
    double added = 0;
    for (Bound.Term t : bound.terms()) {
      if (moving[t.wish()] && t.own() && !(yields && !guarded(t))) {
        added += t.load() * take.get(t.wish())[t.line()];
      }
    }
    return added;
  }

  private boolean guarded(Bound.Term t) {
    return moves.get(t.wish()).lines().get(t.line()).guarded();
  }

  private boolean apply(Stream stream, List<double[]> give, List<double[]> take) {
    double moved = 0;
    for (int g = 0; g < take.size(); g++) {
      if (!moving[g]) {
        continue;
      }
      scale(give.get(g), sum(take.get(g)));
      List<Move.Line> lines = moves.get(g).lines();
      for (int k = 0; k < lines.size(); k++) {
        double change = take.get(g)[k] - give.get(g)[k];
        at.get(g)[k] += change;
        moved += Math.abs(change);
        if (lines.get(k).stream().filter(stream::equals).isPresent()) {
          left.get(g)[k] -= Math.abs(change);
        }
        unknownLeft.get(g)[k] += take.get(g)[k];
      }
    }
    for (int b = 0; b < rampLeft.length; b++) {
      rampLeft[b] -= added(room.capacity().get(b), take, false);
    }
    for (int b = 0; b < joinsLeft.length; b++) {
      joinsLeft[b] -= added(room.joins().get(b), take, false);
    }
    for (int b = 0; b < originsLeft.length; b++) {
      originsLeft[b] -= added(room.origins().get(b), take, false);
    }
    return moved > NOTHING;
  }

  private static double[] filled(int size) {
    double[] ones = new double[size];
    Arrays.fill(ones, 1);
    return ones;
  }

  private static void scale(double[] values, double toSum) {
    double sum = sum(values);
    for (int i = 0; i < values.length; i++) {
      values[i] = sum > NOTHING ? values[i] * (toSum / sum) : 0;
    }
  }

  private static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }
}
