package dev.tidegate.weigh;

/**
 * How full a capacity may be: load over limit.
 *
 * @param aim what is aimed at, 0..1
 * @param most what it may rise to when there is too little room, {@code aim}..1
 */
public record Level(double aim, double most) {
  /** For limits that are no capacities: they may be used up. */
  public static final Level FULL = new Level(1, 1);

  public Level {
    if (!(aim > 0) || !(most <= 1)) {
      throw new IllegalArgumentException("levels must be within 0..1: " + aim + ", " + most);
    }
    most = Math.max(aim, most);
  }

  /** The smaller of two, number by number: whoever shares a capacity does not bend the other's. */
  Level smaller(Level other) {
    if (aim <= other.aim && most <= other.most) {
      return this;
    }
    return new Level(Math.min(aim, other.aim), Math.min(most, other.most));
  }
}
