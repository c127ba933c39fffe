package dev.tidegate.api.loop;

import dev.tidegate.api.store.Store;
import dev.tidegate.engine.EngineState;
import dev.tidegate.engine.Inputs;
import dev.tidegate.engine.Preview;
import dev.tidegate.engine.Step;
import dev.tidegate.model.Setup;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Owns the engine's state: lends it to one function at a time, and starts anew if one fails. */
final class EngineSeat {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final EngineFunctions engine;
  private final Epochs epochs;
  private final LoopMeter meter;
  private final ReentrantLock turn = new ReentrantLock();
  // Guarded by `turn`. Null when a step failed: it may have half consumed what it was given.
  private @Nullable EngineState state;
  private Optional<byte[]> lastSaved = Optional.empty();

  EngineSeat(EngineFunctions engine, Epochs epochs, LoopMeter meter) {
    this.engine = engine;
    this.epochs = epochs;
    this.meter = meter;
  }

  /** The first step of all, from what the store has. */
  Step begin(Setup setup, Store store, Instant now) {
    turn.lock();
    try {
      lastSaved = store.engine();
      Step first = start(setup, store.nextEpoch(), now);
      epochs.refill();
      return first;
    } finally {
      turn.unlock();
    }
  }

  private Step start(Setup setup, long epoch, Instant now) {
    Step first = startFromSaved(setup, epoch, now);
    state = first.state();
    return first;
  }

  private Step startFromSaved(Setup setup, long epoch, Instant now) {
    try {
      return engine.start(setup, epoch, lastSaved, now);
    } catch (RuntimeException e) {
      if (lastSaved.isEmpty()) {
        throw e;
      }
      // Better the static weights than nothing; the bytes stay in the store until the next save.
      meter.stepFailed(e);
      return engine.start(setup, epoch, Optional.empty(), now);
    }
  }

  /** {@link EngineFunctions#step}; if it throws, the next call starts anew. */
  Step step(Inputs inputs, Instant now) {
    turn.lock();
    try {
      EngineState given = state == null ? anew(inputs.setup(), now) : state;
      state = null;
      Step step = engine.step(given, inputs, now);
      state = step.state();
      return step;
    } finally {
      turn.unlock();
    }
  }

  private EngineState anew(Setup setup, Instant now) {
    OptionalLong epoch = epochs.take();
    if (epoch.isEmpty()) {
      throw new IllegalStateException("the engine waits for an epoch from the store");
    }
    return start(setup, epoch.getAsLong(), now).state();
  }

  /**
   * What would be started from after a failure.
   *
   * @return empty if the engine has no state at the moment
   */
  Optional<byte[]> save() {
    turn.lock();
    try {
      if (state != null) {
        lastSaved = Optional.of(engine.save(state));
        return lastSaved;
      }
      return Optional.empty();
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

  boolean lacksEpoch() {
    return epochs.lacking();
  }

  void refillEpoch() {
    epochs.refill();
  }
}
