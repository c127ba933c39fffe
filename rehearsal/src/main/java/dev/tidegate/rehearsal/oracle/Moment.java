package dev.tidegate.rehearsal.oracle;

import dev.tidegate.rehearsal.model.CdnPhysics;
import dev.tidegate.rehearsal.sim.Truth;
import java.util.Arrays;

/**
 * What an oracle allots by: how bad each CDN is in each place without load, how many want to be
 * served, and what fits. Loads are counted in viewers of today's appetite.
 *
 * @param demand {@code [region][network]}, viewers
 * @param cost {@code [region][network][cdn]}, the chance that a viewer's second there is bad
 * @param coming {@code [region][network][cdn]}, the same for who was only just moved there; at
 *     least {@code cost}
 * @param capacity {@code [cdn]}, viewers
 * @param regional {@code [cdn][region]}, likewise; infinite if there is no bound
 * @param foreign {@code [cdn]}, viewers of somebody else
 * @param strays {@code [cdn]}, load of our own viewers who were sent elsewhere, or ask again
 */
@SuppressWarnings("ArrayRecordComponent") // dense figures, made each second; never compared
record Moment(
    double[][] demand,
    double[][][] cost,
    double[][][] coming,
    double[] capacity,
    double[][] regional,
    double[] foreign,
    double[] strays) {
  private static final double CROWDED = 0.97;

  /** A difference in cost that no answer turns on, and the same in numbers of viewers. */
  private static final double NEAR_COST = 0.000_1;

  private static final double NEAR_LOAD = 0.003;

  /** This second's. */
  static Moment of(Truth truth) {
    double[][][] cost = either(truth.base(), truth.fault());
    double[][][] coming = either(truth.base(), truth.arrivalFault());
    double[] capacity = truth.capacity().clone();
    double[] foreign = truth.foreign().clone();
    double[][] regional = new double[capacity.length][];
    for (int k = 0; k < capacity.length; k++) {
      capacity[k] /= truth.load();
      foreign[k] /= truth.load();
      regional[k] = truth.regionalCapacity()[k].clone();
      for (int r = 0; r < regional[k].length; r++) {
        regional[k][r] /= truth.load();
      }
    }
    double[] none = new double[capacity.length];
    return new Moment(truth.demand(), cost, coming, capacity, regional, foreign, none);
  }

  private static double[][][] either(double[][][] a, double[][][] b) {
    double[][][] either = new double[a.length][][];
    for (int r = 0; r < a.length; r++) {
      either[r] = new double[a[r].length][];
      for (int n = 0; n < a[r].length; n++) {
        either[r][n] = new double[a[r][n].length];
        for (int k = 0; k < a[r][n].length; k++) {
          either[r][n][k] = 1 - (1 - a[r][n][k]) * (1 - b[r][n][k]);
        }
      }
    }
    return either;
  }

  /** The same beside these others, in viewers of today's appetite. */
  Moment beside(double[] others, double[] astray) {
    return new Moment(demand, cost, coming, capacity, regional, others, astray);
  }

  /** What is taken of a CDN's capacity whatever is allotted. */
  double taken(int cdn) {
    return foreign[cdn] + strays[cdn];
  }

  int regions() {
    return demand.length;
  }

  int networks() {
    return demand[0].length;
  }

  int cdns() {
    return capacity.length;
  }

  /**
   * Bad session-seconds of the second if viewers were distributed so.
   *
   * @param held the shares before: who is beyond them has only just come
   */
  double harm(double[][][] shares, double[][][] held) {
    double harm = 0;
    for (int k = 0; k < cdns(); k++) {
      double[] here = viewers(shares, k);
      double total = (sum(here) + taken(k)) / capacity[k];
      harm += strays[k] * CdnPhysics.overload(total);
      for (int r = 0; r < regions(); r++) {
        double well = 1 - CdnPhysics.overload(Math.max(total, here[r] / regional[k][r]));
        for (int n = 0; n < networks(); n++) {
          double stay = Math.min(shares[r][n][k], held[r][n][k]);
          double come = shares[r][n][k] - stay;
          harm += demand[r][n] * stay * (1 - (1 - cost[r][n][k]) * well);
          harm += demand[r][n] * come * (1 - (1 - coming[r][n][k]) * well);
        }
      }
    }
    return harm;
  }

  /** Whether some region has a bound of its own. */
  boolean boundInRegions() {
    return Arrays.stream(regional).flatMapToDouble(Arrays::stream).anyMatch(Double::isFinite);
  }

  /** Whether what is best for the other moment is as good as best for this one. */
  boolean near(Moment other) {
    for (int k = 0; k < cdns(); k++) {
      double slack = NEAR_LOAD * capacity[k];
      if (Math.abs(capacity[k] - other.capacity[k]) > slack
          || Math.abs(taken(k) - other.taken(k)) > slack
          || !Arrays.equals(regional[k], other.regional[k])) {
        return false;
      }
    }
    for (int r = 0; r < regions(); r++) {
      for (int n = 0; n < networks(); n++) {
        if (Math.abs(demand[r][n] - other.demand[r][n]) > NEAR_LOAD * demand[r][n]
            || differ(cost[r][n], other.cost[r][n])
            || differ(coming[r][n], other.coming[r][n])) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean differ(double[] a, double[] b) {
    for (int k = 0; k < a.length; k++) {
      if (Math.abs(a[k] - b[k]) > NEAR_COST) {
        return true;
      }
    }
    return false;
  }

  /** Whether some CDN would be near its capacity. */
  boolean crowded(double[][][] shares) {
    for (int k = 0; k < cdns(); k++) {
      double[] here = viewers(shares, k);
      boolean crowded = sum(here) + taken(k) > CROWDED * capacity[k];
      for (int r = 0; r < regions(); r++) {
        crowded |= here[r] > CROWDED * regional[k][r];
      }
      if (crowded) {
        return true;
      }
    }
    return false;
  }

  /** The mean cost of those who are on a CDN, or who might be if nobody is. */
  double meanCost(double[][][] shares, int cdn) {
    double bad = 0;
    double all = 0;
    for (int r = 0; r < regions(); r++) {
      for (int n = 0; n < networks(); n++) {
        double weight = demand[r][n] * (shares[r][n][cdn] + 1e-6);
        bad += weight * cost[r][n][cdn];
        all += weight;
      }
    }
    return all > 0 ? bad / all : 0;
  }

  /** By region. */
  private double[] viewers(double[][][] shares, int cdn) {
    double[] viewers = new double[regions()];
    for (int r = 0; r < viewers.length; r++) {
      for (int n = 0; n < networks(); n++) {
        viewers[r] += demand[r][n] * shares[r][n][cdn];
      }
    }
    return viewers;
  }

  private static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }
}
