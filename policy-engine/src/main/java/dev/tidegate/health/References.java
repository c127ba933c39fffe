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
  private final Tally[][] whole;

  private final Tally[] region;
  private final Tally others = new Tally();

  References(ServiceMemory memory, Policy policy) {
    this.memory = memory;
    minAge = policy.get(Policy.Key.BASELINE_MIN_AGE);
    minSamples = policy.get(Policy.Key.BASELINE_MIN_SAMPLES);
    wanted = policy.get(Policy.Key.REFERENCE_SAMPLES);
    count = memory.cdns.length;
    pasts = new boolean[count][2];
    whole = new Tally[][] {tallies(count), tallies(count), tallies(count), tallies(count)};
    region = tallies(count);
  }

  private static Tally[] tallies(int count) {
    Tally[] made = new Tally[count];
    for (int i = 0; i < count; i++) {
      made[i] = new Tally();
    }
    return made;
  }

  /** Sums baselines of cells to regions' and the service's. Region by region: see compare. */
  void sumBaselines() {
    for (Baseline.Sums[] cdn : memory.baseline) {
      cdn[0].clear();
      cdn[1].clear();
    }
    memory.regions.forEach(this::sumBaselines);
    for (int c = 0; c < count; c++) {
      pasts[c][0] = exists(memory.baseline[c][0]);
      pasts[c][1] = exists(memory.baseline[c][1]);
    }
    memory.regions.forEach(this::past);
  }

  private void sumBaselines(RegionMemory r) {
    for (int c = 0; c < count; c++) {
      for (int rate = 0; rate < 2; rate++) {
        Baseline.Sums there = r.outlets[c].baseline[rate];
        there.clear();
        for (RegionMemory.Place place : r.places) {
          there.add(place.cells[c].baseline[rate].sums);
        }
        memory.baseline[c][rate].add(there);
      }
    }
  }

  /** Says of each cell what stands for its past: its own, its region's or the service's. */
  private void past(RegionMemory r) {
    for (int c = 0; c < count; c++) {
      for (int rate = 0; rate < 2; rate++) {
        Baseline.Sums there = r.outlets[c].baseline[rate];
        Baseline.Sums standsIn = exists(there) ? there : memory.baseline[c][rate];
        boolean stands = exists(standsIn);
        for (RegionMemory.Place place : r.places) {
          CellMemory cell = place.cells[c];
          Baseline.Sums own = cell.baseline[rate].sums;
          boolean knows = exists(own);
          cell.past[rate] = knows ? own : standsIn;
          cell.hasPast[rate] = knows || stands;
        }
      }
    }
  }

  /**
   * Fills {@code expected} of all cells and the outlets' pools for the spans {@code first .. last}.
   * A region is gone through for all of them at once: its cells fit the processor's cache, all
   * regions' do not.
   */
  void compare(int first, int last) {
    int kinds = 2 * (last - first + 1);
    for (int kind = 0; kind < kinds; kind++) {
      clear(whole[kind]);
    }
    for (RegionMemory r : memory.regions) {
      for (int kind = 0; kind < kinds; kind++) {
        sum(whole[kind], r, first + kind / 2, kind % 2);
      }
    }
    for (RegionMemory r : memory.regions) {
      for (int kind = 0; kind < kinds; kind++) {
        fill(r, whole[kind], first + kind / 2, kind % 2);
        pool(r, first + kind / 2, kind % 2);
      }
    }
  }

  private void fill(RegionMemory r, Tally[] everywhere, int span, int rate) {
    clear(region);
    sum(region, r, span, rate);
    for (int c = 0; c < count; c++) {
      double peersHere = leaveOut(region, c).effective();
      double pooled = pooled(everywhere, c);
      for (RegionMemory.Place place : r.places) {
        fill(place, c, span, rate, peersHere, pooled);
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
  private double pooled(Tally[] everywhere, int cdn) {
    Tally service = leaveOut(everywhere, cdn);
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

  /** Fills the pools of a region's outlets; latched networks are left out. */
  private void pool(RegionMemory r, int span, int rate) {
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
