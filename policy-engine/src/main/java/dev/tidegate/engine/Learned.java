package dev.tidegate.engine;

import dev.tidegate.tape.Tape;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The part of its contract that a pool has proved able to carry.
 *
 * @param part 0..1 of the contract
 * @param quietSince since when there was no sign of collapse
 * @param raised when it last rose
 * @param collapses how often it proved too much since it was last trusted with all: each time the
 *     wait before it is trusted with more doubles
 * @param before what was believed before the latch that taught this, 0..1
 * @param lightSince since when it carries clearly less than {@code part} and is latched still; null
 *     if it is not so
 */
record Learned(
    double part,
    Instant quietSince,
    Instant raised,
    int collapses,
    double before,
    @Nullable Instant lightSince) {
  /** Stands for one that is not read yet. */
  static final Learned BLANK = new Learned(1, Instant.EPOCH, Instant.EPOCH, 0, 1, null);

  Learned quiet(Instant since) {
    return new Learned(part, since, since, collapses, before, lightSince);
  }

  Learned raised(double to, Instant now) {
    return new Learned(to, quietSince, now, collapses, Math.max(to, before), lightSince);
  }

  Learned light(@Nullable Instant since) {
    return new Learned(part, quietSince, raised, collapses, before, since);
  }

  static Learned carry(Tape t, Learned l) {
    return new Learned(
        t.real(l.part),
        t.instant(l.quietSince),
        t.instant(l.raised),
        t.number(l.collapses),
        t.real(l.before),
        t.maybe(l.lightSince));
  }

  /** As memories of form 3 have it, which knew nothing of what was believed before. */
  static Learned carryForm3(Tape t, Learned l) {
    return new Learned(
        t.real(l.part),
        t.instant(l.quietSince),
        t.instant(l.raised),
        t.number(l.collapses),
        1,
        null);
  }
}
