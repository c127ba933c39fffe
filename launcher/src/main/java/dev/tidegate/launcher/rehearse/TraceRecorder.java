package dev.tidegate.launcher.rehearse;

import dev.tidegate.engine.Decision;
import dev.tidegate.engine.Rule;
import dev.tidegate.rehearsal.sim.Frame;
import dev.tidegate.rehearsal.sim.Plan;
import dev.tidegate.rehearsal.sim.Scenario;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Makes a {@link Trace} of the scored seconds, in bounded space however long the scenario is. */
final class TraceRecorder implements Consumer<Frame> {
  /** As many as a chart has room for. */
  private static final int STEPS = 450;

  /** What a person reads of a run, and then some. */
  private static final int MOST_TOLD = 150;

  private static final int MOST_SPANS = 400;

  /** Seconds without a decision of a kind after which the next is another shift. */
  private static final long PAUSE = 30;

  private static final List<String> FROM_WELL_TO_ILL =
      List.of("unknown", "healthy", "probation", "suspect", "drained", "draining");

  private final int step;
  private final double[][] published;
  private final double[][] load;
  private final double[] bad;
  private final double[] sessions;
  private final double[] moved;
  private final SortedMap<String, List<Trace.Span>> verdicts = new TreeMap<>();
  private final SortedMap<String, List<Trace.Span>> states = new TreeMap<>();
  private final List<Trace.Told> told = new ArrayList<>();
  private final Map<String, Long> lastTold = new HashMap<>();
  private int decisions;

  TraceRecorder(Scenario scenario) {
    int seconds = Math.toIntExact(scenario.length().toSeconds());
    step = Math.max(1, (seconds + STEPS - 1) / STEPS);
    int steps = (seconds + step - 1) / step;
    int cdns = scenario.cdns().size();
    published = new double[cdns][steps];
    load = new double[cdns][steps];
    bad = new double[steps];
    sessions = new double[steps];
    moved = new double[steps];
  }

  @Override
  public void accept(Frame frame) {
    int at = (int) (frame.second() / step);
    if (!frame.scored() || at >= bad.length) {
      return;
    }
    double all = 0;
    for (int r = 0; r < frame.demand().length; r++) {
      for (int n = 0; n < frame.demand()[r].length; n++) {
        double viewers = frame.demand()[r][n];
        all += viewers;
        for (int c = 0; c < published.length; c++) {
          published[c][at] += viewers * frame.published()[r][n][c];
        }
      }
    }
    sessions[at] += all;
    bad[at] += Frame.sum(frame.bad());
    moved[at] += frame.moved();
    for (int c = 0; c < load.length; c++) {
      load[c][at] = Math.max(load[c][at], frame.utilisation()[c]);
    }
    note(frame.second(), frame.plan().notes());
  }

  private void note(long second, Plan.Notes notes) {
    notes.verdicts().forEach((group, v) -> extend(verdicts, shortName(group), second, v.wire()));
    SortedMap<String, String> worst = new TreeMap<>();
    notes
        .states()
        .values()
        .forEach(
            byCdn -> byCdn.forEach((cdn, word) -> worst.merge(cdn, word, TraceRecorder::worse)));
    worst.forEach((cdn, word) -> extend(states, cdn, second, word));
    for (Decision decision : notes.decisions()) {
      if (decision.rule() != Rule.CANARY) {
        decisions++;
        tell(second, decision);
      }
    }
  }

  /** A shift takes many decisions, one a second: only where it begins is it told. */
  private void tell(long second, Decision decision) {
    String kind =
        decision.group()
            + " "
            + decision.cdn()
            + " "
            + decision.rule()
            + (decision.to() > decision.from());
    Long before = lastTold.put(kind, second);
    if ((before == null || second - before > PAUSE) && told.size() < MOST_TOLD) {
      told.add(new Trace.Told(second, decision.text()));
    }
  }

  private static String worse(String a, String b) {
    return FROM_WELL_TO_ILL.indexOf(a) >= FROM_WELL_TO_ILL.indexOf(b) ? a : b;
  }

  /** {@code live/west} is of the only service there is. */
  private static String shortName(String group) {
    return group.substring(group.indexOf('/') + 1);
  }

  private static void extend(
      SortedMap<String, List<Trace.Span>> rows, String row, long second, String word) {
    List<Trace.Span> spans = rows.computeIfAbsent(row, r -> new ArrayList<>());
    Trace.Span last = spans.isEmpty() ? null : spans.getLast();
    if (last != null && last.word().equals(word) && last.to() == second) {
      spans.set(spans.size() - 1, new Trace.Span(last.from(), second + 1, word));
    } else if (spans.size() < MOST_SPANS) {
      spans.add(new Trace.Span(second, second + 1, word));
    }
  }

  /** What was recorded so far. */
  Trace trace() {
    double[][] shares = new double[published.length][];
    for (int c = 0; c < published.length; c++) {
      shares[c] = percent(published[c]);
    }
    return new Trace(
        step,
        shares,
        load,
        percent(bad),
        percent(moved),
        Collections.unmodifiableSortedMap(verdicts),
        Collections.unmodifiableSortedMap(states),
        List.copyOf(told),
        decisions);
  }

  private double[] percent(double[] of) {
    double[] shares = new double[of.length];
    for (int i = 0; i < of.length; i++) {
      shares[i] = sessions[i] > 0 ? 100 * of[i] / sessions[i] : 0;
    }
    return shares;
  }
}
