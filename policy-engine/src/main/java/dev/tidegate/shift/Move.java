package dev.tidegate.shift;

import dev.tidegate.model.Group;
import java.util.List;
import java.util.Optional;

/**
 * What one group would move in this step if its receivers could bear it.
 *
 * @param lines one for each permitted CDN; their order is that of the bounds' terms
 * @param unknownRamp the part of the group that may come to a CDN of unknown capacity in this step
 * @param unknownRampUrgent the same where damage is strong
 */
public record Move(Group group, List<Line> lines, double unknownRamp, double unknownRampUrgent) {

  /**
   * One CDN. Shares are 0..1 of the group.
   *
   * @param from the share now
   * @param to the share wanted
   * @param stream what moves it by its own cause; empty: it only gives or takes for others
   * @param amount the most by which its own cause may move it in this step
   * @param mayGive whether others' causes may take from it, down to {@code to}
   * @param mayTake whether it may take what others give, up to {@code to}
   * @param guarded false if an operator ordered this very share: capacity does not hold it back
   * @param bounded whether any capacity of it is known
   */
  public record Line(
      String cdn,
      double from,
      double to,
      Optional<Stream> stream,
      double amount,
      boolean mayGive,
      boolean mayTake,
      boolean guarded,
      boolean bounded) {}

  public Move {
    lines = List.copyOf(lines);
  }
}
