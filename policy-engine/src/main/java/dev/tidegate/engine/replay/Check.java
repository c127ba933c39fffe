package dev.tidegate.engine.replay;

import dev.tidegate.engine.Engine;
import dev.tidegate.engine.EngineState;
import dev.tidegate.engine.Step;
import dev.tidegate.engine.record.Entry.Opening;
import dev.tidegate.engine.record.Entry.Outcome;
import dev.tidegate.engine.record.Entry.Tick;
import dev.tidegate.model.Setup;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One segment replayed alone: does the engine make of it, version by version and decision by
 * decision, what was recorded? It goes on until the first difference.
 */
public final class Check {
  private EngineState state;
  private Instant at;
  private long ticks;
  private long decisions;

  /**
   * @throws IllegalArgumentException if this engine cannot take up the state
   */
  public Check(Opening opening, Setup setup) {
    this.state = Engine.load(opening.state(), setup, opening.at());
    this.at = opening.at();
  }

  /** The next tick; what differs, if anything does. */
  public Optional<Difference> tick(Tick tick) {
    ticks++;
    at = tick.at();
    return switch (tick.outcome()) {
      case Outcome.Stepped recorded -> stepped(tick, recorded);
      case Outcome.Failed recorded -> failed(tick, recorded);
    };
  }

  private Optional<Difference> stepped(Tick tick, Outcome.Stepped recorded) {
    Step step;
    try {
      step = Engine.step(state, tick.inputs(), tick.at());
    } catch (RuntimeException e) {
      return differs("outcome", "version " + recorded.version(), e.toString());
    }
    state = step.state();
    List<String> made = step.decisions().stream().map(Outcome::told).toList();
    decisions += made.size();
    for (int i = 0; i < Math.max(made.size(), recorded.decisions().size()); i++) {
      String one = i < recorded.decisions().size() ? recorded.decisions().get(i) : "none";
      String other = i < made.size() ? made.get(i) : "none";
      if (!one.equals(other)) {
        return differs("decision " + (i + 1), one, other);
      }
    }
    String version = step.snapshot().version().toString();
    return version.equals(recorded.version().toString())
        ? Optional.empty()
        : differs("version", recorded.version().toString(), version);
  }

  private Optional<Difference> failed(Tick tick, Outcome.Failed recorded) {
    try {
      Step step = Engine.step(state, tick.inputs(), tick.at());
      return differs("outcome", recorded.fault(), "version " + step.snapshot().version());
    } catch (RuntimeException e) {
      return e.toString().equals(recorded.fault())
          ? Optional.empty()
          : differs("fault", recorded.fault(), e.toString());
    }
  }

  /** Whether the engine now stands where the next segment begins. */
  public Optional<Difference> follows(Opening next) {
    byte[] reached = Engine.dump(state);
    if (Arrays.equals(reached, next.state())) {
      return Optional.empty();
    }
    ticks++;
    int same = Arrays.mismatch(reached, next.state());
    return differs(
        "state at the end",
        next.state().length + " bytes",
        reached.length + " bytes, alike up to byte " + same);
  }

  private Optional<Difference> differs(String what, String recorded, String replayed) {
    return Optional.of(new Difference(at, ticks, what, recorded, replayed));
  }

  /** Ticks replayed so far. */
  public long ticks() {
    return ticks;
  }

  /** Decisions they made. */
  public long decisions() {
    return decisions;
  }
}
