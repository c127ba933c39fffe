package dev.tidegate.health;

import dev.tidegate.tape.Tape;
import dev.tidegate.telemetry.Count;
import dev.tidegate.telemetry.Counts;

/**
 * Answers 5xx of one CDN in one region: over the short half-life, and usually. Whether they rose
 * makes less slowness tell ({@link Latencies}); by themselves they are failures like others.
 *
 * <pre>
 * rose : q - q_b &gt; 3 * sqrt(PHI * p(1-p) * (1/n + 1/n_b)),  200 effective samples or more in both
 * </pre>
 */
final class ServerErrors {
  /** Less than what a latch needs: it is a hint beside slowness, which must stand by itself. */
  private static final double DEVIATIONS = 3;

  /** As many as a median of latencies needs. */
  private static final double SAMPLES = 200;

  private static final double LEAST_P = 0.0002;

  private final Tally lately = new Tally();
  private final Tally usual = new Tally();
  private final Tally fresh = new Tally();

  /** Ages what came lately by {@code factor} and adds a step's counts. */
  void advance(double factor, Counts counts) {
    fresh.clear();
    Rate.FAILURE.addTo(fresh, counts);
    fresh.x = counts.get(Count.ERRORS_5XX) * 1e-3;
    lately.decay(factor);
    lately.add(fresh);
  }

  /** Lets the step's counts, of a healthy CDN, enter what is usual, which ages by the factor. */
  void learn(double factor) {
    usual.decay(factor);
    usual.add(fresh);
  }

  /**
   * Whether they are more often than usual.
   *
   * @param phi how many samples go bad together
   */
  boolean rose(double phi) {
    double now = lately.effective();
    double before = usual.effective();
    if (now < SAMPLES || before < SAMPLES) {
      return false;
    }
    double p = (lately.x + usual.x) / (lately.n + usual.n);
    double bounded = Math.clamp(p, LEAST_P, 1 - LEAST_P);
    double error = Math.sqrt(phi * bounded * (1 - bounded) * (1 / now + 1 / before));
    return lately.x / lately.n - usual.x / usual.n > DEVIATIONS * error;
  }

  void carry(Tape t) {
    lately.carry(t);
    usual.carry(t);
  }
}
