package dev.tidegate.api.replay;

import dev.tidegate.api.record.Tail;
import dev.tidegate.engine.record.Entry.Configured;
import dev.tidegate.engine.record.Entry.Opening;
import dev.tidegate.engine.record.Entry.Tick;
import dev.tidegate.engine.replay.Comparison;
import dev.tidegate.model.Setup;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All segments told to two engines. */
public final class Comparing implements Playback.Listener {
  private final Comparison comparison;
  private final List<String> refused = new ArrayList<>();
  private Optional<Instant> from = Optional.empty();
  private Optional<Instant> until = Optional.empty();

  /**
   * @param other the configuration to compare with
   */
  public Comparing(Setup other) {
    this.comparison = new Comparison(other);
  }

  @Override
  public void begin(Path file, Opening opening, Configured configured, boolean goesOn) {
    from = from.or(() -> Optional.of(opening.at()));
    comparison.begin(opening, configured.setup(), goesOn);
  }

  @Override
  public void configured(Configured configured) {
    comparison.configured(configured.setup());
  }

  @Override
  public boolean tick(Tick tick) {
    until = Optional.of(tick.at());
    comparison.tick(tick);
    return true;
  }

  @Override
  public void end(Optional<Tail> tail) {
    // what could be read was compared
  }

  @Override
  public void refused(Path file, String why) {
    refused.add(why);
  }

  /** What came of it. */
  public Comparison.Outcomes outcomes() {
    return comparison.outcomes();
  }

  /** Files that could not be read. */
  public List<String> refused() {
    return List.copyOf(refused);
  }

  /** When the first segment begins. */
  public Optional<Instant> from() {
    return from;
  }

  /** The last tick. */
  public Optional<Instant> until() {
    return until;
  }
}
