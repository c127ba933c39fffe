package dev.tidegate.engine;

import dev.tidegate.answer.SteeringSnapshot;
import java.util.List;

/**
 * What one step of the engine made of its inputs.
 *
 * @param state to be handed to the next step; the one handed in is consumed
 * @param snapshot to be published; the same object as before if nothing changed
 * @param decisions what changed, in order
 */
public record Step(
    EngineState state, SteeringSnapshot snapshot, List<Decision> decisions, Situation situation) {}
