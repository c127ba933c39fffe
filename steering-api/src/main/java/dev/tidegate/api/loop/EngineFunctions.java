package dev.tidegate.api.loop;

import dev.tidegate.answer.SteeringSnapshot;
import dev.tidegate.engine.Engine;
import dev.tidegate.engine.EngineState;
import dev.tidegate.engine.Inputs;
import dev.tidegate.engine.Preview;
import dev.tidegate.engine.Step;
import dev.tidegate.model.Setup;
import java.time.Instant;
import java.util.Optional;

/** The engine as the loop uses it; a test's may throw. */
public interface EngineFunctions {
  /** The engine. */
  EngineFunctions REAL =
      new EngineFunctions() {
        @Override
        public Step start(Setup setup, long epoch, Optional<byte[]> saved, Instant now) {
          return Engine.start(setup, epoch, saved, now);
        }

        @Override
        public Step step(EngineState state, Inputs inputs, Instant now) {
          return Engine.step(state, inputs, now);
        }

        @Override
        public Preview preview(EngineState state, Inputs inputs, Instant now) {
          return Engine.preview(state, inputs, now);
        }

        @Override
        public byte[] save(EngineState state) {
          return Engine.save(state);
        }
      };

  /** {@link Engine#start}. */
  Step start(Setup setup, long epoch, Optional<byte[]> saved, Instant now);

  /** {@link Engine#step}. */
  Step step(EngineState state, Inputs inputs, Instant now);

  /** {@link Engine#preview}. */
  Preview preview(EngineState state, Inputs inputs, Instant now);

  /** {@link Engine#save}. */
  byte[] save(EngineState state);

  /** {@link Engine#resume}. */
  default Step resume(Setup setup, SteeringSnapshot standing, Optional<byte[]> saved, Instant now) {
    return Engine.resume(setup, standing, saved, now);
  }

  /** {@link Engine#reign}. */
  default Step reign(EngineState state, long epoch, Instant now) {
    return Engine.reign(state, epoch, now);
  }

  /** {@link Engine#hear}. */
  default EngineState hear(EngineState state, Inputs inputs, Instant now) {
    return Engine.hear(state, inputs, now);
  }
}
