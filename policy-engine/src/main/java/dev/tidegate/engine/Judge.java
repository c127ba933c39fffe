package dev.tidegate.engine;

import dev.tidegate.health.Assessment;
import dev.tidegate.health.Signals;
import dev.tidegate.model.Setup;
import java.time.Instant;
import java.util.Optional;

/** Who judges CDNs by signals. It remembers, and what it remembers can be stored. */
interface Judge {
  Assessment assess(Signals signals, Instant now);

  byte[] save();

  /** Makes a judge, out of what {@link #save} returned where there is that. */
  interface Maker {
    Judge make(Optional<byte[]> saved, Setup setup, Instant now);
  }
}
