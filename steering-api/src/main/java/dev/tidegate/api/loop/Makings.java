package dev.tidegate.api.loop;

import dev.tidegate.api.beacon.Intake;
import dev.tidegate.api.config.TidegateConfig;
import dev.tidegate.api.store.Store;
import dev.tidegate.engine.Decision;
import dev.tidegate.model.Audience;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What a loop is made of.
 *
 * @param config to begin with
 * @param json how a decision is stored for showing
 * @param scheduled reads the scheduled audiences from the store
 */
public record Makings(
    TidegateConfig config,
    Store store,
    Intake intake,
    Timeline timeline,
    EngineFunctions engine,
    Function<Decision, String> json,
    Supplier<List<Audience>> scheduled,
    SteeringLoop.Pace pace) {}
