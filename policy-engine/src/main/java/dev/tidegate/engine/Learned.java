package dev.tidegate.engine;

import dev.tidegate.tape.Tape;
import java.time.Instant;

/**
 * The part of its contract that a pool has proved able to carry.
 *
 * @param part 0..1 of the contract
 * @param quietSince since when there was no sign of collapse
 * @param raised when it last rose
 * @param collapses how often it proved too much since it was last trusted with all: each time the
 *     wait before it is trusted with more doubles
 */
record Learned(double part, Instant quietSince, Instant raised, int collapses) {
  /** Stands for one that is not read yet. */
  static final Learned BLANK = new Learned(1, Instant.EPOCH, Instant.EPOCH, 0);

  static Learned carry(Tape t, Learned l) {
    return new Learned(
        t.real(l.part), t.instant(l.quietSince), t.instant(l.raised), t.number(l.collapses));
  }
}
