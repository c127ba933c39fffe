package dev.tidegate.api.replay;

import dev.tidegate.api.record.Tail;
import dev.tidegate.engine.record.Entry.Configured;
import dev.tidegate.engine.record.Entry.Opening;
import dev.tidegate.engine.record.Entry.Tick;
import dev.tidegate.engine.replay.Check;
import dev.tidegate.engine.replay.Difference;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Each segment replayed by itself, from its own beginning. */
public final class Checking implements Playback.Listener {
  /**
   * What came of a segment.
   *
   * @param engine that recorded it; empty if not even that could be read
   * @param tail how the file ends; empty if it was not read so far
   * @param refused why it could not be replayed
   */
  public record Verdict(
      Path file,
      Optional<String> engine,
      Optional<Instant> from,
      Optional<Instant> until,
      long ticks,
      long decisions,
      Optional<Tail> tail,
      Optional<Difference> difference,
      Optional<String> refused) {
    /** Whether every step was what had been recorded. */
    public boolean equal() {
      return difference.isEmpty() && refused.isEmpty();
    }
  }

  private final List<Verdict> verdicts = new ArrayList<>();
  private Optional<Check> check = Optional.empty();
  private Optional<Difference> difference = Optional.empty();
  private Optional<Opening> opening = Optional.empty();
  private Optional<Instant> until = Optional.empty();
  private Optional<String> refused = Optional.empty();
  private Path file = Path.of("");

  @Override
  public void begin(Path named, Opening begun, Configured configured, boolean goesOn) {
    if (goesOn && check.isPresent() && difference.isEmpty()) {
      amendLast(check.get().follows(begun));
    }
    file = named;
    opening = Optional.of(begun);
    difference = Optional.empty();
    refused = Optional.empty();
    until = Optional.empty();
    try {
      check = Optional.of(new Check(begun, configured.setup()));
    } catch (IllegalArgumentException e) {
      check = Optional.empty();
      refused = Optional.of("this engine cannot take up its state: " + e.getMessage());
    }
  }

  /** Where the next segment begins is the last thing that the one before must come to. */
  private void amendLast(Optional<Difference> atItsEnd) {
    Verdict last = verdicts.removeLast();
    verdicts.add(
        new Verdict(
            last.file,
            last.engine,
            last.from,
            last.until,
            last.ticks,
            last.decisions,
            last.tail,
            atItsEnd,
            last.refused));
  }

  @Override
  public void configured(Configured configured) {
    // each tick carries the configuration in force
  }

  @Override
  public boolean tick(Tick tick) {
    until = Optional.of(tick.at());
    difference = check.flatMap(c -> c.tick(tick));
    return check.isPresent() && difference.isEmpty();
  }

  @Override
  public void end(Optional<Tail> tail) {
    verdicts.add(
        new Verdict(
            file,
            opening.map(Opening::engine),
            opening.map(Opening::at),
            until,
            check.map(Check::ticks).orElse(0L),
            check.map(Check::decisions).orElse(0L),
            tail,
            difference,
            refused));
  }

  @Override
  public void refused(Path named, String why) {
    check = Optional.empty();
    verdicts.add(
        new Verdict(
            named,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            0,
            0,
            Optional.empty(),
            Optional.empty(),
            Optional.of(why)));
  }

  /** One a segment, in their order. */
  public List<Verdict> verdicts() {
    return List.copyOf(verdicts);
  }
}
