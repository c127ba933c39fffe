package dev.tidegate.api.loop;

import dev.tidegate.api.nodes.Commons;
import dev.tidegate.api.nodes.Heard;
import dev.tidegate.api.nodes.NodeReport;
import dev.tidegate.api.store.StoreException;
import dev.tidegate.engine.Inputs;
import dev.tidegate.model.Group;
import dev.tidegate.telemetry.Crowd;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** What this node heard: told to the others, and kept for a minute in case it is left alone. */
final class Reports {
  /** As long as the engine's windows. */
  private static final Duration KEPT = Duration.ofSeconds(60);

  /** What waits longer would be heard as of now, which it is not. */
  private static final int WAITING = 3;

  /** Often enough for a count of viewers that changes in minutes. */
  private static final Duration CROWDS_EVERY = Duration.ofSeconds(10);

  private final NodeTerms terms;
  private final NodeMeter meter;
  private final Deque<Told> minute = new ArrayDeque<>();
  private final Deque<Tick> waiting = new ArrayDeque<>();
  private Instant crowdsAt = Instant.MIN;
  private long number;

  /** What was heard in a tick. */
  record Told(Instant at, Heard heard) {}

  /** A tick's reports that are still to be told. */
  private static final class Tick {
    final Deque<NodeReport> reports;
    final Told told;

    Tick(List<NodeReport> reports, Told told) {
      this.reports = new ArrayDeque<>(reports);
      this.told = told;
    }
  }

  /** Where the sessions of this node are counted. */
  interface Crowds {
    SortedMap<Group, Crowd> at(Instant now);
  }

  Reports(NodeTerms terms, NodeMeter meter) {
    this.terms = terms;
    this.meter = meter;
  }

  /** Takes what was heard in a tick. */
  void add(Inputs own, Crowds crowds, Instant now) {
    Heard heard = heard(own);
    Told told = new Told(now, heard);
    // after a clock was set back: they would stay for as long as it was set back by
    minute.removeIf(before -> before.at().isAfter(now));
    minute.addLast(told);
    while (minute.getFirst().at().isBefore(now.minus(KEPT))) {
      minute.removeFirst();
    }
    Optional<SortedMap<Group, Crowd>> counted = Optional.empty();
    if (crowdsAt.plus(CROWDS_EVERY).compareTo(now) <= 0 || crowdsAt.isAfter(now)) {
      crowdsAt = now;
      counted = Optional.of(crowds.at(now));
    }
    number++;
    waiting.addLast(
        new Tick(
            NodeReport.split(
                terms.node(),
                terms.boot(),
                number,
                own.setup().services().keySet(),
                heard,
                counted),
            told));
    while (waiting.size() > WAITING) {
      meter.unsent.add(waiting.removeFirst().reports.size());
    }
  }

  static Heard heard(Inputs own) {
    return new Heard(
        own.digests(), own.probes(), own.viewers(), own.witnesses(), own.clients(), own.trials());
  }

  /**
   * Tells what waits, oldest first. What the store may have taken is told again next time: it is
   * heard once all the same. A service whose log does not take it keeps the others' waiting for
   * nothing.
   *
   * @throws StoreException if not all could be told
   */
  void tell(Commons commons) {
    Map<String, StoreException> failed = new HashMap<>();
    for (Tick tick : waiting) {
      tick.reports.removeIf(
          report -> !failed.containsKey(report.service()) && told(commons, report, failed));
    }
    waiting.removeIf(tick -> tick.reports.isEmpty());
    Optional<StoreException> any = failed.values().stream().findFirst();
    if (any.isPresent()) {
      throw any.get();
    }
  }

  private static boolean told(
      Commons commons, NodeReport report, Map<String, StoreException> failed) {
    try {
      commons.append(report.service(), report.bytes());
      return true;
    } catch (StoreException e) {
      failed.put(report.service(), e);
      return false;
    }
  }

  /** What was heard in the last minute before this tick, oldest first. */
  List<Told> lastMinute() {
    List<Told> before = new ArrayList<>(minute);
    if (!before.isEmpty()) {
      before.removeLast();
    }
    return before;
  }

  /** The part of {@link #lastMinute} that was not told, so that no leader heard it. */
  List<Told> untold() {
    List<Told> before = new ArrayList<>();
    waiting.forEach(tick -> before.add(tick.told));
    if (!before.isEmpty()) {
      before.removeLast();
    }
    return before;
  }

  /** Forgets what waits: this node's own engine has heard it. */
  void heardAlone() {
    waiting.forEach(tick -> meter.unsent.add(tick.reports.size()));
    waiting.clear();
  }
}
