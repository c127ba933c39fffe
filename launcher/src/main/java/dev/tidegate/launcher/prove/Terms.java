package dev.tidegate.launcher.prove;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a run of a proof was asked to be; what is empty is the full form.
 *
 * @param only one part of it by name, so that parts can be run one by one
 * @param length for those that last a given time
 * @param runs for those that repeat
 * @param seed of all randomness; printed on the page
 */
public record Terms(Optional<String> only, Optional<Duration> length, OptionalInt runs, long seed) {
  /** The full form. */
  public static final Terms FULL =
      new Terms(Optional.empty(), Optional.empty(), OptionalInt.empty(), 20_261_122);

  /** Whether {@code part} is asked for. */
  public boolean wants(String part) {
    return only.isEmpty() || only.get().equals(part);
  }

  /** As on the command line, to be repeated. */
  public String options() {
    StringBuilder text = new StringBuilder();
    only.ifPresent(part -> text.append(" --only ").append(part));
    length.ifPresent(time -> text.append(" --for ").append(time.toSeconds()).append('s'));
    runs.ifPresent(count -> text.append(" --runs ").append(count));
    return text.append(" --seed ").append(seed).toString();
  }
}
