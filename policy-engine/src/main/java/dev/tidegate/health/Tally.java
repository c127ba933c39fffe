package dev.tidegate.health;

import dev.tidegate.tape.Tape;

/**
 * A decaying count: {@code n} samples, {@code x} of them bad, and the sum of squared weights that
 * gives the effective number {@code n^2 / sq}. Ageing by a factor f multiplies n and x by f and sq
 * by f^2: the variance of a weighted sum goes with the squares of its weights.
 *
 * <p>So n^2 / sq says how well it is known what was, and stays as it is for ever where nothing more
 * comes. Of what is, less is known each second: beside {@code sq} a sum of the same squares ages by
 * f alone, and {@code n^2 / squares} is the number of samples that are left. In a steady stream the
 * effective number is up to twice that; more than {@value #REMEMBERED} times as many it never is.
 */
final class Tally {
  /** A pause of one half-life changes nothing, each further one halves what is known. */
  private static final double REMEMBERED = 4;

  double n;
  double x;
  double sq;

  /** Sum of squared weights, aged as the samples are. */
  double squares;

  void decay(double factor) {
    n *= factor;
    x *= factor;
    sq *= factor * factor;
    squares *= factor;
  }

  /** Ages what stands until there is something newer: it stays as well known as it was. */
  void decayKnown(double factor) {
    decay(factor);
    squares = sq;
  }

  void add(Tally other) {
    n += other.n;
    x += other.x;
    sq += other.sq;
    squares += other.squares;
  }

  void clear() {
    n = 0;
    x = 0;
    sq = 0;
    squares = 0;
  }

  /** The number of independent samples of weight 1 that would be as certain. */
  double effective() {
    return effective(n, sq, squares);
  }

  static double effective(double n, double sq, double squares) {
    double least = Math.max(sq, squares / REMEMBERED);
    return least > 0 ? n * n / least : 0;
  }

  static Tally[] perRate() {
    return new Tally[] {new Tally(), new Tally()};
  }

  void carry(Tape t) {
    n = t.real(n);
    x = t.real(x);
    sq = t.real(sq);
    squares = t.real(squares);
  }
}
