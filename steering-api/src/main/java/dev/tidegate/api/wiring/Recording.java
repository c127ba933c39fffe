package dev.tidegate.api.wiring;

import dev.tidegate.api.config.TidegateConfig;
import dev.tidegate.api.loop.SteeringLoop;
import dev.tidegate.api.record.Recorder;
import dev.tidegate.api.record.RecorderStats;
import dev.tidegate.api.store.Store;
import dev.tidegate.engine.Engine;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** The recorder, if the configuration wants one: it listens to the loop and outlives it. */
final class Recording implements AutoCloseable {
  private final Optional<Recorder> recorder;

  private Recording(Optional<Recorder> recorder) {
    this.recorder = recorder;
  }

  static Recording of(Start start, Store store, MeterRegistry meters) {
    TidegateConfig.Recording wanted = start.config().recording();
    if (!wanted.enabled()) {
      return new Recording(Optional.empty());
    }
    Recorder recorder =
        new Recorder(
            new Recorder.Settings(wanted.path(), wanted.segment(), wanted.limit(), start.node()),
            () -> store.config().map(Store.ConfigVersion::yaml).orElseGet(() -> new byte[0]),
            Engine::dump);
    count(meters, recorder, "steps", "Steps recorded", RecorderStats::steps);
    count(meters, recorder, "missed", "Steps that are in no recording", RecorderStats::missed);
    count(meters, recorder, "failures", "What recording failed at", RecorderStats::failures);
    count(meters, recorder, "segments", "Segments begun", RecorderStats::segments);
    count(meters, recorder, "bytes", "Bytes recorded", RecorderStats::bytes);
    return new Recording(Optional.of(recorder));
  }

  private static void count(
      MeterRegistry meters,
      Recorder recorder,
      String name,
      String help,
      ToLongFunction<RecorderStats> value) {
    FunctionCounter.builder(
            "tidegate.recording." + name, recorder, r -> value.applyAsLong(r.stats()))
        .description(help)
        .register(meters);
  }

  void listenTo(SteeringLoop loop) {
    recorder.ifPresent(loop::listen);
  }

  @Override
  public void close() {
    recorder.ifPresent(Recorder::close);
  }
}
