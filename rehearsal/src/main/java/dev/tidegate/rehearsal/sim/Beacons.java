package dev.tidegate.rehearsal.sim;

import dev.tidegate.model.Cell;
import dev.tidegate.telemetry.CellDigest;
import dev.tidegate.telemetry.ClientDigest;
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

    /** Residents that fail, by class of clients. */
    final double[][] failingOf;

    Second(int cells, int classes) {
      failingOf = new double[classes][cells];
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

  /** The shares of the classes of clients by cell. */
  private final double[][] classes;

  /** What the classes told in this second, by node. */
  private final List<List<ClientDigest>> clients = new ArrayList<>();

  private long first = Long.MAX_VALUE;

  Beacons(Scenario scenario, Luck luck, Cell[] cells) {
    this.scenario = scenario;
    this.luck = luck;
    this.cells = cells;
    Reporting reporting = scenario.reporting();
    delay = (int) reporting.delay().toSeconds();
    covers = (int) reporting.covers().toSeconds();
    ring = new Second[delay + covers + 1];
    List<Clientele.Kind> kinds = scenario.clientele().classes();
    Arrays.setAll(ring, i -> new Second(cells.length, kinds.size()));
    classes = new double[kinds.size()][cells.length];
    for (int k = 0; k < classes.length; k++) {
      for (int cell = 0; cell < cells.length; cell++) {
        classes[k][cell] = kinds.get(k).in(cells[cell].place().network());
      }
    }
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
    for (int k = 0; k < classes.length; k++) {
      here.failingOf[k][cell] = fares.failingOf[k];
    }
  }

  /**
   * What comes in at a second, as each of the nodes counts it.
   *
   * @param polls steering requests of this second, by cell
   * @param joins sessions newly assigned in this second, by cell
   */
  List<List<CellDigest>> digests(long second, double[] polls, double[] joins, int nodes) {
    List<List<CellDigest>> all = new ArrayList<>();
    clients.clear();
    for (int node = 0; node < nodes; node++) {
      clients.add(new ArrayList<>());
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
            fill(told, cell, expected, residents, arrivals, firstByte, clients.get(node));
          }
        }
        all.get(node).add(new CellDigest(cells[cell], residents, arrivals, firstByte));
      }
    }
    return all;
  }

  /** What the classes of clients told a node in the second of the last {@link #digests}. */
  List<ClientDigest> clients(int node) {
    return clients.get(node);
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
      LatencyHistogram firstByte,
      List<ClientDigest> byClass) {
    Second now = at(told);
    Lie lie = lie(told, cell, expected);
    long beacons = luck.poisson(Math.max(0, expected - honestless(told, cell, expected)));
    long moved = luck.binomial(beacons, now.arrived[cell]);
    long stayed = beacons - moved;
    int over = (int) Math.min(covers, told - first + 1);
    double[] means = new double[4];
    double[] meansOf = new double[classes.length];
    for (long s = told - over + 1; s <= told; s++) {
      Second then = at(s);
      means[0] += then.failing[cell] / over;
      means[1] += then.stalling[cell] / over;
      means[2] += then.failingArrivals[cell] / over;
      means[3] += then.stallingArrivals[cell] / over;
      for (int k = 0; k < classes.length; k++) {
        meansOf[k] += then.failingOf[k][cell] / over;
      }
    }
    if (classes.length == 0) {
      sampling.add(residents, luck, stayed, means[0], means[1], 1, now.kbits[cell]);
      sampling.add(arrivals, luck, moved, means[2], means[3], 1, now.kbits[cell]);
    } else {
      byClass(
              cell,
              new long[] {stayed, moved},
              means,
              meansOf,
              now.kbits[cell],
              residents,
              arrivals)
          .forEach(byClass::add);
    }
    latencies.add(
        firstByte, luck, stayed * sampling.requests, sampling.weight, now.firstByte[cell]);
    if (lie.beacons() > 0) {
      long forged = luck.poisson(lie.beacons());
      sampling.add(residents, luck, forged, lie.claim(), 0, lie.weight(), now.kbits[cell]);
    }
  }

  /**
   * Adds what each class of clients tells to the cell's counts, and returns it by itself.
   *
   * @param beacons of residents and of arrivals
   * @param means of all: failing and stalling of residents, then of arrivals
   */
  private List<ClientDigest> byClass(
      int cell,
      long[] beacons,
      double[] means,
      double[] meansOf,
      double kbits,
      Counts residents,
      Counts arrivals) {
    List<ClientDigest> digests = new ArrayList<>();
    double stalls = scenario.noise().stalls();
    double arrivalsToo = beyond(means[2], means[0]);
    double left = 1;
    for (int k = 0; k < classes.length; k++) {
      double part = left > 0 ? Math.min(1, classes[k][cell] / left) : 1;
      long stayed = luck.binomial(beacons[0], part);
      long moved = luck.binomial(beacons[1], part);
      beacons[0] -= stayed;
      beacons[1] -= moved;
      left -= classes[k][cell];
      double failing = meansOf[k];
      double stalling = Weather.either(stalls * failing, beyond(means[1], stalls * means[0]));
      double failingNew = Weather.either(failing, arrivalsToo);
      double stallingNew = Weather.either(stalls * failingNew, beyond(means[3], stalls * means[2]));
      Counts own = new Counts();
      Counts came = new Counts();
      sampling.add(own, luck, stayed, failing, stalling, 1, kbits);
      sampling.add(came, luck, moved, failingNew, stallingNew, 1, kbits);
      residents.add(own);
      arrivals.add(came);
      String id = scenario.clientele().classes().get(k).id();
      digests.add(new ClientDigest(cells[cell], "device:" + id, own.add(came)));
    }
    return digests;
  }

  /** The chance of what, beside a chance of {@code known}, makes {@code whole}. */
  private static double beyond(double whole, double known) {
    return known < 1 ? Math.clamp(1 - (1 - whole) / (1 - known), 0, 1) : 0;
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
