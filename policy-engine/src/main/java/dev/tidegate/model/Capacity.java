package dev.tidegate.model;

/** What a CDN, a contract or the origin can carry: counted in viewers or in bits a second. */
public sealed interface Capacity {
  /** A number of concurrent viewers. */
  record Viewers(double viewers) implements Capacity {
    public Viewers {
      requirePositive("viewers", viewers);
    }
  }

  /** A bit rate in bits a second. */
  record BitRate(double bitsPerSecond) implements Capacity {
    public BitRate {
      requirePositive("bits per second", bitsPerSecond);
    }
  }

  /**
   * How many viewers fit.
   *
   * @param bitsPerViewer mean bits a second that one viewer draws, &gt; 0
   */
  default double inViewers(double bitsPerViewer) {
    return switch (this) {
      case Viewers(double viewers) -> viewers;
      case BitRate(double bits) -> bits / bitsPerViewer;
    };
  }

  private static void requirePositive(String what, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          "capacity in " + what + " must be > 0 and finite: " + value);
    }
  }
}
