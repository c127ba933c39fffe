package dev.tidegate.rehearsal.model;

import java.time.Instant;
import java.util.Collection;
import java.util.Optional;

/**
 * What the faults of the moment make of one CDN for one caller.
 *
 * @param refused share of requests whose connection is refused
 * @param silent share that is never answered
 * @param failed share that is answered 503
 * @param slowness factor on the time to the first byte
 * @param capacity factor on the capacity
 * @param frozenSince since when the playlist stands still
 */
public record Condition(
    double refused,
    double silent,
    double failed,
    double slowness,
    double capacity,
    Optional<Instant> frozenSince) {

  /** Nothing is wrong. */
  public static final Condition WELL = new Condition(0, 0, 0, 1, 1, Optional.empty());

  /** The faults among {@code injections} that touch {@code caller} at {@code cdn} now. */
  public static Condition of(
      Collection<Injection> injections, String cdn, Caller caller, Instant now) {
    Condition condition = WELL;
    for (Injection injection : injections) {
      double strength = injection.strength(now);
      if (strength > 0 && injection.scope().covers(cdn, caller)) {
        condition = condition.with(injection, caller, strength);
      }
    }
    return condition;
  }

  private Condition with(Injection injection, Caller caller, double strength) {
    return switch (injection.fault()) {
      case Fault.Refuse _ -> failing(strength, 0, 0);
      case Fault.BlackHole _ -> failing(0, strength, 0);
      case Fault.ServerErrors(double share) -> failing(0, 0, share * strength);
      case Fault.Brownout(double share, double hanging) ->
          failing(0, share * strength * hanging, share * strength * (1 - hanging));
      case Fault.LyingProber _ -> caller instanceof Caller.Prober ? failing(0, 0, strength) : this;
      case Fault.Slow(double factor) ->
          new Condition(
              refused,
              silent,
              failed,
              slowness * (1 + (factor - 1) * strength),
              capacity,
              frozenSince);
      case Fault.CapacityCut(double remaining) ->
          new Condition(
              refused,
              silent,
              failed,
              slowness,
              capacity * (1 - (1 - remaining) * strength),
              frozenSince);
      case Fault.FrozenPlaylist _ ->
          new Condition(
              refused,
              silent,
              failed,
              slowness,
              capacity,
              Optional.of(frozenSince.orElse(injection.from())));
    };
  }

  /** Independent faults: what survives one meets the next. */
  private Condition failing(double moreRefused, double moreSilent, double moreFailed) {
    return new Condition(
        either(refused, moreRefused),
        either(silent, moreSilent),
        either(failed, moreFailed),
        slowness,
        capacity,
        frozenSince);
  }

  private static double either(double a, double b) {
    return 1 - (1 - a) * (1 - b);
  }
}
