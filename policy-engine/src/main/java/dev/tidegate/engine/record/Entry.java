package dev.tidegate.engine.record;

import dev.tidegate.answer.Version;
import dev.tidegate.engine.Decision;
import dev.tidegate.engine.Inputs;
import dev.tidegate.engine.Step;
import dev.tidegate.model.Setup;
import java.time.Instant;
import java.util.List;

/**
 * One entry of a segment. A segment begins with an {@link Opening} and a {@link Configured}, and
 * then replays alone: tick by tick, with a {@code Configured} wherever the configuration changed.
 * An {@link Ending} is missing where the program was killed, or still writes.
 */
public sealed interface Entry {

  /**
   * The beginning: who recorded, and all that the engine knew.
   *
   * @param engine which engine it was: a version and a digest of its classes
   * @param node the process that recorded
   * @param number of the segment; they rise by one
   * @param at when the state stood so: after the step before the first tick
   * @param version what was answered with then
   * @param state as {@code Engine.dump} gave it
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared as a record
  record Opening(String engine, String node, long number, Instant at, Version version, byte[] state)
      implements Entry {}

  /**
   * The configuration from the next tick on.
   *
   * @param setup what the engine knew of it
   * @param text {@code tidegate.yaml} as it was put, for people; empty if it was not to be had
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared as a record
  record Configured(Setup setup, byte[] text) implements Entry {}

  /** One step: what it was told, and what came of it. */
  record Tick(Instant at, Inputs inputs, Outcome outcome) implements Entry {}

  /**
   * The end, if it was come to in order.
   *
   * @param ticks in the segment
   * @param dropped ticks after it that were not recorded
   */
  record Ending(Why why, long ticks, long dropped) implements Entry {}

  /** Why a segment ended. */
  enum Why {
    /** Its time or size was reached; the next one goes on from here. */
    FULL,
    /** The program ended. */
    STOPPED,
    /** The writer could not keep up. */
    DROPPED,
    /** A step failed, or the engine began anew: what follows does not come of what was before. */
    BROKEN
  }

  /** What came of a step. */
  sealed interface Outcome {
    /**
     * @param version of the snapshot after it
     * @param decisions each as {@link #told}
     */
    record Stepped(Version version, List<String> decisions) implements Outcome {
      public Stepped {
        decisions = List.copyOf(decisions);
      }
    }

    /** It threw. */
    record Failed(String fault) implements Outcome {}

    /** The outcome of {@code step}. */
    static Outcome of(Step step) {
      return new Stepped(
          step.snapshot().version(), step.decisions().stream().map(Outcome::told).toList());
    }

    /** Every number of a decision, so that two are the same if and only if these are. */
    static String told(Decision decision) {
      return decision.toString();
    }
  }
}
