package dev.tidegate.health;

import dev.tidegate.model.Policy;
import dev.tidegate.tape.Tape;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A sequential test (Wald 1945) that a latched CDN is well again, over canaries and what traffic
 * remains since the latch:
 *
 * <pre>
 * L = max(0, L + [(n-x) ln((1-r)/(1-r1)) + x ln(r/r1)] / PHI)
 * r = max(expected, 0.1 pt),  r1 = min(0.9, r + the latch's peak damage)
 * </pre>
 *
 * It speaks at L &gt;= ln(clear) with n &gt;= clear-samples. Damage of 0.2 or a failing probe round
 * begins it anew. A second of evidence from before the fault ended is itself a reason to begin
 * anew, so nothing of a window is needed.
 */
final class Recovery {
  private static final double LEAST = 0.001;
  private static final double BAD_AGAIN = 0.20;
  private static final double TELLING = 10;

  /** Clustering of failures, at the least (engine.md 3). */
  private static final double LEAST_PHI = 3;

  private static final Duration STALE = Duration.ofSeconds(15);

  private double odds;
  private double samples;

  /** Gathered until they tell whether it is plainly bad, however few come at a time. */
  private final Tally gathered = new Tally();

  private @Nullable Instant gatheredSince;
  private @Nullable Instant badAt;

  void restart() {
    odds = 0;
    samples = 0;
  }

  /** Begins for a new latch. */
  void begin() {
    restart();
    gathered.clear();
    gatheredSince = null;
    badAt = null;
  }

  /** When it last was plainly bad; null: never since the latch. */
  @Nullable Instant badAt() {
    return badAt;
  }

  /** Sets what was stored. */
  void restored(@Nullable Instant bad) {
    badAt = bad;
  }

  void add(Tally seen, double expected, double peakDamage, double phi, Instant now) {
    if (!(seen.n > 0) || !(seen.sq > 0)) {
      return;
    }
    double effective = seen.n / seen.sq;
    double n = seen.n * effective;
    double x = Math.min(n, seen.x * effective);
    if (peakDamage >= BAD_AGAIN) {
      gather(n, x, expected, phi, now); // of a mild fault ten samples are plainly bad by chance
    }
    if (n >= TELLING && x / n - usual(expected) >= BAD_AGAIN) {
      restart();
      return;
    }
    odds = Math.max(0, odds + gain(n, x, expected, peakDamage) / phi);
    samples = odds > 0 ? samples + n : 0;
  }

  /**
   * Notes when it was plainly bad: over ten samples, none of them old, or as many more as they are
   * more clustered than failures are at least. A single player's rebuffering is no sign.
   */
  private void gather(double n, double x, double expected, double phi, Instant now) {
    Instant since = gatheredSince;
    if (since == null || since.plus(STALE).isBefore(now)) {
      gathered.clear();
      gatheredSince = now;
    }
    gathered.n += n;
    gathered.x += x;
    if (gathered.n >= TELLING * Math.max(1, phi / LEAST_PHI)) {
      badAt = gathered.x / gathered.n - usual(expected) >= BAD_AGAIN ? now : badAt;
      gatheredSince = null;
    }
  }

  private static double usual(double expected) {
    return Math.clamp(expected, LEAST, 0.8);
  }

  /** The bracket above: what {@code x} bad of {@code n} samples say for r and against r1. */
  static double gain(double n, double x, double expected, double damage) {
    double r = usual(expected);
    double r1 = Math.min(0.9, r + Math.max(damage, 0.0025));
    return (n - x) * StrictMath.log((1 - r) / (1 - r1)) + x * StrictMath.log(r / r1);
  }

  double odds() {
    return odds;
  }

  double samples() {
    return samples;
  }

  boolean cleared(Policy policy) {
    return odds >= StrictMath.log(policy.get(Policy.Key.CLEAR_ODDS))
        && samples >= policy.get(Policy.Key.CLEAR_SAMPLES);
  }

  void carry(Tape t) {
    odds = t.real(odds);
    samples = t.real(samples);
    gathered.carry(t);
    gatheredSince = t.maybe(gatheredSince);
    badAt = t.maybe(badAt);
  }
}
