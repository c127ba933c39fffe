package dev.tidegate.health;

import dev.tidegate.model.Policy;
import java.util.List;

/** What was seen of a CDN and of its un-latched peers in some regions in the last seconds. */
final class Beside {
  /** What falls on every CDN alike does not set this one apart by more. */
  private static final double APART = 0.88;

  private static final double LEAST_APART = 0.02;

  private final Policy policy;
  private final double phi;
  private double x;
  private double n;
  private double toldX;
  private double toldN;
  private double othersX;
  private double othersN;
  private double own;
  private double others;
  private int regions;
  private int peers;

  /**
   * @param c the place of the CDN among its service's
   */
  Beside(int c, List<RegionMemory> where, Policy policy, double phi) {
    this.policy = policy;
    this.phi = phi;
    for (RegionMemory region : where) {
      for (int d = 0; d < region.outlets.length; d++) {
        if (d == c) {
          add(region.outlets[d]);
        } else if (!region.outlets[d].latch.latched()) {
          addPeer(region.outlets[d]);
        }
      }
    }
  }

  private void add(Outlet outlet) {
    n += samples(outlet.watch.lately);
    x += failed(outlet.watch.lately);
    toldN += samples(outlet.watch.told());
    toldX += failed(outlet.watch.told());
    if (outlet.recent.received(10) >= 1) {
      own += outlet.watch.holds();
      regions++;
    }
  }

  /**
   * Samples that count: of sampled beacons each stands for several; and what is aged counts less,
   * though it is as certain, so that who has fallen silent is not heard for ever.
   */
  private static double samples(Tally tally) {
    return Math.min(tally.n, tally.effective());
  }

  private static double failed(Tally tally) {
    return tally.n > 0 ? tally.x / tally.n * samples(tally) : 0;
  }

  private void addPeer(Outlet outlet) {
    othersX += failed(outlet.watch.lately);
    othersN += samples(outlet.watch.lately);
    if (outlet.recent.received(10) >= 1) {
      others += outlet.watch.holds();
      peers++;
    }
  }

  /**
   * Whether failures of the last seconds, or since probes fail (for players flee, and soon nobody
   * tells of it any more), are more than the other CDNs' of the last seconds. What was expected
   * lags behind when everything begins to fail at once; this does not.
   */
  boolean apart() {
    if (!(n > 0) || !(othersN > 0)) {
      return true; // nobody to set it apart from
    }
    return apart(x, n) || (toldN > n && othersHold() && apart(toldX, toldN));
  }

  /**
   * Whether the others hardly fail in the last seconds. Where all fail, an unlucky start of one
   * CDN's failing probes must not tell against it for as long as they last.
   */
  boolean othersHold() {
    return othersN > 0 && othersX / othersN < policy.get(Policy.Key.OUTAGE_EFFECT);
  }

  /**
   * Twice the others' rate at least: while everything begins to fail at once, beacons tell of it a
   * second earlier or later, and that is more than their clustering explains.
   */
  private boolean apart(double failed, double of) {
    double p = (failed + othersX) / (of + othersN);
    double error = Math.sqrt(phi * p * (1 - p) * (1 / of + 1 / othersN));
    double more = failed / of - othersX / othersN;
    return more > Math.max(LEAST_APART, othersX / othersN)
        && more > policy.get(Policy.Key.FLAG_Z) * error;
  }

  /**
   * Whether the others hold their successes, and this CDN kept clearly less of its own. Where they
   * fail they do not hold: half a minute on, what is usual of them has come down as well.
   */
  boolean fellAlone() {
    if (peers == 0 || others < Outages.HOLD * peers || (othersN > 0 && !othersHold())) {
      return false;
    }
    return regions == 0 || own / regions < APART * others / peers;
  }
}
