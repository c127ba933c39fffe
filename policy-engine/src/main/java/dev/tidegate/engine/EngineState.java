package dev.tidegate.engine;

import dev.tidegate.answer.SteeringSnapshot;

/**
 * The engine's memory between steps. Owned by the loop and consumed by each step: the caller never
 * reuses one that it has handed in.
 */
public final class EngineState {
  final SteeringSnapshot snapshot;

  EngineState(SteeringSnapshot snapshot) {
    this.snapshot = snapshot;
  }
}
