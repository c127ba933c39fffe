package dev.tidegate.launcher.rehearse;

import java.util.List;
import java.util.SortedMap;

/**
 * One run as curves: means over steps of equal length, for people to look at.
 *
 * @param step seconds of one step
 * @param published {@code [cdn][step]}, share of all viewers in percent
 * @param load {@code [cdn][step]}, highest load over capacity in the step
 * @param bad {@code [step]}, bad session-seconds in percent of all
 * @param moved {@code [step]}, viewers moved, in percent of all
 * @param verdicts by group, in spans
 * @param states the worst of all groups by CDN, in spans
 * @param told what was decided, where each shift begins, canaries apart
 * @param decisions how many decisions there were, canaries apart
 */
@SuppressWarnings("ArrayRecordComponent") // dense figures, handed over; never compared
record Trace(
    int step,
    double[][] published,
    double[][] load,
    double[] bad,
    double[] moved,
    SortedMap<String, List<Span>> verdicts,
    SortedMap<String, List<Span>> states,
    List<Told> told,
    int decisions) {

  /** A word that held for a while; seconds of the scored clock, {@code to} exclusive. */
  record Span(long from, long to, String word) {}

  /** A sentence, and when it was said. */
  record Told(long at, String text) {}
}
