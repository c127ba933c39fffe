package dev.tidegate.api.record;

import dev.tidegate.api.loop.StepListener;
import dev.tidegate.engine.EngineState;
import dev.tidegate.engine.Inputs;
import dev.tidegate.engine.record.Entry.Why;
import dev.tidegate.model.Setup;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Records every step, so that it can be replayed. On the loop's thread it does no more than put a
 * reference into a queue, and once a segment take down the engine's state; the rest is done by a
 * thread of its own. A step that finds no room is counted and ends the segment; the next one begins
 * when there is room again.
 *
 * <p>A segment begins with the state after a step. So the first step after a start, and the one
 * after a step that failed, are in none; nor is one before which the engine heard more than it was
 * given, which ends the segment before it.
 */
public final class Recorder implements StepListener, AutoCloseable {
  /** After a failure the disk is left in peace for so many steps. */
  private static final int REST = 30;

  /**
   * Where and how much is recorded.
   *
   * @param length of a segment
   * @param limit bytes of all segments together; the oldest go first
   * @param node the name of this process
   */
  public record Settings(Path directory, Duration length, long limit, String node) {}

  private final Settings settings;
  private final Function<EngineState, byte[]> dump;
  private final RecordWriter writer;
  // All that follows belongs to the loop's thread.
  private boolean open;
  private Why ended = Why.STOPPED;
  private long missed;
  private int rest;
  private Instant begun = Instant.EPOCH;
  private long epoch;
  private @Nullable Setup setup;

  /**
   * @param text the configuration in force, as it was put; asked on the writer's thread
   * @param dump the whole state of the engine in bytes
   */
  public Recorder(Settings settings, Supplier<byte[]> text, Function<EngineState, byte[]> dump) {
    this.settings = settings;
    this.dump = dump;
    this.writer = new RecordWriter(settings, text);
  }

  @Override
  public void stepped(Stepped stepped) {
    long now = stepped.step().snapshot().version().epoch();
    if (open && writer.failed()) {
      rest = REST;
      end(Why.STOPPED);
    } else if (open && (now != epoch || stepped.beyond())) {
      end(Why.BROKEN);
    }
    epoch = now;
    if (open) {
      record(
          stepped.inputs(),
          new Work.Stepped(
              stepped.at(),
              stepped.inputs(),
              stepped.step().snapshot().version(),
              stepped.step().decisions()));
    } else {
      missed++;
      writer.missed();
    }
    if (rest > 0) {
      rest--;
    } else if (open ? full(stepped.at()) : writer.relaxed()) {
      begin(stepped);
    }
  }

  @Override
  public void failed(Instant at, Optional<Inputs> inputs, Throwable fault) {
    if (open && inputs.isPresent()) {
      record(inputs.get(), new Work.Failed(at, inputs.get(), fault.toString()));
    }
    if (open) {
      end(Why.BROKEN);
    }
  }

  // A configuration is replaced whole, and to compare it every second would take too long.
  @SuppressWarnings("ReferenceEquality")
  private void record(Inputs inputs, Work step) {
    boolean taken = true;
    if (inputs.setup() != setup) {
      setup = inputs.setup();
      taken = writer.offer(new Work.Reconfigured(setup));
    }
    if (!taken || !writer.offer(step)) {
      missed++;
      writer.missed();
      end(Why.DROPPED);
    }
  }

  private void end(Why why) {
    open = false;
    ended = why;
  }

  private boolean full(Instant at) {
    return writer.full() || Duration.between(begun, at).compareTo(settings.length()) >= 0;
  }

  private void begin(Stepped stepped) {
    try {
      setup = stepped.inputs().setup();
      Work begin =
          new Work.Begin(
              open ? Why.FULL : ended,
              missed,
              stepped.at(),
              stepped.step().snapshot().version(),
              dump.apply(stepped.step().state()),
              setup);
      if (writer.begin(begin)) {
        open = true;
        begun = stepped.at();
        missed = 0;
      } else {
        rest = REST;
      }
    } catch (RuntimeException e) {
      rest = REST;
      writer.failed(e);
    }
  }

  /** What was recorded since the start. */
  public RecorderStats stats() {
    return writer.stats();
  }

  /** Writes what waits, for a while, and ends the segment. To be called when the loop has ended. */
  @Override
  public void close() {
    writer.close();
  }
}
