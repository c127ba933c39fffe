package dev.tidegate.api.loop;

import dev.tidegate.engine.Inputs;
import dev.tidegate.engine.Step;
import java.time.Instant;
import java.util.Optional;

/**
 * Is told of each step after its snapshot can be answered from. Called on the loop's thread, if
 * nothing else is said, so it must not block; what it throws is counted and stops nobody.
 */
@FunctionalInterface
public interface StepListener {
  /** A step was made. */
  void stepped(Stepped stepped);

  /**
   * A step was not made: the snapshot before it stands, and the engine begins anew.
   *
   * @param inputs what the engine was given, if it was the engine that threw
   */
  default void failed(Instant at, Optional<Inputs> inputs, Throwable fault) {}

  /**
   * Another node decides: this one looked at what it published.
   *
   * @param changed whether this node's snapshot is another than the one before
   */
  default void followed(Instant at, boolean changed) {}

  /**
   * Operators wrote something on this node or another, as far as that is known: configuration and
   * documents may be others. Called beside the loop's thread; may read the store.
   */
  default void written() {}

  /**
   * A step and what it was made of.
   *
   * @param at the time it was given
   * @param changed whether its snapshot is another than the one before
   * @param beyond whether the engine heard more than {@code inputs} since the step before
   */
  record Stepped(Instant at, Inputs inputs, Step step, boolean changed, boolean beyond) {}
}
