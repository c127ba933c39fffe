package dev.tidegate.model;

import java.time.Instant;
import java.util.Optional;

/**
 * An operator's word over measurement. It sits over the measured value and never replaces it.
 *
 * @param id assigned by the store; ids sort by creation
 * @param service a service id; empty for all
 * @param region a region id; empty for all
 * @param starts when it begins to bind, inclusive
 * @param expires when it ceases, exclusive; at most 30 days after {@code created}
 */
public record OperatorOverride(
    String id,
    Optional<String> service,
    Optional<String> region,
    Action action,
    Instant created,
    Instant starts,
    Instant expires,
    String author,
    String reason) {

  /** What is asked for. */
  public sealed interface Action {
    /** The CDN concerned; empty for {@link Freeze}. */
    default Optional<String> subject() {
      return switch (this) {
        case Drain(String cdn) -> Optional.of(cdn);
        case Exclude(String cdn) -> Optional.of(cdn);
        case Pin(String cdn) -> Optional.of(cdn);
        case Share(String cdn, int ignored) -> Optional.of(cdn);
        case Cap(String cdn, int ignored) -> Optional.of(cdn);
        case Floor(String cdn, int ignored) -> Optional.of(cdn);
        case Limit(String cdn, Capacity ignored) -> Optional.of(cdn);
        case Freeze ignored -> Optional.empty();
      };
    }

    /** The action's name on the wire. */
    default String wire() {
      return switch (this) {
        case Drain ignored -> "drain";
        case Exclude ignored -> "exclude";
        case Pin ignored -> "pin";
        case Share ignored -> "weight";
        case Cap ignored -> "cap";
        case Floor ignored -> "floor";
        case Limit ignored -> "capacity";
        case Freeze ignored -> "freeze";
      };
    }
  }

  /** To zero by a fifth of the share it had when the drain began, each second. */
  public record Drain(String cdn) implements Action {}

  /** To zero now and off the list, unless it is the last CDN. */
  public record Exclude(String cdn) implements Action {}

  /** All sessions to this CDN. */
  public record Pin(String cdn) implements Action {}

  /** Exactly this share (wire: {@code weight}). */
  public record Share(String cdn, int basisPoints) implements Action {
    public Share {
      requireShare(basisPoints);
    }
  }

  /** At most this share. */
  public record Cap(String cdn, int basisPoints) implements Action {
    public Cap {
      requireShare(basisPoints);
    }
  }

  /** At least this share. */
  public record Floor(String cdn, int basisPoints) implements Action {
    public Floor {
      requireShare(basisPoints);
    }
  }

  /** Capacity that binds like configuration (wire: {@code capacity}). */
  public record Limit(String cdn, Capacity capacity) implements Action {}

  /**
   * Hold the present weights.
   *
   * @param hard whether even a hard outage or overload must not drain
   */
  public record Freeze(boolean hard) implements Action {}

  public OperatorOverride {
    if (!expires.isAfter(starts)) {
      throw new IllegalArgumentException(
          "expires must be after starts: " + starts + " .. " + expires);
    }
  }

  /** True if the override binds at {@code now}. */
  public boolean active(Instant now) {
    return !now.isBefore(starts) && now.isBefore(expires);
  }

  /** True if the override speaks of this service in this region. */
  public boolean covers(String aService, String aRegion) {
    return service.map(aService::equals).orElse(true) && region.map(aRegion::equals).orElse(true);
  }

  /** How narrow the scope is; of two that disagree the narrower wins, then the later. */
  public int narrowness() {
    return (service.isPresent() ? 1 : 0) + (region.isPresent() ? 2 : 0);
  }

  private static void requireShare(int basisPoints) {
    if (basisPoints < 0 || basisPoints > Weights.TOTAL) {
      throw new IllegalArgumentException("value must be within 0..10000, but was " + basisPoints);
    }
  }
}
