package dev.tidegate.weigh;

import dev.tidegate.model.Group;
import java.util.List;

/**
 * What one group would have if capacity did not matter, and how far capacity may bend it.
 *
 * @param lines one for each permitted CDN, by id
 * @param priority who keeps capacity in shortage: the smaller number first
 */
public record Wish(Group group, List<Line> lines, int priority) {

  /** A wish like all others. */
  public Wish(Group group, List<Line> lines) {
    this(group, lines, 1);
  }

  /**
   * One CDN. Shares are 0..1 of the group.
   *
   * @param base the share it should have in proportion to the others', &gt;= 0; 0: only in need
   * @param least never less: floor, min-weight, an operator's word
   * @param most never more, unless {@code spill}: what health or an operator allows
   * @param now the share published now
   * @param damage how bad it is believed to be, 0..1
   * @param spill whether, when nothing else has room, viewers may stay on it or go to it beyond
   *     {@code most}
   */
  public record Line(
      String cdn,
      double base,
      double least,
      double most,
      double now,
      double damage,
      boolean spill) {
    public Line {
      if (!(base >= 0) || !(least >= 0) || !(most >= least) || !(most <= 1) || !(now >= 0)) {
        throw new IllegalArgumentException(
            "shares of "
                + cdn
                + " must be 0 <= least <= most <= 1 and base, now >= 0: "
                + base
                + ", "
                + least
                + ", "
                + most
                + ", "
                + now);
      }
    }
  }

  public Wish {
    lines = List.copyOf(lines);
    if (lines.isEmpty()) {
      throw new IllegalArgumentException("a wish needs at least one CDN: " + group);
    }
  }
}
