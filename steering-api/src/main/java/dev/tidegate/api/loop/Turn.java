package dev.tidegate.api.loop;

import dev.tidegate.answer.SteeringSnapshot;
import dev.tidegate.engine.Inputs;
import dev.tidegate.engine.Preview;
import dev.tidegate.engine.Situation;
import dev.tidegate.engine.Step;
import dev.tidegate.model.Setup;
import java.time.Instant;
import java.util.Optional;

/**
 * Makes of what this node heard in a tick what it answers from: alone by a step of its own engine,
 * among many nodes by whoever leads. Called on the loop's thread, but for {@link #preview}, {@link
 * #reachable} and {@link #dropped}, which any thread may call.
 */
interface Turn extends AutoCloseable {
  /** What to answer from before the first tick. */
  Made begin(Setup setup, Instant now);

  /**
   * One tick. May throw whatever the engine throws: then what stood stands.
   *
   * @param heard what this node heard since the last one
   */
  Made take(Inputs heard, Instant now);

  /**
   * Where {@code inputs} would lead. Changes nothing.
   *
   * @throws EngineBusyException if the engine is busy for long, or has just failed
   */
  Preview preview(Inputs inputs, Instant now);

  /**
   * News of what another node published.
   *
   * @return empty if it is nothing for this node
   */
  default Optional<Made> news(byte[] body) {
    return Optional.empty();
  }

  /** Whether operators wrote on any node since this was last asked. */
  default boolean written() {
    return false;
  }

  /** This node among the others; empty if it is the only one. */
  default Optional<Company> company() {
    return Optional.empty();
  }

  /** Somebody looks at what the engine believes. */
  default void asked() {}

  /** What is counted among many nodes; empty if it is the only one. */
  default Optional<NodeStats> nodeStats() {
    return Optional.empty();
  }

  /** Does something with the store beside the loop's thread, after what waits there. */
  void aside(Runnable task);

  /** Whether something of the store is to be fetched {@link #aside} with {@link #mend}. */
  boolean wantsMending();

  void mend();

  /** What the engine is told: false while the store is gone. */
  boolean reachable();

  /** Decisions that a failing store could not take and that no longer wait. */
  long dropped();

  /** Stores what is not stored yet. */
  @Override
  void close();

  /**
   * What came of a tick.
   *
   * @param snapshot the very one of before if nothing changed
   * @param decided what this node's engine was given and made of it; empty if another's decided
   */
  record Made(SteeringSnapshot snapshot, Situation situation, Optional<Decided> decided) {
    /** Decided by this node. */
    static Made by(SteeringSnapshot snapshot, Inputs inputs, Step step) {
      return by(snapshot, new Decided(inputs, step, false));
    }

    static Made by(SteeringSnapshot snapshot, Decided decided) {
      return new Made(snapshot, decided.step().situation(), Optional.of(decided));
    }
  }

  /**
   * A step and what it was made of.
   *
   * @param beyond whether the engine heard more than these inputs since the step before
   */
  record Decided(Inputs inputs, Step step, boolean beyond) {}
}
