package dev.tidegate.api.nodes;

import dev.tidegate.api.nodes.Commons.LogEntry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The leader's ear: takes what all nodes append to the logs and makes one set of it for a tick.
 * Bounded by {@value #MOST_NODES} nodes a service and {@value #MOST_CELLS} cells. All times are
 * milliseconds of the store's clock, which the caller passes in ({@link Commons.Pulse#now}). Not
 * thread-safe: the loop's own.
 *
 * <p>Laws (the suite {@code HearingTest} tests them in this order):
 *
 * <ol>
 *   <li>What was counted is summed exactly, in whatever order reports come, each report once by
 *       (node, boot, number).
 *   <li>A report that is missing, told again, late, unreadable or beyond a bound is counted as
 *       such; one that comes after its successor is heard all the same.
 *   <li>A node's word on viewers and witnesses stands until its next, for 3 s at most.
 *   <li>Witnesses of a cell merge: sessions are summed, of bucket numbers the larger is taken, one
 *       node's prefix over its cap is enough, parts that are kept are weighted by sessions.
 *   <li>Viewers of a group are the nodes' sum times the share of sessions that is distinct, as far
 *       as nodes tell their crowds.
 *   <li>The last minute of logs gives one set for each second, and then goes on as if it had been
 *       heard live.
 * </ol>
 */
public final class Hearing {
  /** More nodes than any installation has: Redis carries 30 with ease. */
  public static final int MOST_NODES = 128;

  /** As many as a recording takes for one tick. */
  public static final int MOST_CELLS = 100_000;

  /** The engine looks back no further than its windows, which are 60 s long. */
  public static final long LATE_AFTER = 60_000;

  /** Three ticks: a node that is silent for longer serves nobody, as far as is known. */
  public static final long STANDS_FOR = 3_000;

  /** Three times as often as crowds are told, so that one that is lost changes nothing. */
  public static final long CROWD_STANDS_FOR = 30_000;

  private static final long SECOND = 1_000;

  private final SortedMap<String, Voices> services = new TreeMap<>();
  private final Gathering gathering = new Gathering();
  private long taken;
  private long again;
  private long late;
  private long unreadable;
  private long crowdedOut;

  /**
   * Takes an entry of a service's log, in the log's order.
   *
   * @param now of the store's clock
   */
  public void take(String service, LogEntry entry, long now) {
    if (now - entry.at() > LATE_AFTER) {
      late++;
      return;
    }
    NodeReport report;
    try {
      report = NodeReport.read(entry.body());
    } catch (IllegalArgumentException notOne) {
      unreadable++;
      return;
    }
    if (!report.service().equals(service)) {
      unreadable++;
      return;
    }
    switch (services.computeIfAbsent(service, s -> new Voices()).hear(report, entry.at())) {
      case NEW -> {
        taken++;
        gathering.add(report.heard());
      }
      case AGAIN -> again++;
      case LATE -> late++;
      case CROWDED_OUT -> crowdedOut++;
    }
  }

  /**
   * What was heard since the last call, and what nodes' last words on viewers and witnesses are.
   *
   * @param now of the store's clock
   */
  public Heard merged(long now) {
    Standing standing = new Standing();
    services.values().forEach(voices -> voices.forget(now));
    services.values().forEach(voices -> standing.add(voices.standing(now), now));
    return gathering.take(standing);
  }

  /**
   * One set for each whole second that is past, oldest first, out of the logs' last minute: whoever
   * begins to lead fills its windows by them. What the logs hold of the second that is not over yet
   * is part of the next {@link #merged}.
   *
   * @param logs entries of the last 60 s by service, oldest first
   * @param now of the store's clock
   * @param each takes a second before the next is merged: all of them at once would be large, and
   *     whoever leads has other things to do in between
   */
  public void catchUp(Map<String, List<LogEntry>> logs, long now, Consumer<Past> each) {
    record Told(String service, LogEntry entry) {}
    List<Told> told = new ArrayList<>();
    logs.forEach((service, entries) -> entries.forEach(e -> told.add(new Told(service, e))));
    told.sort(Comparator.comparingLong(t -> t.entry().at()));
    long end = Math.floorDiv(now, SECOND) * SECOND;
    int next = 0;
    while (next < told.size() && now - told.get(next).entry().at() > LATE_AFTER) {
      take(told.get(next).service(), told.get(next++).entry(), now);
    }
    if (next == told.size()) {
      return;
    }
    long second = Math.floorDiv(told.get(next).entry().at(), SECOND) * SECOND;
    for (; second < end; second += SECOND) {
      while (next < told.size() && told.get(next).entry().at() < second + SECOND) {
        take(told.get(next).service(), told.get(next++).entry(), now);
      }
      each.accept(new Past(second + SECOND, merged(second + SECOND)));
    }
    told.subList(next, told.size()).forEach(t -> take(t.service(), t.entry(), now));
  }

  /**
   * What was heard in one second that is past.
   *
   * @param at its end, in milliseconds of the store's clock: a whole second
   */
  public record Past(long at, Heard heard) {}

  /** When each node was last heard, by name, in milliseconds of the store's clock. */
  public SortedMap<String, Long> lastHeard() {
    SortedMap<String, Long> last = new TreeMap<>();
    services.values().forEach(v -> v.lastHeard().forEach((n, at) -> last.merge(n, at, Math::max)));
    return Collections.unmodifiableSortedMap(last);
  }

  /** What became of all reports so far. */
  public Tally tally() {
    long missing = services.values().stream().mapToLong(Voices::missing).sum();
    return new Tally(taken, again, missing, late, unreadable, crowdedOut, gathering.dropped());
  }

  /**
   * What became of reports.
   *
   * @param taken heard, once each
   * @param again told again, and not heard again
   * @param missing numbers that were left out; those that come after all are taken off again
   * @param late older than 60 s by the store's clock, or of a start of the node before its present
   *     one, or more than 63 numbers behind
   * @param unreadable damaged, of a form that is not known here, or in another service's log
   * @param crowdedOut of more nodes than there may be
   * @param dropped cells, probe results and the like beyond what one tick may hold
   */
  public record Tally(
      long taken,
      long again,
      long missing,
      long late,
      long unreadable,
      long crowdedOut,
      long dropped) {}
}
