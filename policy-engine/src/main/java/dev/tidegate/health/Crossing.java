package dev.tidegate.health;

import dev.tidegate.tape.Tape;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A threshold that counts only once it has been exceeded without a break for some time. */
final class Crossing {
  private @Nullable Instant since;
  private @Nullable Evidence evidence;

  /** Notes whether {@code now} exceeds. */
  void note(@Nullable Evidence found, Instant now) {
    evidence = found;
    if (found == null) {
      since = null;
    } else if (since == null) {
      since = now;
    }
  }

  boolean crossing() {
    return evidence != null;
  }

  /** The evidence, if it has stood for {@code seconds} or is sudden. */
  Optional<Evidence> flag(double seconds, Instant now) {
    Evidence found = evidence;
    Instant began = since;
    if (found == null || began == null) {
      return Optional.empty();
    }
    boolean stood = began.plusMillis((long) (seconds * 1000)).compareTo(now) <= 0;
    return stood || found.sudden() ? Optional.of(found) : Optional.empty();
  }

  void carry(Tape t) {
    since = t.maybe(since);
    Evidence found = evidence;
    evidence = t.flag(found != null) ? (found == null ? Evidence.BLANK : found).carry(t) : null;
  }
}
