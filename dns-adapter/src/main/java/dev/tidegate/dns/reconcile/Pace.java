package dev.tidegate.dns.reconcile;

import java.time.Duration;

/**
 * When a zone is looked at next.
 *
 * <pre>
 *   in step     after {@link #LOOK_AGAIN}, or {@link Doubt#SOON} where that is not known to be
 *               served, or at once for news
 *   refused     after {@link #FIRST_RETRY}, or at once for news: the server is well, another
 *               snapshot may pass
 *   n faults    after FIRST_RETRY * 2^(n-1), at most {@link #LAST_RETRY}; news waits too, since
 *               whoever is in trouble is not asked faster for it
 * </pre>
 */
final class Pace {
  /** Somebody who overwrites us, and a server that stops answering, are found within so long. */
  static final Duration LOOK_AGAIN = Duration.ofSeconds(30);

  static final Duration FIRST_RETRY = Duration.ofSeconds(1);
  static final Duration LAST_RETRY = Duration.ofSeconds(30);

  private static final int MOST_DOUBLINGS = 5;

  private Pace() {}

  /**
   * @param faults rounds in a row that failed, those that the guard ended left out
   * @param refused whether the guard ended the last round
   */
  static Duration pause(long faults, boolean refused) {
    if (faults == 0) {
      return refused ? FIRST_RETRY : LOOK_AGAIN;
    }
    Duration retry = FIRST_RETRY.multipliedBy(1L << Math.min(faults - 1, MOST_DOUBLINGS));
    return retry.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : retry;
  }

  /** Whether news is seen to at once. */
  static boolean hurries(long faults) {
    return faults == 0;
  }
}
