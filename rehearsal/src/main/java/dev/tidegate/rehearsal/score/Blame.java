package dev.tidegate.rehearsal.score;

import dev.tidegate.rehearsal.sim.Incident;
import dev.tidegate.rehearsal.sim.Scenario;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;

/**
 * Which faults of a scenario are a CDN's own, and when. A fault of all CDNs, of the origin, of a
 * network, of one kind of client or of the probers is no CDN's; what is chronic is no fault.
 */
final class Blame {
  private final Scenario scenario;
  private final List<Incident> faults = new ArrayList<>();
  private final List<List<Incident>> own = new ArrayList<>();

  Blame(Scenario scenario) {
    this.scenario = scenario;
    scenario.cdns().forEach(_ -> own.add(new ArrayList<>()));
    for (Incident incident : scenario.incidents()) {
      if (incident.chronic() || !harms(incident.effect())) {
        continue;
      }
      faults.add(incident);
      int cdn = incident.reach().cdn().map(scenario::cdn).orElse(-1);
      if (cdn >= 0 && incident.reach().clientClass().isEmpty()) {
        own.get(cdn).add(incident);
      }
    }
  }

  private static boolean harms(Incident.Effect effect) {
    return switch (effect) {
      case Incident.Failures _,
          Incident.Brownout _,
          Incident.Stalls _,
          Incident.Slow _,
          Incident.CapacityCut _,
          Incident.FrozenPlaylist _,
          Incident.OriginCut _ ->
          true;
      case Incident.ProbesFail _, Incident.Surge _, Incident.Rejoin _, Incident.StoreGone _ ->
          false;
    };
  }

  /** Scored second in which the first fault begins; empty if there is none. */
  OptionalLong begins() {
    return faults.stream()
        .mapToLong(fault -> Math.max(0, fault.from().toSeconds()))
        .filter(second -> second < scenario.length().toSeconds())
        .min();
  }

  /** How many faults begin in the scored time; those of a cycle count once each time. */
  int count() {
    int count = 0;
    for (Incident fault : faults) {
      boolean before = false;
      for (long second = 0; second < scenario.length().toSeconds(); second++) {
        boolean now = fault.strength(second) > 0;
        count += now && !before ? 1 : 0;
        before = now;
      }
    }
    return count;
  }

  /** Whether any fault acts. */
  boolean acts(long second) {
    return faults.stream().anyMatch(fault -> fault.strength(second) > 0);
  }

  /** Whether {@code cdn} has a fault of its own, in any place. */
  boolean ill(int cdn, long second) {
    return own.get(cdn).stream().anyMatch(fault -> fault.strength(second) > 0);
  }

  /** All that harms, whosever it is. */
  List<Incident> faults() {
    return Collections.unmodifiableList(faults);
  }

  /** Whether a fault acts, or did within so many seconds before. */
  static boolean lately(Incident fault, long second, long within) {
    if (second < fault.from().toSeconds() || second - within >= fault.until().toSeconds()) {
      return false;
    }
    boolean acted = fault.cycle().isEmpty();
    for (long s = second; !acted && s >= second - within; s--) {
      acted = fault.strength(s) > 0;
    }
    return acted;
  }

  /**
   * Whether {@code cdn} has a fault of its own that touches this place, or had one within so many
   * seconds before.
   */
  boolean illLately(int cdn, int region, int network, long second, long within) {
    String there = scenario.regions().get(region).id();
    String by = scenario.networks().get(network).id();
    return own.get(cdn).stream()
        .filter(fault -> lately(fault, second, within))
        .filter(fault -> fault.reach().region().map(there::equals).orElse(true))
        .anyMatch(fault -> fault.reach().network().map(by::equals).orElse(true));
  }
}
