package dev.tidegate.health;

import dev.tidegate.telemetry.Count;
import dev.tidegate.telemetry.Counts;

/** The two rates that are tested apart: x bad of n. */
enum Rate {
  /** x = failed requests, n = requests. */
  FAILURE(0, "requests", Count.REQUESTS, Count.ERRORS, Count.REQUESTS_SQ, 1e-3),
  /** x = stalled seconds, n = seconds watched; a failed start weighs 30 bad seconds. */
  STALL(1, "watching time", Count.WATCHED_MS, Count.STALLED_MS, Count.WATCHED_SQ, 1e-6);

  private static final Rate[] ALL = values();

  final int index;
  final String words;
  private final Count all;
  private final Count bad;
  private final Count squares;
  private final double scale;

  Rate(int index, String words, Count all, Count bad, Count squares, double scale) {
    this.index = index;
    this.words = words;
    this.all = all;
    this.bad = bad;
    this.squares = squares;
    this.scale = scale;
  }

  static Rate[] all() {
    return ALL;
  }

  /**
   * The rate of this index.
   *
   * @throws IllegalArgumentException if there is none
   */
  static Rate at(int index) {
    if (index < 0 || index >= ALL.length) {
      throw new IllegalArgumentException("no rate has index " + index);
    }
    return ALL[index];
  }

  /** Adds what {@code counts} say of this rate to {@code into}. */
  void addTo(Tally into, Counts counts) {
    into.n += counts.get(all) * scale;
    into.x += counts.get(bad) * scale;
    double came = counts.get(squares) * 1e-3;
    into.sq += came;
    into.squares += came;
  }
}
