package dev.tidegate.rehearsal.sim;

import dev.tidegate.rehearsal.model.CdnPhysics;
import java.util.Arrays;

/**
 * The load that viewers put on CDNs, regions and the origin in one second, and what comes of it.
 * Flat figures as in {@link Weather}.
 */
final class Loads {
  private static final double MOST_SLOWNESS = 20;

  private final Scenario scenario;
  private final Weather weather;
  private final double[] capacity;
  private final double[] joinRate;

  /** Viewers of each CDN whose caches do not know yet what they watch. */
  private final double[] cold;

  /** Who waits to be let in, by CDN. */
  private final double[] waiting;

  private final double[] foreignShare;

  /** Viewers of another broker, by CDN. */
  final double[] foreign;

  /** Load over capacity by CDN, its regions' left out. */
  final double[] total;

  /** The worse of {@link #total} and the regions'. */
  final double[] utilisation;

  /** Chance of a request to fail by load, by region and CDN; the origin's part included. */
  final double[] failing;

  /** Factor of load on the first byte, by region and CDN. */
  final double[] slowness;

  /** Part of the viewers who came to a CDN now and were not let in. */
  final double[] refused;

  /** Load over capacity of the origin; 0 if it has no bound. */
  double origin;

  Loads(Scenario scenario, Weather weather) {
    this.scenario = scenario;
    this.weather = weather;
    int cdns = weather.cdns;
    capacity = new double[cdns];
    joinRate = new double[cdns];
    cold = new double[cdns];
    waiting = new double[cdns];
    foreign = new double[cdns];
    foreignShare = new double[cdns];
    total = new double[cdns];
    utilisation = new double[cdns];
    refused = new double[cdns];
    failing = new double[weather.regions * cdns];
    slowness = new double[weather.regions * cdns];
    double weights = scenario.cdns().stream().mapToDouble(Scenario.Cdn::weight).sum();
    for (int c = 0; c < cdns; c++) {
      Scenario.Cdn cdn = scenario.cdns().get(c);
      capacity[c] = cdn.capacity() * scenario.capacityViewers();
      joinRate[c] = cdn.joinRate().orElse(Double.POSITIVE_INFINITY) * capacity[c];
      foreignShare[c] = cdn.weight() / weights;
    }
    Arrays.fill(slowness, 1);
  }

  /**
   * Loads of this second.
   *
   * @param viewers by cell, as heavy as their bit rate and their retries make them
   * @param came viewers who came to a CDN in this second, by CDN
   * @param truth capacities of this second
   */
  void step(double[] viewers, double[] came, Truth truth, long second) {
    broker(second);
    int cdns = weather.cdns;
    int region = weather.networks * cdns;
    for (int c = 0; c < cdns; c++) {
      double sum = 0;
      for (int i = c; i < viewers.length; i += cdns) {
        sum += viewers[i];
      }
      total[c] = (sum * load(c) + foreign[c]) / truth.capacity()[c];
      utilisation[c] = total[c];
      join(c, came[c]);
      cold[c] = Math.min(sum, cold[c] * warming() + came[c]);
    }
    double lost = origin(viewers);
    for (int r = 0; r < weather.regions; r++) {
      for (int c = 0; c < cdns; c++) {
        double here = 0;
        for (int n = 0; n < weather.networks; n++) {
          here += viewers[r * region + n * cdns + c];
        }
        double rho = Math.max(total[c], here * load(c) / truth.regionalCapacity()[c][r]);
        utilisation[c] = Math.max(utilisation[c], rho);
        failing[r * cdns + c] = Weather.either(CdnPhysics.overload(rho), lost);
        slowness[r * cdns + c] = Math.min(MOST_SLOWNESS, 1 + 0.6 * StrictMath.pow(rho, 6));
      }
    }
  }

  private void join(int c, double came) {
    double asking = came + waiting[c];
    double let = Math.min(asking, joinRate[c]);
    waiting[c] = asking - let;
    refused[c] = waiting[c];
  }

  private double load(int cdn) {
    return weather.load * weather.loadOf[cdn];
  }

  private double warming() {
    return scenario
        .origin()
        .map(o -> StrictMath.pow(0.5, 1.0 / o.warming().toSeconds()))
        .orElse(0.0);
  }

  /**
   * Part of requests that the origin fails: every new segment of a live stream comes from there.
   */
  private double origin(double[] viewers) {
    if (scenario.origin().isEmpty()) {
      return 0;
    }
    Origin it = scenario.origin().get();
    double missing = 0;
    for (int i = 0; i < viewers.length; i++) {
      int c = i % weather.cdns;
      missing += viewers[i] * it.warmMiss() * load(c) * weather.missOf[c];
    }
    for (int c = 0; c < cold.length; c++) {
      missing += cold[c] * (it.coldMiss() - it.warmMiss()) * load(c) * weather.missOf[c];
    }
    double carries = it.capacity() * scenario.capacityViewers() * weather.origin;
    origin = missing * weather.miss / carries;
    return CdnPhysics.overload(origin);
  }

  /** The other broker sends a part of its viewers to what was fastest in the second before. */
  private void broker(long second) {
    if (scenario.broker().isEmpty()) {
      return;
    }
    Broker it = scenario.broker().get();
    if (Math.floorMod(second, it.every().toSeconds()) == 0) {
      int fastest = fastest();
      for (int c = 0; c < foreign.length; c++) {
        foreignShare[c] *= 1 - it.greed();
      }
      foreignShare[fastest] += it.greed();
    }
    for (int c = 0; c < foreign.length; c++) {
      foreign[c] = foreignShare[c] * it.load() * scenario.capacityViewers();
    }
  }

  private int fastest() {
    int fastest = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int c = 0; c < foreign.length; c++) {
      double time = 0;
      for (int r = 0; r < weather.regions; r++) {
        int at = r * weather.cdns + c;
        double slow = weather.slowness[r * weather.networks * weather.cdns + c];
        double fails =
            Weather.either(failing[at], weather.failing[r * weather.networks * weather.cdns + c]);
        time +=
            scenario.cdns().get(c).firstByte().toMillis() * slowness[at] * slow * (1 + 20 * fails);
      }
      if (time < least) {
        least = time;
        fastest = c;
      }
    }
    return fastest;
  }
}
