package dev.tidegate.rehearsal.sim;

import java.util.Arrays;
import java.util.List;

/** Turns incidents and small works into what befalls each cell in a second. */
final class Befalling {
  /** Playing time that players hold: a frozen playlist is felt when it is used up. */
  private static final double LEAST_BUFFER = 8;

  private static final double MOST_BUFFER = 16;

  private final Scenario scenario;
  private final Luck luck;

  /** For each incident, the part of a cell's viewers that it touches. */
  private final double[][] touched;

  Befalling(Scenario scenario, Luck luck) {
    this.scenario = scenario;
    this.luck = luck;
    List<Incident> incidents = scenario.incidents();
    touched = new double[incidents.size()][];
    for (int i = 0; i < touched.length; i++) {
      touched[i] = touched(incidents.get(i).reach());
    }
  }

  private double[] touched(Incident.Reach reach) {
    int networks = scenario.networks().size();
    int cdns = scenario.cdns().size();
    double[] parts = new double[scenario.regions().size() * networks * cdns];
    if (reach.vantage().isPresent()) {
      return parts;
    }
    for (int i = 0; i < parts.length; i++) {
      int place = i / cdns;
      boolean in =
          among(reach.cdn(), scenario.cdns().get(i % cdns).id())
              && among(reach.region(), scenario.regions().get(place / networks).id())
              && among(reach.network(), scenario.networks().get(place % networks).id());
      parts[i] = in ? part(reach, scenario.networks().get(place % networks).id()) : 0;
    }
    return parts;
  }

  /** The part of a network's viewers that is of the class it touches. */
  private double part(Incident.Reach reach, String network) {
    return reach
        .clientClass()
        .map(
            id ->
                scenario.clientele().classes().stream()
                    .filter(c -> c.id().equals(id))
                    .mapToDouble(c -> c.in(network))
                    .sum())
        .orElse(1.0);
  }

  static boolean among(java.util.Optional<String> wanted, String id) {
    return wanted.isEmpty() || wanted.get().equals(id);
  }

  void fill(Weather weather, long second) {
    Arrays.fill(weather.failing, 0);
    Arrays.fill(weather.failingArrivals, 0);
    for (double[] ofClass : weather.failingOf) {
      Arrays.fill(ofClass, 0);
    }
    Arrays.fill(weather.stalling, 0);
    Arrays.fill(weather.stallingArrivals, 0);
    Arrays.fill(weather.slowness, 1);
    Arrays.fill(weather.capacity, 1);
    Arrays.fill(weather.regionalCapacity, 1);
    Arrays.fill(weather.probeFails, 0);
    Arrays.fill(weather.frozenFor, -1);
    Arrays.fill(weather.loadOf, 1);
    Arrays.fill(weather.missOf, 1);
    weather.load = 1;
    weather.miss = 1;
    weather.rejoining = 0;
    weather.origin = 1;
    weather.storeGone = false;
    List<Incident> incidents = scenario.incidents();
    for (int i = 0; i < touched.length; i++) {
      double strength = incidents.get(i).strength(second);
      if (strength > 0) {
        apply(weather, incidents.get(i), touched[i], strength, second);
      }
    }
    scenario.noise().maintenance().ifPresent(works -> maintain(weather, works, second));
  }

  private void apply(
      Weather weather, Incident incident, double[] parts, double strength, long second) {
    switch (incident.effect()) {
      case Incident.Failures(double share) -> {
        fail(weather, incident, parts, share * strength);
        failClasses(weather, incident, parts, share * strength);
        probes(weather, incident, parts, share * strength);
      }
      case Incident.Brownout(double share) -> {
        fail(weather, incident, parts, share * strength);
        failClasses(weather, incident, parts, share * strength);
      }
      case Incident.Stalls(double share) -> stall(weather, incident, parts, share * strength);
      case Incident.Slow(double factor) -> {
        for (int i = 0; i < parts.length; i++) {
          weather.slowness[i] *= 1 + (factor - 1) * strength * parts[i];
        }
      }
      case Incident.CapacityCut(double remaining) ->
          cut(weather, incident.reach(), 1 - (1 - remaining) * strength);
      case Incident.FrozenPlaylist ignored -> freeze(weather, incident, parts, second);
      case Incident.ProbesFail ignored -> {} // the prober asks the incident itself
      case Incident.Surge(double load, double miss) -> {
        surge(weather, incident.reach(), 1 + (load - 1) * strength, 1 + (miss - 1) * strength);
      }
      case Incident.Rejoin(double share) ->
          weather.rejoining +=
              share / Math.max(1, incident.until().minus(incident.from()).toSeconds());
      case Incident.OriginCut(double remaining) -> weather.origin *= 1 - (1 - remaining) * strength;
      case Incident.StoreGone ignored -> weather.storeGone = true;
    }
  }

  private static void fail(Weather weather, Incident incident, double[] parts, double share) {
    for (int i = 0; i < parts.length; i++) {
      double more = share * parts[i];
      if (incident.chronic()) {
        weather.base[i] = Weather.either(weather.base[i], more);
      } else {
        weather.failingArrivals[i] = Weather.either(weather.failingArrivals[i], more);
        if (!incident.reach().arrivalsOnly()) {
          weather.failing[i] = Weather.either(weather.failing[i], more);
        }
      }
    }
  }

  /** What each class of clients feels of it; what is chronic for all is in the base rate. */
  private void failClasses(Weather weather, Incident incident, double[] parts, double share) {
    Incident.Reach reach = incident.reach();
    boolean everyone = reach.clientClass().isEmpty();
    if (reach.arrivalsOnly() || (incident.chronic() && everyone)) {
      return;
    }
    for (int k = 0; k < weather.failingOf.length; k++) {
      if (among(reach.clientClass(), scenario.clientele().classes().get(k).id())) {
        for (int i = 0; i < parts.length; i++) {
          double more = parts[i] > 0 ? share : 0;
          weather.failingOf[k][i] = Weather.either(weather.failingOf[k][i], more);
        }
      }
    }
  }

  private static void stall(Weather weather, Incident incident, double[] parts, double share) {
    for (int i = 0; i < parts.length; i++) {
      double more = share * parts[i];
      if (incident.chronic()) {
        weather.usualStalling[i] = Weather.either(weather.usualStalling[i], more);
      } else {
        weather.stallingArrivals[i] = Weather.either(weather.stallingArrivals[i], more);
        if (!incident.reach().arrivalsOnly()) {
          weather.stalling[i] = Weather.either(weather.stalling[i], more);
        }
      }
    }
  }

  /** Probes are in no network, of no class of clients, and were moved by nobody. */
  private static void probes(Weather weather, Incident incident, double[] parts, double share) {
    Incident.Reach reach = incident.reach();
    if (reach.network().isPresent() || reach.clientClass().isPresent() || reach.arrivalsOnly()) {
      return;
    }
    for (int r = 0; r < weather.regions; r++) {
      for (int c = 0; c < weather.cdns; c++) {
        if (parts[r * weather.networks * weather.cdns + c] > 0) {
          int at = r * weather.cdns + c;
          weather.probeFails[at] = Weather.either(weather.probeFails[at], share);
        }
      }
    }
  }

  private void cut(Weather weather, Incident.Reach reach, double left) {
    for (int c = 0; c < weather.cdns; c++) {
      if (!among(reach.cdn(), scenario.cdns().get(c).id())) {
        continue;
      }
      if (reach.region().isEmpty()) {
        weather.capacity[c] *= left;
      }
      for (int r = 0; r < weather.regions; r++) {
        boolean bounded =
            reach.region().isPresent()
                || scenario.cdns().get(c).regional().containsKey(scenario.regions().get(r).id());
        if (bounded && among(reach.region(), scenario.regions().get(r).id())) {
          weather.regionalCapacity[c * weather.regions + r] *= left;
        }
      }
    }
  }

  private void surge(Weather weather, Incident.Reach reach, double load, double miss) {
    if (reach.cdn().isEmpty()) {
      weather.load *= load;
      weather.miss *= miss;
      return;
    }
    int c = scenario.cdn(reach.cdn().get());
    weather.loadOf[c] *= load;
    weather.missOf[c] *= miss;
  }

  private static void freeze(Weather weather, Incident incident, double[] parts, long second) {
    long since = second - incident.from().toSeconds();
    double dry = Math.clamp((since - LEAST_BUFFER) / (MOST_BUFFER - LEAST_BUFFER), 0, 1);
    stall(weather, incident, parts, dry);
    for (int r = 0; r < weather.regions; r++) {
      for (int c = 0; c < weather.cdns; c++) {
        if (parts[r * weather.networks * weather.cdns + c] > 0) {
          int at = r * weather.cdns + c;
          weather.frozenFor[at] = Math.max(weather.frozenFor[at], since);
        }
      }
    }
  }

  /** At most one piece of work at a time: one in each span of the mean distance. */
  private void maintain(Weather weather, Noise.Maintenance works, long second) {
    long every = Math.max(1, works.every().toSeconds());
    long span = Math.floorDiv(second, every);
    luck.at(Luck.Stream.MAINTENANCE, span, 0);
    long length = works.length().toSeconds();
    long from = span * every + (long) (luck.uniform() * Math.max(1, every - length));
    int region = (int) (luck.uniform() * weather.regions);
    int cdn = (int) (luck.uniform() * weather.cdns);
    double severity = luck.uniform();
    if (second < from || second >= from + length) {
      return;
    }
    for (int n = 0; n < weather.networks; n++) {
      int cell = (region * weather.networks + n) * weather.cdns + cdn;
      weather.base[cell] = Weather.either(weather.base[cell], works.failures() * severity);
      weather.slowness[cell] *= 1 + (works.slowness() - 1) * severity;
    }
  }
}
