package dev.tidegate.rehearsal.sim;

import dev.tidegate.model.Cell;
import dev.tidegate.model.Setup;
import java.util.Arrays;

/** One run: viewers follow the plan, CDNs bear them, signals tell of it, the steering decides. */
final class ClosedLoop {
  private final Scenario scenario;
  private final Steering steering;
  private final Course course;
  private final Weather weather;
  private final Luck luck;
  private final Loads loads;
  private final Crowd[] crowds;
  private final Cell[] cells;
  private final Hearing hearing;
  private final Fares fares = new Fares();

  /** Chance that a request failed in the last second, by cell. */
  private final double[] failing;

  private final double[] viewers;
  private final double[] weight;
  private final double[] came;

  /** Viewers by CDN. */
  private final double[] there;

  private final double[] polls;

  /** Those who ask the steering itself, by the cell it sent them to. */
  private final double[] asked;

  private final double[] joins;
  private final double[] bad;
  private final double[] byFault;
  private final double[] byLoad;
  private final double[] byMove;
  private final double[] demandBefore;
  private Plan plan;
  private long tick;

  /** What deciding cost in the last second, nanoseconds. */
  long decided;

  ClosedLoop(Scenario scenario, Setup setup, Steering steering, long seed) {
    this.scenario = scenario;
    this.steering = steering;
    course = new Course(scenario, seed);
    weather = course.weather();
    luck = new Luck(seed);
    loads = new Loads(scenario, weather);
    int count = weather.base.length;
    cells = new Cell[count];
    for (int i = 0; i < count; i++) {
      int place = i / weather.cdns;
      cells[i] =
          Cell.of(
              Scenario.SERVICE,
              scenario.regions().get(place / weather.networks).id(),
              scenario.networks().get(place % weather.networks).id(),
              scenario.cdns().get(i % weather.cdns).id());
    }
    plan = Plan.ofWeights(scenario);
    crowds = new Crowd[weather.demand.length];
    Arrays.setAll(crowds, p -> new Crowd(scenario.clientele(), plan.shares()[0][0]));
    hearing = new Hearing(scenario, setup, luck, weather, cells);
    fares.failingOf = new double[scenario.clientele().classes().size()];
    failing = new double[count];
    viewers = new double[count];
    weight = new double[count];
    came = new double[weather.cdns];
    there = new double[weather.cdns];
    polls = new double[count];
    asked = new double[count];
    joins = new double[count];
    bad = new double[count];
    byFault = new double[count];
    byLoad = new double[count];
    byMove = new double[count];
    demandBefore = new double[crowds.length];
  }

  /** Plays the next second. */
  Frame step() {
    long second = course.second();
    course.advance();
    double moved = follow();
    Truth bare = course.truth(loads.foreign, loads.utilisation);
    loads.step(weight, came, bare, second);
    Truth truth = course.truth(loads.foreign, loads.utilisation);
    for (int cell = 0; cell < cells.length; cell++) {
      suffer(second, cell);
    }
    Plan before = plan;
    Observation seen = hearing.observe(second, audience(), polls, joins, loads.failing, truth);
    long began = System.nanoTime();
    plan = steering.decide(seen);
    decided = System.nanoTime() - began;
    tick++;
    return frame(second, before, moved, truth);
  }

  private Hearing.Watching audience() {
    return new Hearing.Watching(viewers, asked, plan.ttlSeconds());
  }

  /** Viewers ask, and go where they are sent. */
  private double follow() {
    double moved = 0;
    Arrays.fill(came, 0);
    Arrays.fill(there, 0);
    double[] fails = new double[weather.cdns];
    for (int p = 0; p < crowds.length; p++) {
      int r = p / weather.networks;
      int n = p % weather.networks;
      double demand = weather.demand[p];
      double grown = tick == 0 ? 0 : Math.max(0, demand - demandBefore[p]) / Math.max(demand, 1e-9);
      demandBefore[p] = demand;
      int from = p * weather.cdns;
      System.arraycopy(failing, from, fails, 0, weather.cdns);
      Crowd crowd = crowds[p];
      crowd.step(
          tick,
          plan.shares()[r][n],
          plan.tails()[r][n],
          plan.latestFirst()[r][n],
          plan.ttlSeconds()[r][n],
          fails,
          Math.min(1, grown + weather.rejoining));
      crowd.cap(plan.bitrate()[r][n], plan.ttlSeconds()[r][n]);
      moved += crowd.moved * demand;
      for (int c = 0; c < weather.cdns; c++) {
        int cell = from + c;
        double retries = 1 + (scenario.clientele().retries() - 1) * failing[cell];
        viewers[cell] = crowd.there[c] * demand;
        weight[cell] = viewers[cell] * crowd.bitrate * retries;
        polls[cell] = crowd.polls[c] * demand;
        asked[cell] = crowd.following[c] * demand;
        joins[cell] = crowd.came[c] * demand;
        came[c] += joins[cell];
        there[c] += viewers[cell];
      }
    }
    return moved;
  }

  /** What a second is like for the viewers of a cell, and what they will tell of it. */
  private void suffer(long second, int cell) {
    int place = cell / weather.cdns;
    int c = cell % weather.cdns;
    int regionCdn = place / weather.networks * weather.cdns + c;
    double load = loads.failing[regionCdn];
    double usual = weather.base[cell];
    double here = viewers[cell];
    double arrived = crowds[place].arrived(c);
    double calm = Weather.either(usual, weather.usualStalling[cell]);
    double ill = Weather.either(calm, weather.fault(cell));
    double whole = Weather.either(ill, load);
    double arrivals = Weather.either(Weather.either(calm, weather.arrivalFault(cell)), load);
    byFault[cell] = here * (ill - calm);
    byLoad[cell] = here * (whole - ill);
    byMove[cell] = here * arrived * (arrivals - whole) + refused(cell, c);
    bad[cell] = here * calm + byFault[cell] + byLoad[cell] + byMove[cell];

    double sigma = scenario.noise().dispersion();
    luck.at(Luck.Stream.DISPERSION, second, cell);
    double disperse = StrictMath.exp(sigma * luck.normal() - sigma * sigma / 2);
    double background = Math.min(1, Weather.either(Math.min(1, usual * disperse), load));
    failing[cell] = Weather.either(background, weather.failing[cell]);
    fares.viewers = here;
    fares.arrived = arrived;
    fares.failing = failing[cell];
    fares.failingArrivals = Weather.either(background, weather.failingArrivals[cell]);
    stalls(cell);
    fares.firstByteMillis =
        scenario.cdns().get(c).firstByte().toMillis()
            * weather.slowness[cell]
            * loads.slowness[regionCdn];
    fares.kbits = scenario.audience().bitsPerViewer() / 1000 * crowds[place].bitrate;
    for (int k = 0; k < fares.failingOf.length; k++) {
      fares.failingOf[k] = Weather.either(background, weather.failingOf[k][cell]);
    }
    hearing.note(second, cell, fares);
  }

  private void stalls(int cell) {
    double with = scenario.noise().stalls();
    double usual = weather.usualStalling[cell];
    fares.stalling =
        Weather.either(with * fares.failing, Weather.either(usual, weather.stalling[cell]));
    fares.stallingArrivals =
        Weather.either(
            with * fares.failingArrivals, Weather.either(usual, weather.stallingArrivals[cell]));
  }

  /** Those not let in wait a second more, each where it came to; if nobody comes, where all are. */
  private double refused(int cell, int c) {
    if (came[c] > 0) {
      return loads.refused[c] * joins[cell] / came[c];
    }
    return there[c] > 0 ? loads.refused[c] * viewers[cell] / there[c] : 0;
  }

  private Frame frame(long second, Plan before, double moved, Truth truth) {
    return new Frame(
        second,
        truth.demand(),
        before.shares(),
        weather.byPlace(viewers),
        loads.utilisation.clone(),
        loads.origin,
        weather.byPlace(bad),
        weather.byPlace(byFault),
        weather.byPlace(byLoad),
        weather.byPlace(byMove),
        moved,
        before.bitrate(),
        truth,
        plan);
  }
}
