package dev.tidegate.api.loop;

import dev.tidegate.api.loop.Turn.Decided;
import dev.tidegate.api.loop.Turn.Made;
import dev.tidegate.engine.Inputs;
import dev.tidegate.engine.Step;
import java.time.Instant;
import java.util.List;

/**
 * What a node does that the store has left: it steps on what it hears itself, in the epoch that it
 * last answered in, and only hard evidence moves anything (engine.md 7).
 */
final class Alone {
  private final Node node;
  private final Reports reports;
  private final Whereabouts whereabouts;

  Alone(Node node, Reports reports, Whereabouts whereabouts) {
    this.node = node;
    this.reports = reports;
    this.whereabouts = whereabouts;
  }

  /** One tick. An engine that has just led goes on; another begins with the last minute. */
  Made step(Inputs own, Instant now) {
    EngineSeat seat = node.seat();
    boolean leaderUntilNow = !seat.empty();
    if (!leaderUntilNow) {
      seat.resume(own.setup(), node.standing(), node.applied().memory(), now);
    }
    List<Reports.Told> before = leaderUntilNow ? reports.untold() : reports.lastMinute();
    before.forEach(told -> hear(own, told));
    reports.heardAlone();
    node.meter().aloneTicks.increment();
    Inputs inputs = whereabouts.alone(own);
    Step step = seat.step(inputs, now);
    if (node.applied().apply(step.snapshot())) {
      seat.save().ifPresent(b -> node.applied().remember(step.snapshot().version(), b));
    }
    return Made.by(node.standing(), new Decided(inputs, step, !before.isEmpty()));
  }

  private void hear(Inputs own, Reports.Told told) {
    node.seat().hear(Lead.inputs(own, told.heard(), false), told.at());
  }
}
