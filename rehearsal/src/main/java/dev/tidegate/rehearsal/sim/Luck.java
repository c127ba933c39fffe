package dev.tidegate.rehearsal.sim;

/**
 * Chance by the counter: what is drawn depends on the seed, the stream, the second and the cell,
 * and on nothing that was drawn before elsewhere. So policies that do different things meet the
 * same luck. Not safe for use by several threads.
 */
final class Luck {
  /** What chance is for. */
  enum Stream {
    PLACE,
    CELL,
    DRIFT,
    DISPERSION,
    BEACONS,
    LATENCY,
    WITNESS,
    PROBE,
    MAINTENANCE,
    VIEWERS
  }

  private static final double FEW = 12;

  private final long seed;
  private long state;

  Luck(long seed) {
    this.seed = mix(seed + 0x9E3779B97F4A7C15L);
  }

  /** Goes to the luck of a cell in a second of a stream. */
  @SuppressWarnings("EnumOrdinal") // a stream's number never leaves this class
  Luck at(Stream stream, long second, int cell) {
    long here = mix(seed ^ (stream.ordinal() + 1) * 0xBF58476D1CE4E5B9L);
    state = mix(mix(here ^ second * 0xC2B2AE3D27D4EB4FL) ^ cell * 0x94D049BB133111EBL);
    return this;
  }

  private static long mix(long z) {
    long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
    return b ^ (b >>> 31);
  }

  /** Uniform in [0, 1). */
  double uniform() {
    state += 0x9E3779B97F4A7C15L;
    return (mix(state) >>> 11) * 0x1.0p-53;
  }

  /** Standard normal. */
  double normal() {
    double radius = Math.sqrt(-2 * StrictMath.log(1 - uniform()));
    return radius * StrictMath.cos(2 * Math.PI * uniform());
  }

  /** How many come when {@code mean} come on average: exact below 12, normal above. */
  long poisson(double mean) {
    if (!(mean > 0)) {
      return 0;
    }
    if (mean >= FEW) {
      return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()));
    }
    double left = uniform();
    double chance = StrictMath.exp(-mean);
    long count = 0;
    while (left >= chance && count < 100) {
      left -= chance;
      count++;
      chance *= mean / count;
    }
    return count;
  }

  /** How many of {@code n} when each has chance {@code p}: exact where few are expected. */
  long binomial(long n, double p) {
    if (n <= 0 || !(p > 0)) {
      return 0;
    }
    if (p >= 1) {
      return n;
    }
    if (p > 0.5) {
      return n - binomial(n, 1 - p);
    }
    double mean = n * p;
    if (mean >= FEW) {
      return Math.clamp(Math.round(mean + Math.sqrt(mean * (1 - p)) * normal()), 0, n);
    }
    double left = uniform();
    double chance = StrictMath.exp(n * StrictMath.log1p(-p));
    double odds = p / (1 - p);
    long count = 0;
    while (left >= chance && count < n && count < 200) {
      left -= chance;
      count++;
      chance *= odds * (n - count + 1) / count;
    }
    return count;
  }
}
