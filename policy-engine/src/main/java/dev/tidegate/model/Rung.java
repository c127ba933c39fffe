package dev.tidegate.model;

/** One step of what a service gives up when no healthy CDN has room for its viewers. */
public sealed interface Rung {
  /** No rendition above this. */
  record RenditionCap(long kilobitsPerSecond) implements Rung {
    public RenditionCap {
      if (kilobitsPerSecond < 1) {
        throw new IllegalArgumentException("a cap must be >= 1 kbit/s: " + kilobitsPerSecond);
      }
    }
  }

  /** A feature of the player switched off, such as DVR or a second camera. */
  record FeatureOff(String name) implements Rung {
    public FeatureOff {
      Ids.require("feature", name);
    }
  }
}
