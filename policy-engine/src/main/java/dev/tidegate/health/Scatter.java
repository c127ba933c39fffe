package dev.tidegate.health;

import dev.tidegate.tape.Tape;

/**
 * How far z really strays in quiet times: its root mean square with a half-life of 15 minutes.
 * Where a cell's badness comes in gusts that all its sessions share, no clustering of sessions
 * tells of it, and z strays by more than 1; what counts as exceeding is then as many times further
 * away. Between 1 and {@value #MOST}; what exceeds does not enter.
 */
final class Scatter {
  private static final double HALF_LIFE = 900;
  private static final double MOST = 3;
  private static final double NEEDED = 120;

  private double squares;
  private double seconds;

  /** What is kept of it after {@code dt} seconds. */
  static double keep(double dt) {
    return StrictMath.pow(2, -dt / HALF_LIFE);
  }

  void add(double z, double bound, double dt, double keep) {
    if (Math.abs(z) < bound * factor()) {
      squares = squares * keep + z * z * dt;
      seconds = seconds * keep + dt;
    }
  }

  double factor() {
    return seconds < NEEDED ? 1 : Math.clamp(Math.sqrt(squares / seconds), 1, MOST);
  }

  static Scatter[][] perSpanAndRate() {
    return new Scatter[][] {
      {new Scatter(), new Scatter()}, {new Scatter(), new Scatter()},
    };
  }

  void carry(Tape t) {
    squares = t.real(squares);
    seconds = t.real(seconds);
  }
}
