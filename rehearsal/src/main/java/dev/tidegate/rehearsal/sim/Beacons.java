package dev.tidegate.rehearsal.sim;

import dev.tidegate.model.Cell;
import dev.tidegate.telemetry.CellDigest;
import dev.tidegate.telemetry.Count;
import dev.tidegate.telemetry.Counts;
import dev.tidegate.telemetry.LatencyHistogram;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What players report, as the intake would have counted it: drawn a cell and second at a time, not
 * a beacon at a time. It tells of the past, by the delay of the reporting.
 */
final class Beacons {
  /** A second of all cells, kept until it has been told. */
  private static final class Second {
    final double[] viewers;
    final double[] arrived;
    final double[] failing;
    final double[] failingArrivals;
    final double[] stalling;
    final double[] stallingArrivals;
    final double[] firstByte;
    final double[] kbits;

    Second(int cells) {
      viewers = new double[cells];
      arrived = new double[cells];
      failing = new double[cells];
      failingArrivals = new double[cells];
      stalling = new double[cells];
      stallingArrivals = new double[cells];
      firstByte = new double[cells];
      kbits = new double[cells];
    }
  }

  /** Who lies about a cell: how many beacons, and what they claim. */
  private record Lie(double beacons, double weight, double claim) {}

  private final Scenario scenario;
  private final Luck luck;
  private final Cell[] cells;
  private final Second[] ring;
  private final int delay;
  private final int covers;
  private final double perSecond;
  private final Sampling sampling;
  private final Latencies latencies;
  private long first = Long.MAX_VALUE;

  Beacons(Scenario scenario, Luck luck, Cell[] cells) {
    this.scenario = scenario;
    this.luck = luck;
    this.cells = cells;
    Reporting reporting = scenario.reporting();
    delay = (int) reporting.delay().toSeconds();
    covers = (int) reporting.covers().toSeconds();
    ring = new Second[delay + covers + 1];
    Arrays.setAll(ring, i -> new Second(cells.length));
    perSecond = reporting.sampled() / reporting.interval().toSeconds();
    sampling = new Sampling(scenario);
    latencies = new Latencies();
  }

  private Second at(long second) {
    return ring[(int) Math.floorMod(second, (long) ring.length)];
  }

  /** Notes how a cell fares in a second. */
  void note(long second, int cell, Fares fares) {
    first = Math.min(first, second);
    Second here = at(second);
    here.viewers[cell] = fares.viewers;
    here.arrived[cell] = fares.arrived;
    here.failing[cell] = fares.failing;
    here.failingArrivals[cell] = fares.failingArrivals;
    here.stalling[cell] = fares.stalling;
    here.stallingArrivals[cell] = fares.stallingArrivals;
    here.firstByte[cell] = fares.firstByteMillis;
    here.kbits[cell] = fares.kbits;
  }

  /**
   * What comes in at a second, as each of the nodes counts it.
   *
   * @param polls steering requests of this second, by cell
   * @param joins sessions newly assigned in this second, by cell
   */
  List<List<CellDigest>> digests(long second, double[] polls, double[] joins, int nodes) {
    List<List<CellDigest>> all = new ArrayList<>();
    for (int node = 0; node < nodes; node++) {
      all.add(new ArrayList<>(cells.length));
    }
    long told = second - delay;
    boolean silent = scenario.reporting().silences().stream().anyMatch(s -> s.holds(second));
    for (int cell = 0; cell < cells.length; cell++) {
      luck.at(Luck.Stream.BEACONS, told, cell);
      for (int node = 0; node < nodes; node++) {
        Counts residents = new Counts();
        Counts arrivals = new Counts();
        LatencyHistogram firstByte = new LatencyHistogram();
        residents.add(Count.POLLS, whole(polls[cell] / nodes));
        residents.add(Count.JOINS, whole(joins[cell] / nodes));
        if (told >= first) {
          double expected = at(told).viewers[cell] * perSecond / nodes;
          residents.add(Count.EXPECTED_BEACONS, Math.round(1000 * expected));
          if (!silent) {
            fill(told, cell, expected, residents, arrivals, firstByte);
          }
        }
        all.get(node).add(new CellDigest(cells[cell], residents, arrivals, firstByte));
      }
    }
    return all;
  }

  /** Lets those bear witness whose beacons come in at a second. */
  void tell(long second, Testimony testimony) {
    long told = second - delay;
    boolean silent = scenario.reporting().silences().stream().anyMatch(s -> s.holds(second));
    for (int cell = 0; cell < cells.length; cell++) {
      if (told < first || silent) {
        testimony.note(cell, 0, 0, 0);
      } else {
        Second then = at(told);
        testimony.note(cell, then.viewers[cell], then.failing[cell], then.stalling[cell]);
      }
    }
  }

  private long whole(double amount) {
    return (long) (amount + luck.uniform());
  }

  private void fill(
      long told,
      int cell,
      double expected,
      Counts residents,
      Counts arrivals,
      LatencyHistogram firstByte) {
    Second now = at(told);
    Lie lie = lie(told, cell, expected);
    long beacons = luck.poisson(Math.max(0, expected - honestless(told, cell, expected)));
    long moved = luck.binomial(beacons, now.arrived[cell]);
    long stayed = beacons - moved;
    int over = (int) Math.min(covers, told - first + 1);
    double[] means = new double[4];
    for (long s = told - over + 1; s <= told; s++) {
      Second then = at(s);
      means[0] += then.failing[cell] / over;
      means[1] += then.stalling[cell] / over;
      means[2] += then.failingArrivals[cell] / over;
      means[3] += then.stallingArrivals[cell] / over;
    }
    sampling.add(residents, luck, stayed, means[0], means[1], 1, now.kbits[cell]);
    sampling.add(arrivals, luck, moved, means[2], means[3], 1, now.kbits[cell]);
    latencies.add(
        firstByte, luck, stayed * sampling.requests, sampling.weight, now.firstByte[cell]);
    if (lie.beacons() > 0) {
      long forged = luck.poisson(lie.beacons());
      sampling.add(residents, luck, forged, lie.claim(), 0, lie.weight(), now.kbits[cell]);
    }
  }

  /** Beacons that do not come because those who should send them lie. */
  private double honestless(long told, int cell, double expected) {
    double part = 0;
    for (Reporting.Liars liars : scenario.reporting().liars()) {
      part += about(liars, told, cell) ? (double) liars.prefixes() / Reporting.PREFIXES : 0;
    }
    return expected * Math.min(1, part);
  }

  /** The intake holds a client prefix to thrice the volume of the median one. */
  private Lie lie(long told, int cell, double expected) {
    double beacons = 0;
    double claimed = 0;
    double weight = 1;
    for (Reporting.Liars liars : scenario.reporting().liars()) {
      if (about(liars, told, cell)) {
        double more = expected * liars.prefixes() / Reporting.PREFIXES * liars.flood();
        beacons += more;
        claimed += more * liars.claimed(told);
        weight = Math.min(weight, Math.min(1, Sampling.PREFIX_TIMES / liars.flood()));
      }
    }
    return new Lie(beacons, weight, beacons > 0 ? claimed / beacons : 0);
  }

  private boolean about(Reporting.Liars liars, long told, int cell) {
    return liars.when().holds(told) && liars.cdn().equals(cells[cell].cdn());
  }
}
