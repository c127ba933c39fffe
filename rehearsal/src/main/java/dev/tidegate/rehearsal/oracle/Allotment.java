package dev.tidegate.rehearsal.oracle;

import dev.tidegate.rehearsal.model.CdnPhysics;

/**
 * The distribution of viewers over CDNs that is bad for the fewest, load included: a transport
 * problem with convex costs, solved as a flow. What load does to a CDN is cut into pieces along
 * which its marginal cost is constant.
 */
final class Allotment {
  /** Utilisations at which the marginal cost of load changes. */
  private static final double[] STEPS = {
    0.85, 0.87, 0.89, 0.91, 0.93, 0.95, 0.97, 0.985, 1, 1.1, 2.3
  };

  /** Where CDNs are crowded, who is on them changes what crowding costs: solved again with that. */
  private static final int ROUNDS = 4;

  /** How load is priced. */
  enum Pricing {
    /** As near as the pieces allow. */
    NEAREST,
    /** Never above what it costs: for a floor. */
    BELOW
  }

  private final Moment moment;
  private final Pricing pricing;
  private final Flow flow;
  private final int sink;

  /** Arcs of those who stay and of those who come, by place and CDN. */
  private final int[][][][] ways;

  private Allotment(Moment moment, Pricing pricing) {
    this.moment = moment;
    this.pricing = pricing;
    this.sink = pool(moment.cdns());
    this.flow = new Flow(sink + 1);
    this.ways = new int[moment.regions()][moment.networks()][moment.cdns()][];
  }

  /**
   * The best distribution as shares, or {@code held} if that is no worse.
   *
   * @param held {@code [region][network][cdn]}, the shares as they are
   * @param loyalty what staying is worth: a move must save more, in chance of a bad second
   */
  static double[][][] best(Moment moment, double[][][] held, double loyalty) {
    double[][][] best = held;
    double least = moment.harm(held, held);
    double[][][] mix = held;
    for (int round = 0; round < ROUNDS; round++) {
      mix = solve(moment, held, loyalty, mix);
      double harm = moment.harm(mix, held);
      if (!(harm < least)) {
        break;
      }
      least = harm;
      best = mix;
      if (!moment.crowded(mix)) {
        break;
      }
    }
    return moment.crowded(best) ? new Polish(moment, held, loyalty).apply(best) : best;
  }

  /**
   * @param mix by whose viewers it is reckoned what load can still make bad on a CDN
   */
  private static double[][][] solve(
      Moment moment, double[][][] held, double loyalty, double[][][] mix) {
    Allotment allotment = new Allotment(moment, Pricing.NEAREST);
    allotment.places(held, loyalty);
    double[] part = new double[moment.cdns()];
    for (int k = 0; k < part.length; k++) {
      part[k] = Math.max(0, 1 - moment.meanCost(mix, k));
    }
    allotment.pools(true, true, part);
    allotment.flow.send(0, allotment.sink);
    return allotment.shares(held);
  }

  /**
   * Bad session-seconds of the second that no distribution of the viewers falls below. The bounds
   * of CDNs and those of regions are each left out once, as the worse of the two counts and not
   * their sum.
   */
  static double floor(Moment moment) {
    double byTotals = floor(moment, true, false);
    return moment.boundInRegions() ? Math.max(byTotals, floor(moment, false, true)) : byTotals;
  }

  private static double floor(Moment moment, boolean totals, boolean regions) {
    Allotment allotment = new Allotment(moment, Pricing.BELOW);
    allotment.places(new double[moment.regions()][moment.networks()][moment.cdns()], 0);
    double[] part = new double[moment.cdns()];
    for (int k = 0; k < part.length; k++) {
      part[k] = Math.max(0, 1 - allotment.worst(k));
    }
    allotment.pools(totals, regions, part);
    return allotment.flow.send(0, allotment.sink);
  }

  private int gate(int region, int cdn) {
    return 1 + moment.regions() * moment.networks() + region * moment.cdns() + cdn;
  }

  private int pool(int cdn) {
    return gate(moment.regions(), cdn);
  }

  private void places(double[][][] held, double loyalty) {
    for (int r = 0; r < moment.regions(); r++) {
      for (int n = 0; n < moment.networks(); n++) {
        int place = 1 + r * moment.networks() + n;
        double demand = moment.demand()[r][n];
        flow.arc(0, place, demand, 0);
        for (int k = 0; k < moment.cdns(); k++) {
          double cost = moment.cost()[r][n][k];
          int staying = flow.arc(place, gate(r, k), held[r][n][k] * demand, cost);
          double toCome = pricing == Pricing.BELOW ? cost : moment.coming()[r][n][k] + loyalty;
          int coming = flow.arc(place, gate(r, k), demand, toCome);
          ways[r][n][k] = new int[] {staying, coming};
        }
      }
    }
  }

  /**
   * @param part {@code [cdn]}, the part of seconds there that load can still make bad
   */
  private void pools(boolean totals, boolean regions, double[] part) {
    for (int k = 0; k < moment.cdns(); k++) {
      for (int r = 0; r < moment.regions(); r++) {
        double bound = regions ? moment.regional()[k][r] : Double.POSITIVE_INFINITY;
        load(gate(r, k), pool(k), bound, 0, part[k]);
      }
      double bound = totals ? moment.capacity()[k] : Double.POSITIVE_INFINITY;
      load(pool(k), sink, bound, moment.taken(k), part[k]);
    }
  }

  private double[][][] shares(double[][][] held) {
    double[][][] shares = new double[ways.length][ways[0].length][];
    for (int r = 0; r < shares.length; r++) {
      for (int n = 0; n < shares[r].length; n++) {
        double[] viewers = new double[moment.cdns()];
        double all = 0;
        for (int k = 0; k < viewers.length; k++) {
          viewers[k] = flow.through(ways[r][n][k][0]) + flow.through(ways[r][n][k][1]);
          all += viewers[k];
        }
        shares[r][n] = held[r][n].clone();
        for (int k = 0; all > 0 && k < viewers.length; k++) {
          shares[r][n][k] = viewers[k] / all;
        }
      }
    }
    return shares;
  }

  /** The greatest cost of a CDN: a second that is bad anyway cannot be made bad by load. */
  private double worst(int k) {
    double worst = 0;
    for (double[][] region : moment.cost()) {
      for (double[] place : region) {
        worst = Math.max(worst, place[k]);
      }
    }
    return worst;
  }

  /**
   * Arcs that cost what load costs.
   *
   * @param taken what somebody else has taken of the capacity
   */
  private void load(int tail, int head, double capacity, double taken, double part) {
    if (Double.isInfinite(capacity)) {
      flow.arc(tail, head, Double.POSITIVE_INFINITY, 0);
      return;
    }
    double before = 0;
    for (double step : STEPS) {
      double room = step * capacity - Math.max(before * capacity, taken);
      if (room > 0) {
        flow.arc(tail, head, room, slope(before, step, taken > 0) * part);
      }
      before = step;
    }
    flow.arc(tail, head, Double.POSITIVE_INFINITY, slope(before, 2 * before, taken > 0) * part);
  }

  /**
   * Bad viewers by one viewer more, between two utilisations.
   *
   * @param shared whether others suffer as well, whose harm is not counted
   */
  private double slope(double from, double to, boolean shared) {
    if (pricing == Pricing.NEAREST) {
      return chord(Math.min(from, STEPS[STEPS.length - 2]), Math.min(to, STEPS[STEPS.length - 1]));
    }
    if (shared) {
      return CdnPhysics.overload(from);
    }
    // Beyond capacity each one more is one more bad; before, the curve is steeper than at its left.
    return from >= 1 ? 1 : chord(from, from + 1e-6);
  }

  private static double chord(double from, double to) {
    return (harm(to) - harm(from)) / (to - from);
  }

  /** Bad viewers of a CDN of capacity 1. */
  private static double harm(double rho) {
    return rho * CdnPhysics.overload(rho);
  }
}
