package dev.tidegate.api.loop;

import dev.tidegate.answer.SteeringSnapshot;
import dev.tidegate.answer.Version;
import dev.tidegate.engine.Decision;
import dev.tidegate.engine.Engine;
import dev.tidegate.engine.EngineState;
import dev.tidegate.engine.Inputs;
import dev.tidegate.engine.Preview;
import dev.tidegate.engine.Step;
import dev.tidegate.model.Setup;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An engine that does what a test says, and remembers what it was given. */
final class ScriptedEngine implements EngineFunctions {
  final List<Inputs> heard = new ArrayList<>();
  final List<Instant> at = new ArrayList<>();
  final List<Long> epochs = new ArrayList<>();
  final List<Optional<byte[]>> startedFrom = new ArrayList<>();

  /** Whether steps make new versions. */
  boolean moving;

  /** Thrown by the next step, once. */
  Optional<RuntimeException> fault = Optional.empty();

  /** Run within each step. */
  Runnable during = () -> {};

  List<Decision> decisions = List.of();
  byte[] bytes = {0};
  private Optional<Step> last = Optional.empty();
  private long epoch;
  private long seq;

  @Override
  public Step start(Setup setup, long newEpoch, Optional<byte[]> saved, Instant now) {
    epochs.add(newEpoch);
    startedFrom.add(saved);
    epoch = newEpoch;
    seq = 0;
    Step first = Engine.start(setup, newEpoch, Optional.empty(), now);
    return remember(first, now, List.of());
  }

  private Step remember(Step from, Instant now, List<Decision> made) {
    Version version = new Version(epoch, seq, "0123abcd");
    SteeringSnapshot snapshot =
        version.equals(from.snapshot().version())
            ? from.snapshot()
            : new SteeringSnapshot(version, now, from.snapshot().groups());
    Step step = new Step(from.state(), snapshot, made, from.situation());
    last = Optional.of(step);
    return step;
  }

  @Override
  public Step step(EngineState state, Inputs inputs, Instant now) {
    heard.add(inputs);
    at.add(now);
    during.run();
    if (fault.isPresent()) {
      RuntimeException thrown = fault.get();
      fault = Optional.empty();
      throw thrown;
    }
    if (moving) {
      seq++;
    }
    return remember(last.orElseThrow(), now, decisions);
  }

  @Override
  public Preview preview(EngineState state, Inputs inputs, Instant now) {
    return Engine.preview(state, inputs, now);
  }

  @Override
  public byte[] save(EngineState state) {
    return bytes.clone();
  }

  Inputs lastHeard() {
    return heard.getLast();
  }
}
