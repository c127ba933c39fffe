package dev.tidegate.weigh;

import dev.tidegate.model.Group;
import java.util.List;

/** What one group would have if capacity did not matter, and how far capacity may bend it. */
public final class Wish {
  private final Group group;
  private final List<Line> lines;
  private final int priority;

  /** The lines' numbers side by side, for the rounds of weighing. Not changed. */
  final double[] base;

  final double[] least;
  final double[] most;
  private final String[] cdns;

  /**
   * @param lines one for each permitted CDN, by id
   * @param priority who keeps capacity in shortage: the smaller number first
   */
  public Wish(Group group, List<Line> lines, int priority) {
    this.group = group;
    this.lines = List.copyOf(lines);
    this.priority = priority;
    if (lines.isEmpty()) {
      throw new IllegalArgumentException("a wish needs at least one CDN: " + group);
    }
    int size = lines.size();
    base = new double[size];
    least = new double[size];
    most = new double[size];
    cdns = new String[size];
    for (int k = 0; k < size; k++) {
      Line line = lines.get(k);
      base[k] = line.base;
      least[k] = line.least;
      most[k] = line.most;
      cdns[k] = line.cdn;
    }
  }

  /** A wish like all others. */
  public Wish(Group group, List<Line> lines) {
    this(group, lines, 1);
  }

  public Group group() {
    return group;
  }

  public List<Line> lines() {
    return lines;
  }

  public int priority() {
    return priority;
  }

  /** The lines' CDNs; not to be changed. */
  public String[] cdns() {
    return cdns;
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
}
