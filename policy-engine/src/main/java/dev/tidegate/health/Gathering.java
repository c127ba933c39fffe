package dev.tidegate.health;

import dev.tidegate.model.Policy;
import dev.tidegate.telemetry.Count;
import dev.tidegate.telemetry.Counts;
import java.time.Instant;

/** Ages the windows of one service and takes in what came in this step. */
final class Gathering {
  private final ServiceMemory memory;
  private final Policy policy;
  private final double phi;
  private final Instant now;
  private final double dt;
  private final Counts sum = new Counts();

  Gathering(ServiceMemory memory, double phi, Instant now, double dt) {
    this.memory = memory;
    this.phi = phi;
    this.now = now;
    this.dt = dt;
    policy = memory.service.policy();
  }

  private double half(Policy.Key halfLife) {
    return StrictMath.pow(2, -dt / policy.get(halfLife));
  }

  void step() {
    double brief = half(Policy.Key.SHORT_HALF_LIFE);
    double lasting = half(Policy.Key.LONG_HALF_LIFE);
    double minute = OutageWatch.minute(dt);
    double moment = OutageWatch.moment(dt);
    long second = now.getEpochSecond();
    for (RegionMemory region : memory.regions) {
      double got = 0;
      double wanted = 0;
      double polls = 0;
      for (int c = 0; c < memory.cdns.length; c++) {
        Outlet outlet = region.outlets[c];
        sum.clear();
        outlet.everyone[0].clear();
        outlet.everyone[1].clear();
        for (int rate = 0; rate < 2; rate++) {
          outlet.arrivals[rate].decayKnown(brief); // nobody arrives where arrivals fared worse
          outlet.doubted[rate].decay(brief);
        }
        for (RegionMemory.Place place : region.places) {
          believe(place.cells[c], region, c);
          gather(place, region, c, brief, lasting);
        }
        double raw = sum.get(Count.RAW_BEACONS);
        double expected = sum.get(Count.EXPECTED_BEACONS) * 1e-3;
        outlet.recent.add(second, raw, expected, (double) sum.get(Count.POLLS));
        outlet.watch.add(
            minute,
            moment,
            outlet.everyone[0],
            raw,
            (double) sum.get(Count.SUCCESSES),
            (double) sum.get(Count.SUCCESSES_SQ));
        outlet.kbits = outlet.kbits * lasting + sum.get(Count.KBITS);
        outlet.kbitsMillis = outlet.kbitsMillis * lasting + sum.get(Count.KBITS_MS);
        outlet.latency.advance(brief, weight());
        outlet.serverErrors.advance(brief, sum);
        got += raw;
        wanted += expected;
        polls += sum.get(Count.POLLS);
      }
      region.recent.add(second, got, wanted, polls);
      region.silence.update(region.recent, phi, (int) policy.get(Policy.Key.HELD_FRESH), now);
    }
    memory.secondAge += dt;
  }

  /**
   * Mean weight of a request of the outlet in hand, or of a beacon where none tells of requests.
   */
  private double weight() {
    long requests = sum.get(Count.REQUESTS);
    if (requests > 0) {
      return (double) sum.get(Count.REQUESTS_SQ) / requests;
    }
    long beacons = sum.get(Count.RAW_BEACONS);
    return beacons > 0 ? sum.get(Count.BEACONS) * 1e-3 / beacons : 1;
  }

  /** What the CDN's probes say too is no lie of a few prefixes. */
  private void believe(CellMemory cell, RegionMemory region, int c) {
    boolean doubted = cell.kept[0] != 1 || cell.kept[1] != 1;
    if (doubted && probesFail(region, c)) {
      cell.kept[0] = 1;
      cell.kept[1] = 1;
    }
  }

  private void gather(
      RegionMemory.Place place, RegionMemory region, int c, double brief, double lasting) {
    CellMemory cell = place.cells[c];
    Outlet outlet = region.outlets[c];
    cell.apart = cell.latch.latched();
    cell.latched = outlet.latch.latched() || cell.apart;
    for (int rate = 0; rate < 2; rate++) {
      cell.spans[CellMemory.SHORT][rate].decay(brief);
      cell.spans[CellMemory.LONG][rate].decay(lasting);
    }
    Counts stayed = cell.residentCounts();
    Counts arrived = cell.arrivalCounts();
    if (stayed == null || arrived == null) {
      return;
    }
    sum.add(stayed).add(arrived);
    if (memory.clients.hasPast()) {
      forgive(cell, region, place.network, c);
    }
    boolean away = outlet.latch.away() || cell.latch.away();
    for (Rate rate : Rate.all()) {
      int r = rate.index;
      rate.addTo(cell.residents[r], stayed);
      rate.addTo(cell.everyone[r], stayed);
      rate.addTo(cell.everyone[r], arrived);
      doubt(cell, outlet, r, believed(cell, region, place.network, c, r));
      rate.addTo(outlet.arrivals[r], arrived);
      outlet.everyone[r].add(cell.everyone[r]);
      Tally counted = away ? cell.everyone[r] : cell.residents[r];
      for (Tally[] span : cell.spans) {
        span[r].add(counted);
      }
    }
  }

  /** Takes off the windows what they hold of a class of clients that is at fault only now. */
  private void forgive(CellMemory cell, RegionMemory region, String network, int c) {
    for (int rate = 0; rate < 2; rate++) {
      Clients.Past past = memory.clients.past(Clients.place(region.id, network), c, rate);
      if (past != null && !probesFail(region, c)) {
        past.takeOff(cell.spans[CellMemory.SHORT][rate]);
        past.takeOff(cell.spans[CellMemory.LONG][rate]);
      }
    }
  }

  /**
   * The part of a cell's badness that is no client's: all of it while the CDN's probes fail too.
   */
  private double believed(CellMemory cell, RegionMemory region, String network, int c, int rate) {
    double adds = memory.clients.adds(Clients.place(region.id, network), c, rate);
    double all = cell.everyone[rate].x;
    return adds <= 0 || !(all > 0) || probesFail(region, c) ? 1 : Math.clamp(1 - adds / all, 0, 1);
  }

  private boolean probesFail(RegionMemory region, int c) {
    return memory.probes[c].vote(region.id, now).filter(v -> v.rounds() > 0).isPresent();
  }

  /** Takes off what prefixes far off the others and clients at fault add (docs/engine.md 4, 11). */
  private static void doubt(CellMemory cell, Outlet outlet, int rate, double believed) {
    double kept = cell.kept[rate];
    Tally all = cell.everyone[rate];
    outlet.doubted[rate].n += all.n;
    if (kept != 1 || believed != 1) {
      outlet.doubted[rate].x += Math.max(0, 1 - kept) * all.x;
      all.x = Math.min(all.n, all.x * kept * believed);
      Tally stayed = cell.residents[rate];
      stayed.x = Math.min(stayed.n, stayed.x * kept * believed);
    }
  }
}
