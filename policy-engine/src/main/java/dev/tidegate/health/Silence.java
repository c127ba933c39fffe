package dev.tidegate.health;

import dev.tidegate.tape.Tape;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Beacons that should have come and did not: received below half of expected over the last 3 to 30
 * s, the shortest that qualifies, and P(Poisson(expected/PHI) &lt;= received/PHI) &lt; 1e-9. It
 * ends after {@code held-fresh} seconds in which at least half came.
 */
final class Silence {
  private static final double RARE = 1e-9;
  private static final double THIN = 30;

  private @Nullable Instant since;

  void update(Recent recent, double phi, int fresh, Instant now) {
    int over = shortest(recent, phi);
    Instant began = since;
    if (began == null && over > 0) {
      since = now.minusSeconds(over);
    } else if (began != null && over == 0 && came(recent, fresh)) {
      since = null;
    }
  }

  /** Half came in the first of the fresh seconds already; of thin beacons only the sum can tell. */
  private static boolean came(Recent recent, int fresh) {
    int seconds = Math.clamp(fresh, 1, Recent.LONGEST);
    double expected = recent.expected(seconds);
    double received = recent.received(seconds);
    if (expected == 0) {
      return recent.expected(Recent.LONGEST) == 0 || received > 0;
    }
    double first = received - recent.received(seconds - 1);
    double firstExpected = expected - recent.expected(seconds - 1);
    return received >= 0.5 * expected && (expected < THIN || first >= 0.5 * firstExpected);
  }

  double seconds(Instant now) {
    Instant began = since;
    return began == null ? 0 : Math.max(0, Duration.between(began, now).toMillis() / 1000.0);
  }

  boolean silent() {
    return since != null;
  }

  /** The shortest span in seconds over which the beacons are silent; 0 if none is. */
  static int shortest(Recent recent, double phi) {
    if (recent.received(3) >= 0.5 * recent.expected(3)) {
      return 0; // it is over, whatever longer spans still remember
    }
    for (int seconds = 3; seconds <= Recent.LONGEST; seconds++) {
      double expected = recent.expected(seconds);
      double received = recent.received(seconds);
      if (expected > 0
          && received < 0.5 * expected
          && atMost(received / phi, expected / phi) < RARE) {
        return seconds;
      }
    }
    return 0;
  }

  /** P(Poisson(mean) &lt;= k). */
  static double atMost(double k, double mean) {
    double log = -mean;
    double total = StrictMath.exp(log);
    for (int i = 1; i <= k; i++) {
      log += StrictMath.log(mean / i);
      total += StrictMath.exp(log);
    }
    return total;
  }

  void carry(Tape t) {
    since = t.maybe(since);
  }
}
