package dev.tidegate.answer;

import dev.tidegate.model.Service;

/** How long an answer holds. */
public final class Ttl {
  /** Below this a TTL is served as it stands: rounding would eat the jitter. */
  public static final int JITTER_FROM = 10;

  private Ttl() {}

  /**
   * Whole seconds before jitter.
   *
   * @param unrest whether the group has a latched CDN or one that ramps
   */
  public static int seconds(Service service, boolean unrest) {
    long ttl = service.ttl().toSeconds();
    long seconds = unrest ? Math.min(ttl, service.incidentTtl().toSeconds()) : ttl;
    return Math.clamp(seconds, 1, 3600);
  }

  /**
   * The TTL that one session (at the edge: one bucket) is told: from {@value #JITTER_FROM} s up
   * within [0.9 ttl, ttl], below as it stands.
   *
   * @param ttl seconds, 1..3600
   * @param hash any 32 bits of the session: the same session always gets the same
   */
  public static int jittered(int ttl, int hash) {
    if (ttl < JITTER_FROM) {
      return ttl;
    }
    int least = (9 * ttl + 9) / 10;
    return least + Integer.remainderUnsigned(spread(hash), ttl - least + 1);
  }

  /**
   * The TTL told while the answer path sheds load: {@code ttl} give or take a tenth.
   *
   * @param ttl the service's overload TTL in seconds, 1..3600
   */
  public static int overload(int ttl, int hash) {
    int tenth = ttl / 10;
    int seconds = ttl - tenth + Integer.remainderUnsigned(spread(hash), 2 * tenth + 1);
    return Math.clamp(seconds, 1, 3600);
  }

  /** The low bits of a session's hash already chose its bucket: others must choose its jitter. */
  private static int spread(int hash) {
    int h = hash * 0x9E3779B9;
    h ^= h >>> 15;
    h *= 0x85EBCA6B;
    return h ^ (h >>> 13);
  }
}
