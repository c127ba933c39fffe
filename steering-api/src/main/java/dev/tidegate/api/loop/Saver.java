package dev.tidegate.api.loop;

import dev.tidegate.api.store.Store.StoredDecision;
import dev.tidegate.engine.Step;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Decides when the engine's state is worth storing: with every new version and decision at once;
 * when only what lies behind changed, every ten seconds; and at the end.
 */
final class Saver {
  private static final Duration LAST_DEADLINE = Duration.ofSeconds(2);

  private final StateWriter writer;
  private final EngineSeat seat;
  private final Shown shown;
  private final SteeringLoop.Pace pace;
  private final LoopMeter meter;
  private Optional<byte[]> stored = Optional.empty();
  private Optional<byte[]> last = Optional.empty();
  private long looked;

  Saver(
      StateWriter writer,
      EngineSeat seat,
      Shown shown,
      SteeringLoop.Pace pace,
      LoopMeter meter,
      long nanos) {
    this.writer = writer;
    this.seat = seat;
    this.shown = shown;
    this.pace = pace;
    this.meter = meter;
    this.looked = nanos;
  }

  /** What the store has already. */
  void stored(Optional<byte[]> there) {
    stored = there;
  }

  /** What was made to be stored last, whether or not it is. */
  Optional<byte[]> last() {
    return last;
  }

  /** Saves what {@code step} left if it is worth it. Blocks for the deadline at most. */
  void afterStep(Step step, boolean changed, long nanos) {
    boolean urgent = changed || !step.decisions().isEmpty();
    boolean due = nanos - looked >= pace.saveEvery().toNanos();
    // A store that failed is tried with each step: that is also how its return is noticed.
    if (urgent || due || !writer.reachable()) {
      looked = nanos;
      save(shown.of(step.decisions()), urgent || !writer.reachable(), pace.saveDeadline());
    }
  }

  /** Saves what is not saved yet. */
  void atEnd() {
    save(List.of(), !writer.reachable(), LAST_DEADLINE);
  }

  private void save(List<StoredDecision> decisions, boolean evenIfSame, Duration deadline) {
    try {
      Optional<byte[]> bytes = seat.save();
      last = bytes.or(() -> last);
      if (bytes.isEmpty() || (!evenIfSame && same(bytes.get()))) {
        return;
      }
      if (writer.save(bytes.get(), decisions, deadline)) {
        stored = bytes;
      } else {
        meter.storeLagging.increment();
      }
    } catch (RuntimeException e) {
      meter.storeFailed(e); // what cannot be saved can still be answered from
    }
  }

  private boolean same(byte[] bytes) {
    return stored.isPresent() && Arrays.equals(stored.get(), bytes);
  }
}
