package dev.tidegate.health;

import dev.tidegate.tape.Tape;

/**
 * A decaying count: {@code n} samples, {@code x} of them bad, and the sum of squared weights that
 * gives the effective number {@code n^2 / sq}. Ageing by a factor f multiplies n and x by f and sq
 * by f^2: the variance of a weighted sum goes with the squares of its weights.
 */
final class Tally {
  double n;
  double x;
  double sq;

  void decay(double factor) {
    n *= factor;
    x *= factor;
    sq *= factor * factor;
  }

  void add(Tally other) {
    n += other.n;
    x += other.x;
    sq += other.sq;
  }

  void clear() {
    n = 0;
    x = 0;
    sq = 0;
  }

  /** The number of independent samples of weight 1 that would be as certain. */
  double effective() {
    return sq > 0 ? n * n / sq : 0;
  }

  static Tally[] perRate() {
    return new Tally[] {new Tally(), new Tally()};
  }

  void carry(Tape t) {
    n = t.real(n);
    x = t.real(x);
    sq = t.real(sq);
  }
}
