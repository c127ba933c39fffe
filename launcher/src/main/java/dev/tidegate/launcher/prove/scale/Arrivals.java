package dev.tidegate.launcher.prove.scale;

import dev.tidegate.answer.Ttl;
import java.util.random.RandomGenerator;

/**
 * When the viewers of an audience ask: each when it comes, and then again whenever the TTL that its
 * session is told has passed and its player has noticed.
 *
 * @param perSecond requests in each second, of the viewers that were drawn
 * @param viewers how many were drawn
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Arrivals(long[] perSecond, int viewers) {
  /** Seconds by which players are late, at most: a timer, a connection, the way. */
  private static final double LATE = 0.25;

  /**
   * Draws an audience.
   *
   * @param ttl seconds, before jitter
   * @param over seconds in which all come, evenly; 0 if they have been there for long
   * @param seconds that are looked at
   */
  static Arrivals of(int viewers, int ttl, double over, int seconds, RandomGenerator random) {
    long[] perSecond = new long[seconds];
    for (int i = 0; i < viewers; i++) {
      int told = Ttl.jittered(ttl, random.nextInt());
      double at = random.nextDouble() * (over == 0 ? told : over);
      while (at < seconds) {
        perSecond[(int) at]++;
        at += told + random.nextDouble() * LATE;
      }
    }
    return new Arrivals(perSecond, viewers);
  }

  /** Requests a second for each viewer, in the mean of the seconds from {@code from} on. */
  double mean(int from) {
    long sum = 0;
    for (int s = from; s < perSecond.length; s++) {
      sum += perSecond[s];
    }
    return (double) sum / (perSecond.length - from) / viewers;
  }

  /** Requests for each viewer in the busiest second from {@code from} on. */
  double peak(int from) {
    long most = 0;
    for (int s = from; s < perSecond.length; s++) {
      most = Math.max(most, perSecond[s]);
    }
    return (double) most / viewers;
  }

  /**
   * How often caches fetch one object each, all together, a second: a copy is fresh for half a TTL,
   * and the first viewer after that has it fetched. With few viewers that may be a while.
   *
   * @param askedPerSecond of all viewers of the object, spread evenly over the caches
   */
  static double fetches(
      int caches, double askedPerSecond, int ttl, int seconds, RandomGenerator random) {
    double fresh = Math.max(1, ttl / 2);
    double each = askedPerSecond / caches;
    long fetches = 0;
    for (int cache = 0; cache < caches; cache++) {
      double at = random.nextDouble() * fresh;
      while (at < seconds) {
        fetches++;
        at += fresh - Math.log(1 - random.nextDouble()) / each;
      }
    }
    return (double) fetches / seconds;
  }
}
