package dev.tidegate.health;

import dev.tidegate.model.Cell;
import dev.tidegate.telemetry.Witness;
import java.time.Instant;
import java.util.SortedMap;

/**
 * The second source that a large move on beacons alone must have: a failing probe, silence, three
 * regions, or inside the flagged scope two thirds of its populated prefix buckets (8 or more);
 * where fewer are populated, 20 sessions bad by themselves and no prefix over its volume cap.
 */
final class Corroboration {
  private static final int REGIONS = 3;
  private static final int BUCKETS = 8;
  private static final int SESSIONS = 20;

  private final ServiceMemory memory;
  private final SortedMap<Cell, Witness> witnesses;
  private final double phi;
  private final Instant now;

  Corroboration(ServiceMemory memory, SortedMap<Cell, Witness> witnesses, double phi, Instant now) {
    this.memory = memory;
    this.witnesses = witnesses;
    this.phi = phi;
    this.now = now;
  }

  boolean agrees(int c, RegionMemory region, RegionMemory.Place only) {
    return elsewhere(c, region) || witnessed(c, region, java.util.List.of(only));
  }

  boolean agrees(int c, RegionMemory region) {
    return elsewhere(c, region) || witnessed(c, region, region.places);
  }

  private boolean elsewhere(int c, RegionMemory region) {
    boolean probe = memory.probes[c].vote(region.id, now).filter(v -> v.rounds() > 0).isPresent();
    boolean silence =
        !region.silence.silent() && Silence.shortest(region.outlets[c].recent, phi) > 0;
    int regions = 0;
    for (RegionMemory r : memory.regions) {
      Outlet outlet = r.outlets[c];
      boolean seen = outlet.pools[CellMemory.SHORT][0].samples() >= 30;
      regions += seen && (outlet.latch.latched() || outlet.brief.crossing()) ? 1 : 0;
    }
    return probe || silence || regions >= REGIONS;
  }

  private boolean witnessed(int c, RegionMemory region, java.util.List<RegionMemory.Place> places) {
    int sessionsBad = 0;
    int bad = 0;
    int populated = 0;
    boolean over = false;
    for (RegionMemory.Place place : places) {
      Witness w =
          witnesses.get(Cell.of(memory.service.id(), region.id, place.network, memory.cdns[c]));
      if (w != null) {
        sessionsBad += w.sessionsBad();
        bad += w.bucketsBad();
        populated += w.bucketsPopulated();
        over |= w.prefixOverCap();
      }
    }
    return populated >= BUCKETS ? 3 * bad >= 2 * populated : sessionsBad >= SESSIONS && !over;
  }
}
