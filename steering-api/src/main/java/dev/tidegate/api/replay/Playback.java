package dev.tidegate.api.replay;

import dev.tidegate.api.record.RecordingException;
import dev.tidegate.api.record.SegmentReader;
import dev.tidegate.api.record.Tail;
import dev.tidegate.engine.record.Entry;
import dev.tidegate.engine.record.Entry.Configured;
import dev.tidegate.engine.record.Entry.Opening;
import dev.tidegate.engine.record.Entry.Tick;
import dev.tidegate.engine.record.Entry.Why;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads segments from the oldest to the newest and tells what is in them. */
public final class Playback {
  /** Who is told. */
  public interface Listener {
    /**
     * A segment begins.
     *
     * @param goesOn whether it begins where the one before it ended
     */
    void begin(Path file, Opening opening, Configured configured, boolean goesOn);

    /** Another configuration from here on. */
    void configured(Configured configured);

    /**
     * The next tick.
     *
     * @return whether more of this segment is wanted
     */
    boolean tick(Tick tick);

    /** The segment is over, or no more of it was wanted: then there is no tail. */
    void end(Optional<Tail> tail);

    /** A file, or its beginning, cannot be read. */
    void refused(Path file, String why);
  }

  /** Is told how far it is. */
  @FunctionalInterface
  public interface Progress {
    /**
     * @param part of everything, 0 to 1
     */
    void at(Path file, double part);
  }

  private final List<Path> files;
  private final Progress progress;
  private Optional<Opening> last = Optional.empty();
  private boolean full;

  /**
   * @param files in their order
   */
  public Playback(List<Path> files, Progress progress) {
    this.files = List.copyOf(files);
    this.progress = progress;
  }

  /** Tells everything. */
  public void tell(Listener listener) throws IOException {
    for (int i = 0; i < files.size(); i++) {
      Path file = files.get(i);
      try (SegmentReader reader = SegmentReader.open(file)) {
        tell(file, i, reader, listener);
      } catch (RecordingException e) {
        last = Optional.empty();
        listener.refused(file, String.valueOf(e.getMessage()));
      }
    }
  }

  private void tell(Path file, int index, SegmentReader reader, Listener listener)
      throws IOException {
    Optional<Entry> first = reader.next();
    Optional<Entry> second = reader.next();
    if (first.isEmpty()
        || second.isEmpty()
        || !(first.get() instanceof Opening opening)
        || !(second.get() instanceof Configured configured)) {
      last = Optional.empty();
      listener.refused(file, file + " begins with nothing whole" + why(reader.tail()));
      return;
    }
    boolean goesOn =
        full
            && last.map(l -> l.number() + 1 == opening.number() && l.node().equals(opening.node()))
                .orElse(false);
    full = false;
    last = Optional.of(opening);
    listener.begin(file, opening, configured, goesOn);
    listener.end(
        ticks(file, index, reader, listener) ? Optional.of(end(reader)) : Optional.empty());
  }

  private boolean ticks(Path file, int index, SegmentReader reader, Listener listener)
      throws IOException {
    for (Optional<Entry> entry = reader.next(); entry.isPresent(); entry = reader.next()) {
      progress.at(file, (index + reader.progress()) / files.size());
      switch (entry.get()) {
        case Tick tick -> {
          if (!listener.tick(tick)) {
            return false;
          }
        }
        case Configured again -> listener.configured(again);
        case Opening _, Entry.Ending _ -> {}
      }
    }
    return true;
  }

  private Tail end(SegmentReader reader) {
    Tail tail = reader.tail();
    full = tail instanceof Tail.Closed(Entry.Ending ending) && ending.why() == Why.FULL;
    return tail;
  }

  private static String why(Tail tail) {
    return tail instanceof Tail.Torn torn ? ": " + torn.why() : "";
  }
}
