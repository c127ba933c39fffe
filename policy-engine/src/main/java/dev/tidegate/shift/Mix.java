package dev.tidegate.shift;

/** Frozen bit mixing: the same everywhere and for ever, since it decides who gets which CDN. */
final class Mix {
  private Mix() {}

  /** 64 well-mixed bits of two numbers (the finaliser of SplitMix64). */
  static long bits(long a, long b) {
    long z = a * 0x9E3779B97F4A7C15L + b * 0xC2B2AE3D27D4EB4FL + 0x165667B19E3779F9L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** A number in (0, 1). */
  static double unit(long a, long b) {
    return ((bits(a, b) >>> 11) + 0.5) * 0x1.0p-53;
  }
}
