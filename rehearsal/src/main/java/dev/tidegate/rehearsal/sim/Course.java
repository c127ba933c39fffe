package dev.tidegate.rehearsal.sim;

import dev.tidegate.rehearsal.model.DemandCurve;
import java.time.Duration;
import java.util.Arrays;

/**
 * How things go by themselves, whoever steers: demand, faults, the usual rates and their drift. The
 * same scenario and seed give the same course, so that every policy meets the same luck, and an
 * oracle can open a course of its own to look ahead. Not safe for use by several threads.
 */
public final class Course {
  private final Scenario scenario;
  private final Luck luck;
  private final Befalling befalling;
  private final Weather weather;
  private final double[] placeShare;
  private final double[] usual;
  private final double[] drift;
  private final double forgets;
  private long second;

  /** A course at the start of the warm-up. */
  public Course(Scenario scenario, long seed) {
    this.scenario = scenario;
    luck = new Luck(seed);
    weather = new Weather(scenario);
    befalling = new Befalling(scenario, luck);
    second = -scenario.warmUp().toSeconds();
    int places = weather.regions * weather.networks;
    placeShare = new double[places];
    drift = new double[places];
    usual = new double[places * weather.cdns];
    Noise noise = scenario.noise();
    forgets = StrictMath.exp(-1.0 / Math.max(1, noise.driftOver().toSeconds()));
    for (int p = 0; p < places; p++) {
      placeShare[p] = scenario.share(p / weather.networks, p % weather.networks);
      drift[p] = noise.drift() * luck.at(Luck.Stream.PLACE, 1, p).normal();
      double place = noise.spread() * luck.at(Luck.Stream.PLACE, 0, p).normal();
      for (int c = 0; c < weather.cdns; c++) {
        int cell = p * weather.cdns + c;
        double differs = noise.cell() * (2 * luck.at(Luck.Stream.CELL, 0, cell).uniform() - 1);
        usual[cell] =
            noise.failures()
                * StrictMath.exp(place)
                * (1 + differs)
                * scenario.cdns().get(c).error();
      }
    }
  }

  /** The second that {@link #next} tells of next; negative in the warm-up. */
  public long second() {
    return second;
  }

  /** The truth of the next second, with utilisation left 0 and without another broker. */
  public Truth next() {
    advance();
    int cdns = weather.cdns;
    return truth(new double[cdns], new double[cdns]);
  }

  /** What befalls in the second told of last; refilled by the next. */
  Weather weather() {
    return weather;
  }

  /** Lets a second pass. */
  void advance() {
    Noise noise = scenario.noise();
    double renewed = noise.drift() * Math.sqrt(1 - forgets * forgets);
    double present = at(scenario.audience().demand(), second) * scenario.capacityViewers();
    for (int p = 0; p < drift.length; p++) {
      weather.demand[p] = present * placeShare[p];
      drift[p] = drift[p] * forgets + renewed * luck.at(Luck.Stream.DRIFT, second, p).normal();
      double factor = StrictMath.exp(drift[p]);
      for (int c = 0; c < weather.cdns; c++) {
        int cell = p * weather.cdns + c;
        weather.base[cell] = Math.min(0.9, usual[cell] * factor);
      }
    }
    Arrays.fill(weather.usualStalling, 0);
    befalling.fill(weather, second);
    second++;
  }

  private static double at(DemandCurve curve, long second) {
    return curve.at(Duration.ofSeconds(Math.max(0, second)));
  }

  /** The truth of the second told of last. */
  Truth truth(double[] foreign, double[] utilisation) {
    int cdns = weather.cdns;
    double all = scenario.capacityViewers();
    double[] capacity = new double[cdns];
    double[][] regional = new double[cdns][weather.regions];
    double[] joins = new double[cdns];
    for (int c = 0; c < cdns; c++) {
      Scenario.Cdn cdn = scenario.cdns().get(c);
      capacity[c] = cdn.capacity() * all * weather.capacity[c];
      joins[c] =
          cdn.joinRate().isPresent()
              ? cdn.joinRate().getAsDouble() * cdn.capacity() * all
              : Double.POSITIVE_INFINITY;
      for (int r = 0; r < weather.regions; r++) {
        regional[c][r] = regional(cdn, c, r, all);
      }
    }
    double[] fault = new double[weather.base.length];
    double[] arrivals = new double[weather.base.length];
    double[] base = new double[weather.base.length];
    for (int i = 0; i < fault.length; i++) {
      fault[i] = weather.fault(i);
      arrivals[i] = weather.arrivalFault(i);
      base[i] = Weather.either(weather.base[i], weather.usualStalling[i]);
    }
    return new Truth(
        weather.byNetwork(weather.demand),
        weather.load,
        weather.byPlace(base),
        weather.byPlace(fault),
        weather.byPlace(arrivals),
        capacity,
        regional,
        joins,
        foreign.clone(),
        utilisation.clone(),
        weather.byPlace(weather.slowness));
  }

  /** A region has a bound of its own if it is given one, or if a cut there makes one. */
  private double regional(Scenario.Cdn cdn, int c, int r, double all) {
    double left = weather.regionalCapacity[c * weather.regions + r];
    Double bound = cdn.regional().get(scenario.regions().get(r).id());
    if (bound != null) {
      return bound * all * left;
    }
    if (left >= 1) {
      return Double.POSITIVE_INFINITY;
    }
    double here = 0;
    for (int n = 0; n < weather.networks; n++) {
      here += placeShare[r * weather.networks + n];
    }
    return cdn.capacity() * all * here * left;
  }
}
