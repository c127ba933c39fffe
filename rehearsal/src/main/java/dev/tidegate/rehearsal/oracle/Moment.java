package dev.tidegate.rehearsal.oracle;

import dev.tidegate.rehearsal.model.CdnPhysics;
import dev.tidegate.rehearsal.sim.Truth;

/**
 * What an oracle allots by: how bad each CDN is in each place without load, how many want to be
 * served, and what fits. Loads are counted in viewers of today's appetite.
 *
 * @param demand {@code [region][network]}, viewers
 * @param cost {@code [region][network][cdn]}, the chance that a viewer's second there is bad
 * @param capacity {@code [cdn]}, viewers
 * @param regional {@code [cdn][region]}, likewise; infinite if there is no bound
 * @param foreign {@code [cdn]}, viewers of somebody else
 */
@SuppressWarnings("ArrayRecordComponent") // dense figures, made each second; never compared
record Moment(
    double[][] demand,
    double[][][] cost,
    double[] capacity,
    double[][] regional,
    double[] foreign) {
  private static final double CROWDED = 0.97;

  /** This second's. */
  static Moment of(Truth truth) {
    double[][][] cost = new double[truth.base().length][][];
    for (int r = 0; r < cost.length; r++) {
      cost[r] = new double[truth.base()[r].length][];
      for (int n = 0; n < cost[r].length; n++) {
        double[] base = truth.base()[r][n];
        cost[r][n] = new double[base.length];
        for (int k = 0; k < base.length; k++) {
          cost[r][n][k] = 1 - (1 - base[k]) * (1 - truth.fault()[r][n][k]);
        }
      }
    }
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
    return new Moment(truth.demand(), cost, capacity, regional, foreign);
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

  /** Bad session-seconds of the second if viewers were distributed so. */
  double harm(double[][][] shares) {
    double harm = 0;
    for (int k = 0; k < cdns(); k++) {
      double[] here = viewers(shares, k);
      double total = (sum(here) + foreign[k]) / capacity[k];
      for (int r = 0; r < regions(); r++) {
        double well = 1 - CdnPhysics.overload(Math.max(total, here[r] / regional[k][r]));
        for (int n = 0; n < networks(); n++) {
          harm += demand[r][n] * shares[r][n][k] * (1 - (1 - cost[r][n][k]) * well);
        }
      }
    }
    return harm;
  }

  /** Whether some CDN would be near its capacity. */
  boolean crowded(double[][][] shares) {
    for (int k = 0; k < cdns(); k++) {
      double[] here = viewers(shares, k);
      boolean crowded = sum(here) + foreign[k] > CROWDED * capacity[k];
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
