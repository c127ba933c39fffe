package dev.tidegate.api.steer;

/**
 * How long a connection is left alone before more is read of a request that comes in pieces. Who
 * sends it whole, or in two, as players do, never waits. Who drips is read ever more seldom, and
 * who sends much is read a little at a time; each at moments of its own, so that thousands who send
 * at once are not read at once, and nobody else waits for all of them. A connection's own; not
 * thread-safe.
 */
final class Pace {
  /** Pieces after the first that are read as they come. */
  private static final int FREE = 2;

  /** Octets of a piece: fewer are a drip. */
  private static final int DRIP = 512;

  private static final int SHORTEST_MILLIS = 4;
  private static final int LONGEST_MILLIS = 512;

  private final int whose;
  private int pieces;
  private int drips;

  /**
   * @param whose tells connections apart, such as their ports
   */
  Pace(int whose) {
    this.whose = whose;
  }

  /** So many octets have come of a request that had begun before. */
  void piece(int octets) {
    pieces++;
    if (octets < DRIP) {
      drips++;
    }
  }

  /** The request is whole. */
  void whole() {
    pieces = 0;
    drips = 0;
  }

  /** Until the next read: 0 to 512 ms, from half of what is due to all of it. */
  int restMillis() {
    if (pieces <= FREE) {
      return 0;
    }
    int due = Math.min(LONGEST_MILLIS, SHORTEST_MILLIS << Math.min(drips, 10));
    return due / 2 + spread(due - due / 2 + 1);
  }

  private int spread(int below) {
    long mixed = ((whose * 31L + pieces) * 0x9E3779B1L) & 0xFFFF_FFFFL;
    return (int) ((mixed * below) >>> 32);
  }
}
