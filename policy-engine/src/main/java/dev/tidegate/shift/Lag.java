package dev.tidegate.shift;

import dev.tidegate.model.Policy;
import dev.tidegate.model.Service;

/**
 * How long viewers go by an old answer. Each way of asking is told by the time that its answers
 * hold, in seconds; answers are of any age when a new one is published, so the mean viewer follows
 * after half of it.
 *
 * <pre>
 *   who asks us        1.5 TTL (the edge's copy was half as old again)
 *   who asks DNS       the TTL of its answers + 2 connection-life (the whole of which is waited for)
 *   who asks others    unasked-ttl, where no zone of ours names the service
 * </pre>
 */
public final class Lag {
  /** An edge's copy may be half a TTL old when it is given out (contract, edge form). */
  private static final double EDGE = 1.5;

  private Lag() {}

  /** How long those who ask us go by an answer. */
  public static double asked(Service service) {
    return EDGE * seconds(service);
  }

  /** How long those do who never ask us. */
  public static double unasked(Service service) {
    Policy policy = service.policy();
    return service
        .names()
        .map(names -> names.ttl().toMillis() / 1000.0 + 2 * policy.get(Policy.Key.CONNECTION_LIFE))
        .orElse(policy.get(Policy.Key.UNASKED_TTL));
  }

  /**
   * The mean over a mix of viewers.
   *
   * @param asking the part of viewers who ask us, 0..1
   */
  public static double held(Service service, double asking) {
    return asking * EDGE * seconds(service) + (1 - asking) * unasked(service);
  }

  /** As {@link #held}, of answers that no edge gave out. */
  public static double heldDirect(Service service, double asking) {
    return asking * seconds(service) + (1 - asking) * unasked(service);
  }

  private static double seconds(Service service) {
    return service.ttl().toMillis() / 1000.0;
  }
}
