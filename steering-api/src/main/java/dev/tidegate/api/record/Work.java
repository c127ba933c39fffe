package dev.tidegate.api.record;

import dev.tidegate.answer.Version;
import dev.tidegate.engine.Decision;
import dev.tidegate.engine.Inputs;
import dev.tidegate.engine.record.Entry.Outcome;
import dev.tidegate.engine.record.Entry.Why;
import dev.tidegate.model.Setup;
import java.time.Instant;
import java.util.List;

/** What waits for the recorder's thread. */
sealed interface Work {
  /**
   * A new segment.
   *
   * @param before why the one before it ended
   * @param missed steps since then that are in none
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  record Begin(Why before, long missed, Instant at, Version version, byte[] state, Setup setup)
      implements Work {}

  /** Another configuration from the next step on. */
  record Reconfigured(Setup setup) implements Work {}

  /** A step that succeeded. */
  record Stepped(Instant at, Inputs inputs, Version version, List<Decision> decisions)
      implements Work {
    Outcome outcome() {
      return new Outcome.Stepped(version, decisions.stream().map(Outcome::told).toList());
    }
  }

  /** A step that threw. */
  record Failed(Instant at, Inputs inputs, String fault) implements Work {}

  /** Nothing follows. */
  record End() implements Work {}

  /** How much memory it holds, in cells of about 3 kB. */
  default int weight() {
    return switch (this) {
      case Stepped s -> 1 + s.inputs().digests().size();
      case Failed f -> 1 + f.inputs().digests().size();
      case Begin b -> 1 + b.state().length / 3_000;
      case Reconfigured _, End _ -> 1;
    };
  }
}
