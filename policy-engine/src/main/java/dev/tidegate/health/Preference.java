package dev.tidegate.health;

import dev.tidegate.tape.Tape;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The part of its configured share that a CDN keeps in a network where it has always been worse
 * than its peers.
 *
 * <p>Slow by construction: it halves at most once a pace, down to a least part by which the CDN
 * still shows how it does, and doubles at the same pace once it is level again. No latch, no state:
 * a chronic difference is no fault.
 */
final class Preference {
  /** How a CDN stands beside its peers in the long run. */
  enum Standing {
    WORSE,
    LEVEL,
    /** Between the two, or not known well enough: nothing changes. */
    UNSURE
  }

  private double keeps = 1;
  private @Nullable Instant stepped;

  /** The part it keeps, 0..1; 1: all of it. */
  double keeps() {
    return keeps;
  }

  /**
   * Goes one step further, if it is time.
   *
   * @param least the part that is kept at least; 1: nothing is ever given up
   */
  void step(Standing standing, double least, Duration pace, Instant now) {
    Instant last = stepped;
    if (last != null && last.plus(pace).isAfter(now)) {
      return;
    }
    double wanted =
        switch (standing) {
          case WORSE -> Math.max(least, keeps / 2);
          case LEVEL -> Math.min(1, 2 * keeps);
          case UNSURE -> Math.max(least, keeps);
        };
    if (wanted != keeps) {
      keeps = wanted;
      stepped = now;
    }
  }

  /** When it last changed; null if it never did. */
  @Nullable Instant stepped() {
    return stepped;
  }

  /** Sets what was stored. */
  void restored(double part, Instant since) {
    keeps = part;
    stepped = since;
  }

  void carry(Tape t) {
    keeps = t.real(keeps);
    stepped = t.maybe(stepped);
  }
}
