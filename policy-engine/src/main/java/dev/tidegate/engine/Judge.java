package dev.tidegate.engine;

import dev.tidegate.health.Assessment;
import dev.tidegate.health.Signals;
import dev.tidegate.model.Setup;
import dev.tidegate.tape.Tape;
import java.time.Instant;
import java.util.Optional;

/** Who judges CDNs by signals. It remembers, and what it remembers can be stored. */
interface Judge {
  Assessment assess(Signals signals, Instant now);

  byte[] save();

  /** Carries everything that it remembers; what is set up must be the same on both sides. */
  void carry(Setup setup, Tape tape);

  /** Makes a judge, out of what {@link #save} returned where there is that. */
  interface Maker {
    Judge make(Optional<byte[]> saved, Setup setup, Instant now);
  }
}
