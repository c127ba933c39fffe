package dev.tidegate.health;

import dev.tidegate.model.Policy;
import dev.tidegate.telemetry.Counts;
import java.time.Instant;

/** Learns what is usual of a service's cells, from what they do while they are healthy. */
final class Usual {
  private final ServiceMemory memory;
  private final Policy policy;
  private final Instant now;
  private final double dt;

  Usual(ServiceMemory memory, Instant now, double dt) {
    this.memory = memory;
    this.now = now;
    this.dt = dt;
    policy = memory.service.policy();
  }

  /** Takes in this step's counts where they are usual, and ends the step. */
  void step() {
    double halfLife = policy.get(Policy.Key.BASELINE_HALF_LIFE);
    double factor = StrictMath.pow(2, -dt / halfLife);
    long millis = now.toEpochMilli();
    long delay = (long) (policy.get(Policy.Key.BASELINE_DELAY) * 1000);
    for (RegionMemory region : memory.regions) {
      for (int c = 0; c < memory.cdns.length; c++) {
        Outlet outlet = region.outlets[c];
        boolean well =
            outlet.latch.healthy() && !outlet.brief.crossing() && !outlet.lasting.crossing();
        if (well && !outlet.slower.crossing()) {
          outlet.latency.learn(dt, factor);
          outlet.serverErrors.learn(factor);
        }
        for (RegionMemory.Place place : region.places) {
          CellMemory cell = place.cells[c];
          boolean healthy =
              well && !cell.latch.away() && !cell.brief.crossing() && !cell.lasting.crossing();
          for (Baseline baseline : cell.baseline) {
            baseline.advance(millis, delay, factor);
            if (!healthy) {
              baseline.dropPending();
            }
          }
          if (healthy) {
            learn(place, c, millis, delay);
          }
        }
      }
      for (RegionMemory.Place place : region.places) {
        for (CellMemory cell : place.cells) {
          cell.beginStep();
        }
      }
    }
  }

  private void learn(RegionMemory.Place place, int c, long millis, long delay) {
    CellMemory cell = place.cells[c];
    scatter(cell);
    for (int rate = 0; rate < 2; rate++) {
      Tally own = cell.residents[rate];
      if (!(own.n > 0)) {
        continue;
      }
      Expected expected = cell.expected[CellMemory.SHORT][rate];
      double peersN = 0;
      double peersX = 0;
      double peersSq = 0;
      for (int d = 0; d < place.cells.length; d++) {
        if (d != c && !place.cells[d].latched) {
          peersN += place.cells[d].residents[rate].n;
          peersX += place.cells[d].residents[rate].x;
          peersSq += place.cells[d].residents[rate].sq;
        }
      }
      boolean peers = expected.known && !expected.alone;
      if (!peers && cell.preference.keeps() < 1) {
        continue; // whom it is worse than is away: alone it would seem level
      }
      double reference =
          peers
              ? (peersX + References.PSEUDO * expected.reference) / (peersN + References.PSEUDO)
              : own.x / own.n - beyond(cell, rate);
      double samples = peersSq > 0 ? peersN * peersN / peersSq : 0;
      cell.baseline[rate].offer(
          millis, delay, own, reference, peers ? samples : own.effective(), dt);
    }
  }

  /**
   * By how much a CDN without a peer is known to be worse than its peers, of which nothing new is
   * to be learned: they are taken to fare as much better as ever, or what is chronic would be
   * forgotten, and be a new fault when they return. No more than it is bad at all now.
   */
  private double beyond(CellMemory cell, int rate) {
    Baseline.Sums past = cell.past[rate];
    if (!cell.hasPast[rate]) {
      return 0;
    }
    Tally lasting = cell.spans[CellMemory.LONG][rate];
    return Math.min(past.own() - past.reference(), lasting.n > 0 ? lasting.x / lasting.n : 0);
  }

  /** Learns how beacons scatter; where some of them are not believed, they tell of those only. */
  private void scatter(CellMemory cell) {
    Counts counts = cell.residentCounts();
    if (counts == null) {
      return;
    }
    for (Rate rate : Rate.all()) {
      Tally lasting = cell.spans[CellMemory.LONG][rate.index];
      if (cell.kept[rate.index] == 1) {
        memory.clustering.add(rate, counts, lasting.n > 0 ? lasting.x / lasting.n : 0, policy);
      }
    }
  }
}
