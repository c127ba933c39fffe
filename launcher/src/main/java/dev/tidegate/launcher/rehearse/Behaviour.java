package dev.tidegate.launcher.rehearse;

import dev.tidegate.engine.Decision;
import dev.tidegate.engine.Rule;
import dev.tidegate.rehearsal.sim.Frame;
import dev.tidegate.rehearsal.sim.Plan;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * What claims ask of a run beyond its score.
 *
 * @param moves decisions that changed a share, canaries apart, on the scored clock
 * @param latches how often a CDN began to be drained in a group, on the scored clock
 * @param verdicts the words that were heard, with the seconds times groups in which they stood
 * @param before {@code [cdn]}, published shares of all viewers at the start of the scored clock
 * @param after the same at its end
 */
@SuppressWarnings("ArrayRecordComponent") // handed over; never compared
record Behaviour(
    int moves, int latches, Map<String, Long> verdicts, double[] before, double[] after) {
  private static final Set<String> LATCHED = Set.of("draining", "drained");

  /** Makes one from frames. */
  static final class Watch implements Consumer<Frame> {
    private final Map<String, SortedSet<String>> latched = new HashMap<>();
    private final Map<String, Long> verdicts = new TreeMap<>();
    private int moves;
    private int latches;
    private double[] before = {};
    private double[] after = {};

    @Override
    public void accept(Frame frame) {
      Plan.Notes notes = frame.plan().notes();
      notes.states().forEach((group, states) -> see(group, states, frame.scored()));
      if (!frame.scored()) {
        return;
      }
      moves += moves(notes.decisions());
      notes.verdicts().values().forEach(v -> verdicts.merge(v.wire(), 1L, Long::sum));
      after = everywhere(frame);
      if (before.length == 0) {
        before = after;
      }
    }

    private static int moves(List<Decision> decisions) {
      int moves = 0;
      for (Decision decision : decisions) {
        moves += decision.rule() != Rule.CANARY && decision.from() != decision.to() ? 1 : 0;
      }
      return moves;
    }

    private void see(String group, Map<String, String> states, boolean scored) {
      Set<String> were = latched.computeIfAbsent(group, g -> new TreeSet<>());
      states.forEach(
          (cdn, state) -> {
            if (!LATCHED.contains(state)) {
              were.remove(cdn);
            } else if (were.add(cdn) && scored) {
              latches++;
            }
          });
    }

    private static double[] everywhere(Frame frame) {
      double[][][] published = frame.published();
      double[] sums = new double[published[0][0].length];
      double all = 0;
      for (int r = 0; r < published.length; r++) {
        for (int n = 0; n < published[r].length; n++) {
          double viewers = frame.demand()[r][n];
          all += viewers;
          for (int c = 0; c < sums.length; c++) {
            sums[c] += viewers * published[r][n][c];
          }
        }
      }
      for (int c = 0; c < sums.length; c++) {
        sums[c] = all > 0 ? sums[c] / all : 0;
      }
      return sums;
    }

    Behaviour behaviour() {
      return new Behaviour(moves, latches, Map.copyOf(verdicts), before, after);
    }
  }
}
