package dev.tidegate.health;

import dev.tidegate.model.Policy;

/**
 * What each cell's peers let expect: the leave-one-out rate of the other, un-latched CDNs in the
 * same place, with 20 pseudo-samples of their rate in the region, itself drawn to their rate in the
 * service by 20 more. A CDN whose un-latched peers have no traffic in the region is judged against
 * its own past.
 */
final class References {
  static final double PSEUDO = 20;

  private final ServiceMemory memory;
  private final double minAge;
  private final double minSamples;

  /** Of peers, in a window; a second's own counts are judged from a twentieth. */
  private final double wanted;

  private final boolean[][] pasts;
  private final int count;

  /** Un-latched sums: of the service, and of the region in hand, by CDN. */
  private final Tally[] whole;

  private final Tally[] region;
  private final Tally others = new Tally();

  References(ServiceMemory memory, Policy policy) {
    this.memory = memory;
    minAge = policy.get(Policy.Key.BASELINE_MIN_AGE);
    minSamples = policy.get(Policy.Key.BASELINE_MIN_SAMPLES);
    wanted = policy.get(Policy.Key.REFERENCE_SAMPLES);
    count = memory.cdns.length;
    pasts = new boolean[count][2];
    whole = tallies(count);
    region = tallies(count);
  }

  private static Tally[] tallies(int count) {
    Tally[] made = new Tally[count];
    for (int i = 0; i < count; i++) {
      made[i] = new Tally();
    }
    return made;
  }

  /** Sums baselines of cells to regions' and the service's. */
  void sumBaselines() {
    for (int c = 0; c < count; c++) {
      for (int rate = 0; rate < 2; rate++) {
        Baseline.Sums total = memory.baseline[c][rate];
        total.clear();
        for (RegionMemory r : memory.regions) {
          Baseline.Sums there = r.outlets[c].baseline[rate];
          there.clear();
          for (RegionMemory.Place place : r.places) {
            there.add(place.cells[c].baseline[rate].sums);
          }
          total.add(there);
        }
        pasts[c][rate] = exists(total);
        for (RegionMemory r : memory.regions) {
          Baseline.Sums there = r.outlets[c].baseline[rate];
          Baseline.Sums standsIn = exists(there) ? there : total;
          for (RegionMemory.Place place : r.places) {
            CellMemory cell = place.cells[c];
            Baseline.Sums own = cell.baseline[rate].sums;
            cell.past[rate] = exists(own) ? own : standsIn;
            cell.hasPast[rate] = exists(cell.past[rate]);
          }
        }
      }
    }
  }

  /** Fills {@code expected} of all cells for one span and rate. */
  void fill(int span, int rate) {
    clear(whole);
    for (RegionMemory r : memory.regions) {
      sum(whole, r, span, rate);
    }
    for (RegionMemory r : memory.regions) {
      clear(region);
      sum(region, r, span, rate);
      for (int c = 0; c < count; c++) {
        double peersHere = leaveOut(region, c).effective();
        double pooled = pooled(c);
        for (RegionMemory.Place place : r.places) {
          fill(place, c, span, rate, peersHere, pooled);
        }
      }
    }
  }

  private static void clear(Tally[] sums) {
    for (Tally sum : sums) {
      sum.clear();
    }
  }

  private void sum(Tally[] into, RegionMemory r, int span, int rate) {
    for (RegionMemory.Place place : r.places) {
      for (int c = 0; c < count; c++) {
        CellMemory cell = place.cells[c];
        if (!cell.latched) {
          into[c].add(cell.spans[span][rate]);
        }
      }
    }
  }

  private Tally leaveOut(Tally[] sums, int left) {
    others.clear();
    for (int c = 0; c < count; c++) {
      if (c != left) {
        others.add(sums[c]);
      }
    }
    return others;
  }

  /** The peers' rate in the region, drawn to theirs in the service; 0 if they have no traffic. */
  private double pooled(int cdn) {
    Tally service = leaveOut(whole, cdn);
    double wide = service.n > 0 ? service.x / service.n : 0;
    Tally here = leaveOut(region, cdn);
    return (here.x + PSEUDO * wide) / (here.n + PSEUDO);
  }

  private void fill(
      RegionMemory.Place place, int c, int span, int rate, double peersHere, double pooled) {
    Expected expected = place.cells[c].expected[span][rate];
    Baseline.Sums own = place.cells[c].baseline[rate].sums;
    Baseline.Sums past = place.cells[c].past[rate];
    boolean hasPast = place.cells[c].hasPast[rate];
    double needed = span == CellMemory.SECOND ? wanted / PSEUDO : wanted;
    if (peersHere < needed) {
      if (hasPast) {
        expected.setAlone(past);
      } else {
        expected.unknown();
      }
      return;
    }
    others.clear();
    for (int d = 0; d < count; d++) {
      CellMemory peer = place.cells[d];
      if (d != c && !peer.latched) {
        others.add(peer.spans[span][rate]);
      }
    }
    double reference = (others.x + PSEUDO * pooled) / (others.n + PSEUDO);
    expected.set(reference, others.effective() + PSEUDO, past, hasPast, past == own);
  }

  boolean exists(Baseline.Sums sums) {
    return sums.exists(minAge, minSamples);
  }

  /** Whether any level of the CDN has a past. */
  boolean hasPast(int cdn, int rate) {
    return pasts[cdn][rate];
  }

  /** Fills the outlets' pools of one span and rate; latched networks are left out. */
  void pool(int span, int rate) {
    for (RegionMemory r : memory.regions) {
      for (int c = 0; c < count; c++) {
        Comparison.Pool pool = r.outlets[c].pools[span][rate];
        pool.clear();
        for (RegionMemory.Place place : r.places) {
          CellMemory cell = place.cells[c];
          if (!cell.apart) {
            pool.add(cell.spans[span][rate], cell.expected[span][rate]);
          }
        }
      }
    }
  }
}
