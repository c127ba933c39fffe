package dev.tidegate.probe;

import dev.tidegate.telemetry.ProbeResult.LiveEdge;
import dev.tidegate.telemetry.ProbeResult.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One target's turns, one after the other on one thread, until it is interrupted. So a probe is
 * never stacked on itself.
 */
final class ProbeLoop implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(ProbeLoop.class);

  /** Tells what a vantage found; the prober adds who it is. */
  interface Report {
    void tell(ProbeTarget target, Finding finding);
  }

  /** What one turn found, and when. */
  record Finding(
      Outcome outcome, Instant started, Instant ended, Optional<LiveEdge> live, String detail) {}

  private final ProbeTarget target;
  private final Check check;
  private final Turns turns;
  private final HostBudgets budgets;
  private final Tally tally;
  private final InstantSource clock;
  private final Report report;
  private final String host;

  ProbeLoop(
      ProbeTarget target,
      Check check,
      Turns turns,
      HostBudgets budgets,
      Tally tally,
      InstantSource clock,
      Report report) {
    this.target = target;
    this.check = check;
    this.turns = turns;
    this.budgets = budgets;
    this.tally = tally;
    this.clock = clock;
    this.report = report;
    this.host = Hosts.of(target.baseUrl());
  }

  @Override
  public void run() {
    try {
      while (true) {
        Optional<Long> again = turn(turns.due());
        long skipped = turns.done(System.nanoTime());
        tally.skipped(skipped);
        // Once more at the moment a playlist becomes stale, if no turn is due before.
        if (again.isPresent() && again.get() - turns.due() < 0) {
          turn(again.get());
          tally.skipped(turns.missed(System.nanoTime()));
        }
      }
    } catch (InterruptedException e) {
      // The plan has changed or the prober is closed. What was found by now is nobody's vote.
    }
  }

  /** Waits for an instant, then looks; answers when a further look would tell more. */
  private Optional<Long> turn(long due) throws InterruptedException {
    Thread.sleep(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
    long begun = System.nanoTime();
    tally.began(begun - due);
    try {
      return look(begun);
    } finally {
      tally.ended();
    }
  }

  private Optional<Long> look(long begun) throws InterruptedException {
    Instant started = clock.instant();
    Check.Seen seen = seen(begun);
    long now = System.nanoTime();
    // By the monotonic clock, so that no result ends before it began.
    Instant ended = started.plusNanos(now - begun);
    tally.count(seen.outcome());
    report.tell(target, new Finding(seen.outcome(), started, ended, seen.live(), seen.detail()));
    seen.pace().ifPresent(pace -> turns.every(pace, now));
    return seen.again().map(in -> now + in.toNanos());
  }

  private Check.Seen seen(long begun) throws InterruptedException {
    try {
      HostBudgets.Room room = budgets.take(host);
      try {
        return check.look(begun + target.timeout().toNanos());
      } finally {
        room.leave();
      }
    } catch (ProbeFailed e) {
      return nothing(e.outcome(), e.detail());
    } catch (RuntimeException e) {
      // A fault of ours says nothing about the CDN, and must not end the probe.
      log.error("probe {} threw", target.id(), e);
      return nothing(Outcome.NOT_RUN, "the probe itself failed: " + e);
    }
  }

  private static Check.Seen nothing(Outcome outcome, String detail) {
    return new Check.Seen(outcome, detail, Optional.empty(), Optional.empty(), Optional.empty());
  }
}
