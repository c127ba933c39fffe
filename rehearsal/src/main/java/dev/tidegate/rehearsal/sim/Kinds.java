package dev.tidegate.rehearsal.sim;

import dev.tidegate.telemetry.ClientDigest;
import dev.tidegate.telemetry.Counts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the classes of clients report of each CDN, whatever the place. Drawn apart from the cells'
 * counts, so that the two agree but for chance.
 */
final class Kinds {
  private final Scenario scenario;
  private final Luck luck;
  private final Sampling sampling;
  private final int cdns;
  private final int delay;
  private final int covers;
  private final double perSecond;

  /** Viewers, and those whose requests fail, by second, class and CDN. */
  private final double[][][] viewers;

  private final double[][][] failing;
  private long first = Long.MAX_VALUE;

  Kinds(Scenario scenario, Luck luck) {
    this.scenario = scenario;
    this.luck = luck;
    sampling = new Sampling(scenario);
    cdns = scenario.cdns().size();
    Reporting reporting = scenario.reporting();
    delay = (int) reporting.delay().toSeconds();
    covers = (int) reporting.covers().toSeconds();
    perSecond = reporting.sampled() / reporting.interval().toSeconds();
    int classes = scenario.clientele().classes().size();
    viewers = new double[delay + covers + 1][classes][cdns];
    failing = new double[delay + covers + 1][classes][cdns];
  }

  /** Begins the notes of a second. */
  void begin(long second) {
    first = Math.min(first, second);
    int at = slot(second);
    for (int k = 0; k < viewers[at].length; k++) {
      Arrays.fill(viewers[at][k], 0);
      Arrays.fill(failing[at][k], 0);
    }
  }

  /**
   * Notes how a cell fares.
   *
   * @param background chance to fail for what touches no class in particular, faults left out
   */
  void note(long second, int cell, double there, double background, Weather weather) {
    int at = slot(second);
    for (int k = 0; k < viewers[at].length; k++) {
      double part = there * scenario.clientele().classes().get(k).share();
      viewers[at][k][cell % cdns] += part;
      failing[at][k][cell % cdns] += part * Weather.either(background, weather.failingOf[k][cell]);
    }
  }

  private int slot(long second) {
    return (int) Math.floorMod(second, (long) viewers.length);
  }

  /** What comes in at a second. */
  List<ClientDigest> digests(long second) {
    List<ClientDigest> digests = new ArrayList<>();
    long told = second - delay;
    List<Clientele.Kind> classes = scenario.clientele().classes();
    if (classes.isEmpty() || told < first || silent(second)) {
      return digests;
    }
    int at = slot(told);
    for (int k = 0; k < classes.size(); k++) {
      for (int c = 0; c < cdns; c++) {
        double there = viewers[at][k][c];
        if (there > 0) {
          luck.at(Luck.Stream.CLASS, told, k * cdns + c);
          double rate = rate(told, k, c);
          Counts counts = new Counts();
          long beacons = luck.poisson(there * perSecond);
          double stalls = scenario.noise().stalls() * rate;
          sampling.add(counts, luck, beacons, rate, stalls, 1, 0);
          digests.add(
              new ClientDigest(
                  Scenario.SERVICE,
                  scenario.cdns().get(c).id(),
                  "device:" + classes.get(k).id(),
                  counts));
        }
      }
    }
    return digests;
  }

  /** The mean over what a beacon covers. */
  private double rate(long told, int k, int c) {
    double sum = 0;
    double all = 0;
    for (long s = Math.max(first, told - covers + 1); s <= told; s++) {
      sum += failing[slot(s)][k][c];
      all += viewers[slot(s)][k][c];
    }
    return all > 0 ? sum / all : 0;
  }

  private boolean silent(long second) {
    return scenario.reporting().silences().stream().anyMatch(s -> s.holds(second));
  }
}
