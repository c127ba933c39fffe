package dev.tidegate.api.loop;

import dev.tidegate.answer.SteeringSnapshot;
import dev.tidegate.api.store.Store;
import dev.tidegate.engine.Inputs;
import dev.tidegate.engine.Preview;
import dev.tidegate.engine.Step;
import dev.tidegate.model.Setup;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The only node: its engine decides, and its store keeps what the engine leaves. */
final class SoloTurn implements Turn {
  private final Store store;
  private final Timeline timeline;
  private final StateWriter writer;
  private final Epochs epochs;
  private final EngineSeat seat;
  private final Saver saver;
  private Optional<byte[]> begunFrom = Optional.empty();
  private @Nullable SteeringSnapshot standing;

  SoloTurn(Makings of, LoopMeter meter) {
    this.store = of.store();
    this.timeline = of.timeline();
    this.writer = new StateWriter(store, meter, timeline::nanos);
    this.epochs = new Epochs(store, meter);
    this.seat = new EngineSeat(of.engine(), meter);
    this.saver =
        new Saver(
            writer, seat, new Shown(of.json(), meter), of.pace(), meter, timeline.nanos());
  }

  @Override
  public Made begin(Setup setup, Instant now) {
    begunFrom = store.engine();
    saver.stored(begunFrom);
    Step first = seat.start(setup, store.nextEpoch(), begunFrom, now);
    epochs.refill();
    standing = first.snapshot();
    return new Made(first.snapshot(), first.situation(), Optional.empty());
  }

  @Override
  public Made take(Inputs heard, Instant now) {
    if (seat.empty()) {
      OptionalLong epoch = epochs.take();
      if (epoch.isEmpty()) {
        throw new IllegalStateException("the engine waits for an epoch from the store");
      }
      seat.start(heard.setup(), epoch.getAsLong(), saver.last().or(() -> begunFrom), now);
    }
    Step step = seat.step(heard, now);
    SteeringSnapshot before = standing;
    boolean changed = before == null || rises(before, step.snapshot());
    saver.afterStep(step, changed, timeline.nanos());
    SteeringSnapshot snapshot = changed || before == null ? step.snapshot() : before;
    standing = snapshot;
    return Made.by(snapshot, heard, step);
  }

  private static boolean rises(SteeringSnapshot before, SteeringSnapshot next) {
    int order = next.version().compareTo(before.version());
    if (order < 0) {
      throw new IllegalStateException(
          "version " + next.version() + " would go back behind " + before.version());
    }
    return order > 0;
  }

  @Override
  public Preview preview(Inputs inputs, Instant now) {
    return seat.preview(inputs, now);
  }

  @Override
  public void aside(Runnable task) {
    writer.run(task);
  }

  @Override
  public boolean wantsMending() {
    return epochs.lacking();
  }

  @Override
  public void mend() {
    epochs.refill();
  }

  @Override
  public boolean reachable() {
    return writer.reachable();
  }

  @Override
  public long dropped() {
    return writer.dropped();
  }

  @Override
  public void close() {
    saver.atEnd();
    writer.close();
  }
}
