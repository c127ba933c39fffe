package dev.tidegate.rehearsal.score;

import dev.tidegate.health.Verdict;
import dev.tidegate.rehearsal.sim.Frame;
import dev.tidegate.rehearsal.sim.Plan;
import dev.tidegate.rehearsal.sim.Truth;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/**
 * Seconds of {@link dev.tidegate.rehearsal.Small}'s world, written down by hand: 400 viewers in the
 * south and 600 in the west, shares 50, 30, 20 % unless said otherwise.
 */
final class Frames {
  private final long second;
  private double[][] shares = {{0.5, 0.3, 0.2}, {0.5, 0.3, 0.2}};
  private double[] utilisation = {0.5, 0.5, 0.5};
  private double[] base = {0, 0, 0};
  private double[] byFault = {0, 0, 0};
  private double[] byLoad = {0, 0, 0};
  private double[] byMove = {0, 0, 0};
  private Verdict verdict = new Verdict.None();

  private Frames(long second) {
    this.second = second;
  }

  static Frames at(long second) {
    return new Frames(second);
  }

  /** Everywhere. */
  Frames shares(double a, double b, double c) {
    shares = new double[][] {{a, b, c}, {a, b, c}};
    return this;
  }

  Frames west(double a, double b, double c) {
    shares = new double[][] {shares[0], {a, b, c}};
    return this;
  }

  Frames utilisation(double a, double b, double c) {
    utilisation = new double[] {a, b, c};
    return this;
  }

  Frames usual(double a, double b, double c) {
    base = new double[] {a, b, c};
    return this;
  }

  Frames byFault(double a, double b, double c) {
    byFault = new double[] {a, b, c};
    return this;
  }

  Frames byLoad(double a, double b, double c) {
    byLoad = new double[] {a, b, c};
    return this;
  }

  Frames byMove(double a, double b, double c) {
    byMove = new double[] {a, b, c};
    return this;
  }

  Frames verdict(Verdict said) {
    verdict = said;
    return this;
  }

  Frame frame() {
    double[][] demand = {{400}, {600}};
    double[][][] viewers = new double[2][1][3];
    double[][][] published = new double[2][1][];
    for (int r = 0; r < 2; r++) {
      published[r][0] = shares[r];
      for (int k = 0; k < 3; k++) {
        viewers[r][0][k] = demand[r][0] * shares[r][k];
      }
    }
    double[] bad = new double[3];
    Arrays.setAll(bad, k -> base[k] + byFault[k] + byLoad[k] + byMove[k]);
    TreeMap<String, Verdict> verdicts = new TreeMap<>();
    verdicts.put("live/west", verdict);
    Plan.Notes notes = new Plan.Notes(verdicts, new TreeMap<>(), List.of());
    double[][] bitrate = {{1}, {1}};
    int[][] ttl = {{20}, {20}};
    return new Frame(
        second,
        demand,
        published,
        viewers,
        utilisation,
        0,
        inTheWest(bad),
        inTheWest(byFault),
        inTheWest(byLoad),
        inTheWest(byMove),
        0,
        bitrate,
        truth(demand),
        new Plan(published, ttl, bitrate, published, notes));
  }

  private static double[][][] inTheWest(double[] figures) {
    return new double[][][] {{{0, 0, 0}}, {figures.clone()}};
  }

  private static Truth truth(double[][] demand) {
    double[][][] none = new double[2][1][3];
    double free = Double.POSITIVE_INFINITY;
    return new Truth(
        demand,
        1,
        none,
        none,
        none,
        new double[] {500, 400, 350},
        new double[][] {{free, free}, {free, free}, {free, free}},
        new double[] {free, free, free},
        new double[3],
        new double[3],
        none);
  }
}
