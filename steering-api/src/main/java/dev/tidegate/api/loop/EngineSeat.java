package dev.tidegate.api.loop;

import dev.tidegate.answer.SteeringSnapshot;
import dev.tidegate.engine.EngineState;
import dev.tidegate.engine.Inputs;
import dev.tidegate.engine.Preview;
import dev.tidegate.engine.Step;
import dev.tidegate.model.Setup;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Owns the engine's state: lends it to one function at a time, and is empty after one failed. */
final class EngineSeat {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final EngineFunctions engine;
  private final LoopMeter meter;
  private final ReentrantLock turn = new ReentrantLock();
  // Guarded by `turn`. Null when a step failed: it may have half consumed what it was given.
  private @Nullable EngineState state;

  EngineSeat(EngineFunctions engine, LoopMeter meter) {
    this.engine = engine;
    this.meter = meter;
  }

  /** Whether there is no state to step. */
  boolean empty() {
    turn.lock();
    try {
      return state == null;
    } finally {
      turn.unlock();
    }
  }

  /** Forgets the state, which another has decided beyond. */
  void clear() {
    turn.lock();
    try {
      state = null;
    } finally {
      turn.unlock();
    }
  }

  /** {@link EngineFunctions#start}; anew if what was saved cannot be started from. */
  Step start(Setup setup, long epoch, Optional<byte[]> saved, Instant now) {
    return begin(saved, from -> engine.start(setup, epoch, from, now));
  }

  /** {@link EngineFunctions#resume}; without what was saved if that cannot be gone on from. */
  Step resume(Setup setup, SteeringSnapshot standing, Optional<byte[]> saved, Instant now) {
    return begin(saved, from -> engine.resume(setup, standing, from, now));
  }

  private Step begin(Optional<byte[]> saved, Function<Optional<byte[]>, Step> how) {
    turn.lock();
    try {
      Step first = begun(saved, how);
      state = first.state();
      return first;
    } finally {
      turn.unlock();
    }
  }

  private Step begun(Optional<byte[]> saved, Function<Optional<byte[]>, Step> how) {
    try {
      return how.apply(saved);
    } catch (RuntimeException e) {
      if (saved.isEmpty()) {
        throw e;
      }
      // Better the static weights than nothing; the bytes stay in the store until the next save.
      meter.stepFailed(e);
      return how.apply(Optional.empty());
    }
  }

  /** {@link EngineFunctions#step}; if it throws, the seat is empty. */
  Step step(Inputs inputs, Instant now) {
    return consuming(given -> engine.step(given, inputs, now));
  }

  /** {@link EngineFunctions#reign}; if it throws, the seat is empty. */
  Step reign(long epoch, Instant now) {
    return consuming(given -> engine.reign(given, epoch, now));
  }

  /** {@link EngineFunctions#hear}; if it throws, the seat is empty. */
  void hear(Inputs inputs, Instant now) {
    turn.lock();
    try {
      EngineState given = taken();
      state = engine.hear(given, inputs, now);
    } finally {
      turn.unlock();
    }
  }

  private Step consuming(Function<EngineState, Step> how) {
    turn.lock();
    try {
      Step step = how.apply(taken());
      state = step.state();
      return step;
    } finally {
      turn.unlock();
    }
  }

  private EngineState taken() {
    EngineState given = state;
    state = null;
    if (given == null) {
      throw new IllegalStateException("the engine has no state to go on from");
    }
    return given;
  }

  /**
   * What would be started from after a failure.
   *
   * @return empty if the engine has no state at the moment
   */
  Optional<byte[]> save() {
    turn.lock();
    try {
      return Optional.ofNullable(state).map(engine::save);
    } finally {
      turn.unlock();
    }
  }

  /**
   * {@link EngineFunctions#preview}.
   *
   * @throws EngineBusyException if the engine is busy for long, or has just failed
   */
  Preview preview(Inputs inputs, Instant now) {
    if (!hadTurn()) {
      throw new EngineBusyException("the engine has been busy for " + PATIENCE);
    }
    try {
      if (state == null) {
        throw new EngineBusyException("the engine is starting anew");
      }
      return engine.preview(state, inputs, now);
    } finally {
      turn.unlock();
    }
  }

  private boolean hadTurn() {
    try {
      return turn.tryLock(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** {@link EngineFunctions#preview} by an engine that goes on from what another published. */
  Preview previewFrom(
      SteeringSnapshot standing, Optional<byte[]> memory, Inputs inputs, Instant now) {
    Step begun = engine.resume(inputs.setup(), standing, memory, now);
    return engine.preview(begun.state(), inputs, now);
  }
}
