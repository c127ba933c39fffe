package dev.tidegate.engine;

import dev.tidegate.tape.Tape;
import java.time.Instant;

/**
 * A pool that was left as dead, in case it was only too full: a dead CDN stays dead when its
 * viewers have gone, a full one is well at once.
 *
 * @param load what it carried over its contract when it was left
 */
record Suspicion(double load, Instant since) {
  /** Stands for one that is not read yet. */
  static final Suspicion BLANK = new Suspicion(1, Instant.EPOCH);

  static Suspicion carry(Tape t, Suspicion s) {
    return new Suspicion(t.real(s.load), t.instant(s.since));
  }
}
