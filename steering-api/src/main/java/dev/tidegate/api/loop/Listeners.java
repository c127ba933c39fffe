package dev.tidegate.api.loop;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Who is told of every step. What they throw is counted, and keeps nobody else from being told. */
final class Listeners {
  private final List<StepListener> all = new CopyOnWriteArrayList<>();
  private final LoopMeter meter;

  Listeners(LoopMeter meter) {
    this.meter = meter;
  }

  void add(StepListener listener) {
    all.add(listener);
  }

  // An error of a listener is no fault of the step, whose snapshot is out already.
  @SuppressWarnings("CatchThrowable")
  void tell(Consumer<StepListener> what) {
    for (StepListener listener : all) {
      try {
        what.accept(listener);
      } catch (Throwable e) {
        meter.listenerFailed(e);
      }
    }
  }
}
