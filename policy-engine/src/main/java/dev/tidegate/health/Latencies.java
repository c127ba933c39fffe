package dev.tidegate.health;

import dev.tidegate.model.Policy;
import dev.tidegate.model.Reason;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * First bytes that became slower than the peers' did:
 *
 * <pre>
 * ratio  = (median / own usual) / (peers' median / peers' usual)
 * flags  : ratio &gt; `latency-ratio` for `latency-for`, a rise of `latency-min-rise`, 200 effective samples
 *          in both arms, ln(ratio) &gt; 4.5 standard errors of both, utilisation &lt; 0.8 or unknown;
 *          1.3 suffices where answers 5xx rose ({@link ServerErrors})
 * damage = clip(0.03 * log2(ratio / 1.2), 0.01, 0.08)
 * </pre>
 */
final class Latencies {
  private static final double SAMPLES = 200;
  private static final double BUSY = 0.8;
  static final double CLEAR = 1.25;
  private static final double RISE_5XX = 1.3;

  private final ServiceMemory memory;
  private final Policy policy;
  private final double phi;
  private final double age;
  private final double leastRatio;

  Latencies(ServiceMemory memory, Policy policy, double phi) {
    this.memory = memory;
    this.policy = policy;
    this.phi = phi;
    age = policy.get(Policy.Key.BASELINE_MIN_AGE);
    leastRatio = policy.get(Policy.Key.LATENCY_RATIO);
  }

  /** Whether a CDN this full is slow by its load, of which other rules take care. */
  static boolean busy(double utilisation) {
    return utilisation >= BUSY;
  }

  /**
   * Evidence now, before it has stood for {@code latency-for}; null if there is none. It counts
   * only if the CDN is not {@link #busy}.
   */
  @Nullable Evidence judge(RegionMemory region, int c) {
    OptionalDouble found = ratio(region, c);
    LatencyMemory own = region.outlets[c].latency;
    if (found.isEmpty() || found.getAsDouble() <= RISE_5XX || own.samples() < SAMPLES) {
      return null;
    }
    double ratio = found.getAsDouble();
    if (ratio <= leastRatio && !region.outlets[c].serverErrors.rose(phi)) {
      return null;
    }
    double expected = own.medianMillis() / ratio;
    double error = Math.sqrt(square(own.error(phi)) + variance(region, c));
    if (own.medianMillis() - expected < policy.get(Policy.Key.LATENCY_MIN_RISE) * 1000
        || StrictMath.log(ratio) <= policy.get(Policy.Key.FLAG_Z) * error) {
      return null;
    }
    double damage = Math.clamp(0.03 * StrictMath.log(ratio / 1.2) / StrictMath.log(2), 0.01, 0.08);
    Reason reason = new Reason.Latency(ratio, own.medianMillis(), expected);
    return new Evidence(damage, false, false, false, region.id, Rate.FAILURE, reason);
  }

  private static double square(double value) {
    return value * value;
  }

  /** Whether a CDN is another's measure. */
  private boolean peer(RegionMemory region, int d, int c) {
    Outlet peer = region.outlets[d];
    return d != c && !peer.latch.latched() && peer.latency.hasUsual(age);
  }

  /** The variance of the peers' mean rise, which is weighted by their samples. */
  private double variance(RegionMemory region, int c) {
    double sum = 0;
    double samples = 0;
    for (int d = 0; d < memory.cdns.length; d++) {
      if (peer(region, d, c)) {
        LatencyMemory latency = region.outlets[d].latency;
        sum += square(latency.samples() * latency.error(phi));
        samples += latency.samples();
      }
    }
    return samples > 0 ? sum / square(samples) : 0;
  }

  /** The ratio, if both arms are known and the peers' hold 200 samples. */
  OptionalDouble ratio(RegionMemory region, int c) {
    LatencyMemory own = region.outlets[c].latency;
    if (!own.hasUsual(age)) {
      return OptionalDouble.empty();
    }
    double rise = 0;
    double samples = 0;
    for (int d = 0; d < memory.cdns.length; d++) {
      if (peer(region, d, c)) {
        LatencyMemory latency = region.outlets[d].latency;
        double n = latency.samples();
        rise += n * latency.rise();
        samples += n;
      }
    }
    return samples >= SAMPLES
        ? OptionalDouble.of(StrictMath.exp(own.rise() - rise / samples))
        : OptionalDouble.empty();
  }

  /**
   * Whether latency lets a latch close: the ratio is below 1.25 by a standard error, since the few
   * samples of a drained CDN fall below it now and then by chance.
   */
  boolean well(RegionMemory region, int c) {
    OptionalDouble ratio = ratio(region, c);
    LatencyMemory own = region.outlets[c].latency;
    return ratio.isEmpty()
        || own.samples() < 30
        || StrictMath.log(ratio.getAsDouble()) + own.error(phi) < StrictMath.log(CLEAR);
  }
}
