package dev.tidegate.health;

import dev.tidegate.model.Group;
import dev.tidegate.model.Policy;
import dev.tidegate.model.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/** Says what a {@link Judge} found, as the engine and people read it. */
final class Findings {
  private final ServiceMemory memory;
  private final Judge judge;
  private final Policy policy;
  private final Instant now;
  private final double flagZ;

  Findings(ServiceMemory memory, Judge judge, Instant now) {
    this.memory = memory;
    this.judge = judge;
    this.now = now;
    policy = judge.policy();
    flagZ = policy.get(Policy.Key.FLAG_Z);
  }

  /** Adds every region's and then its departing networks', in order. */
  void into(List<Group> groups, List<GroupHealth> found) {
    Beliefs calm =
        new Beliefs(memory.cdns, (int) memory.regions.stream().filter(this::calm).count());
    for (int i = 0; i < memory.regions.size(); i++) {
      RegionMemory region = memory.regions.get(i);
      groups.add(region.group);
      found.add(region(region, judge.contradicted[i], calm));
      for (RegionMemory.Place place : region.places) {
        if (departs(place)) {
          groups.add(Group.of(memory.service.id(), region.id, place.network));
          found.add(network(region, place, judge.contradicted[i]));
        }
      }
    }
  }

  private static boolean departs(RegionMemory.Place place) {
    for (CellMemory cell : place.cells) {
      if (cell.latch.away() || cell.preference.keeps() < 1) {
        return true;
      }
    }
    return false;
  }

  /** Whether all its CDNs have numbers only: no latch, no reason. */
  private boolean calm(RegionMemory region) {
    for (Outlet outlet : region.outlets) {
      if (!outlet.calm()) {
        return false;
      }
    }
    return true;
  }

  private GroupHealth region(RegionMemory region, boolean contradicted, Beliefs calm) {
    SortedMap<String, CdnHealth> cdns = calm(region) ? numbers(region, calm) : believed(region);
    Verdict verdict =
        blamed(region, Optional.empty())
            .orElseGet(() -> judge.verdicts.shared(region, Optional.empty(), contradicted));
    return group(
        region,
        verdict,
        cdns,
        new Usuals(memory.cdns, judge.references, c -> region.outlets[c].baseline),
        GroupHealth.ALL);
  }

  private SortedMap<String, CdnHealth> numbers(RegionMemory region, Beliefs calm) {
    SortedMap<String, CdnHealth> cdns = calm.region();
    for (int c = 0; c < memory.cdns.length; c++) {
      Outlet outlet = region.outlets[c];
      calm.note(
          c,
          outlet.latch.state,
          memory.probes[c].vote(region.id, now),
          outlet.pools[CellMemory.SHORT],
          judge.phi,
          flagZ,
          outlet.latency);
    }
    return cdns;
  }

  private SortedMap<String, CdnHealth> believed(RegionMemory region) {
    SortedMap<String, CdnHealth> cdns = new TreeMap<>();
    for (int c = 0; c < memory.cdns.length; c++) {
      Outlet outlet = region.outlets[c];
      cdns.put(memory.cdns[c], health(region, c, outlet.latch, outlet.pools[CellMemory.SHORT]));
    }
    return cdns;
  }

  private GroupHealth network(RegionMemory region, RegionMemory.Place place, boolean contradicted) {
    SortedMap<String, CdnHealth> cdns = new TreeMap<>();
    for (int c = 0; c < memory.cdns.length; c++) {
      CellMemory cell = place.cells[c];
      Comparison.Pool[] pools = {new Comparison.Pool(), new Comparison.Pool()};
      for (int r = 0; r < 2; r++) {
        pools[r].add(cell.spans[CellMemory.SHORT][r], cell.expected[CellMemory.SHORT][r]);
      }
      cdns.put(memory.cdns[c], health(region, c, nearer(region, place, c), pools));
    }
    Optional<RegionMemory.Place> only = Optional.of(place);
    Verdict verdict =
        blamed(region, only).orElseGet(() -> judge.verdicts.shared(region, only, contradicted));
    return group(
        region,
        verdict,
        cdns,
        new Usuals(memory.cdns, judge.references, c -> place.cells[c].past),
        keeps(place));
  }

  /** Who gives up a part of its share for being chronically worse. */
  private SortedMap<String, Double> keeps(RegionMemory.Place place) {
    SortedMap<String, Double> keeps = GroupHealth.ALL;
    for (int c = 0; c < memory.cdns.length; c++) {
      double part = place.cells[c].preference.keeps();
      if (part < 1) {
        keeps = keeps.isEmpty() ? new TreeMap<>() : keeps;
        keeps.put(memory.cdns[c], part);
      }
    }
    return keeps;
  }

  /** The latch that holds for a network: the region's, unless its own is further from healthy. */
  private static Latch nearer(RegionMemory region, RegionMemory.Place place, int c) {
    Latch own = place.cells[c].latch;
    Latch regional = region.outlets[c].latch;
    boolean ownHolds = own.latched() || (own.away() && !regional.latched());
    return ownHolds ? own : regional;
  }

  private GroupHealth group(
      RegionMemory region,
      Verdict verdict,
      SortedMap<String, CdnHealth> cdns,
      SortedMap<String, Double> usual,
      SortedMap<String, Double> keeps) {
    double seconds = region.silence.seconds(now);
    boolean silent = seconds >= policy.get(Policy.Key.HELD_AFTER) && region.recent.polls(20) > 0;
    double kbits = 0;
    double millis = 0;
    for (Outlet outlet : region.outlets) {
      kbits += outlet.kbits;
      millis += outlet.kbitsMillis;
    }
    double bits = millis >= 1e6 ? kbits / millis * 1e6 : 0;
    return new GroupHealth(verdict, silent, seconds, bits, cdns, usual, keeps);
  }

  /** The worst CDN at fault there, if one is. */
  private Optional<Verdict> blamed(RegionMemory region, Optional<RegionMemory.Place> only) {
    Optional<Verdict> worst = Optional.empty();
    double most = -1;
    for (int c = 0; c < memory.cdns.length; c++) {
      Latch regional = region.outlets[c].latch;
      if (regional.latched() && regional.peakDamage > most) {
        most = regional.peakDamage;
        worst = Optional.of(new Verdict.Cdn(memory.cdns[c], regional.scope));
      }
      for (RegionMemory.Place place : region.places) {
        Latch latch = place.cells[c].latch;
        if (latch.latched() && latch.peakDamage > most && only.map(p -> p == place).orElse(true)) {
          most = latch.peakDamage;
          worst = Optional.of(new Verdict.Cdn(memory.cdns[c], latch.scope));
        }
      }
    }
    return worst;
  }

  private CdnHealth health(RegionMemory region, int c, Latch latch, Comparison.Pool[] pools) {
    Outlet outlet = region.outlets[c];
    Optional<ProbeLog.Vote> vote = memory.probes[c].vote(region.id, now);
    boolean passing = vote.filter(v -> v.rounds() == 0).isPresent();
    OptionalDouble damage = damage(latch, pools, passing, outlet.full);
    Optional<Comparison> failure = compare(pools, Rate.FAILURE);
    Optional<Comparison> stall = compare(pools, Rate.STALL);
    return new CdnHealth(
        latch.state,
        damage,
        latch.latched() ? latch.peakDamage : 0,
        latch.latched() && latch.sudden,
        latch.latched() && latch.corroborated,
        latch.slowStart(policy),
        vote.filter(v -> v.rounds() > 0).isEmpty(),
        arrivalsWorse(outlet),
        number(failure.map(Comparison::observed)),
        number(stall.map(Comparison::observed)),
        outlet.latency.median(),
        outlet.latency.p95(),
        number(failure.map(Comparison::samples)),
        number(failure.map(f -> f.minimumDetectable(flagZ))),
        vote.map(ProbeLog.Vote::health),
        reason(latch, outlet));
  }

  private boolean arrivalsWorse(Outlet outlet) {
    return outlet.arrivalsWorse.flag(policy.get(Policy.Key.FLAG_FOR), now).isPresent();
  }

  private Optional<Reason> reason(Latch latch, Outlet outlet) {
    if (latch.state instanceof CdnState.Probation) {
      return Optional.of(
          new Reason.Recovery(
              latch.recovery.odds(), latch.recovery.samples(), latch.slowStart(policy)));
    }
    if (latch.latched()) {
      return Optional.ofNullable(latch.reason);
    }
    return outlet
        .arrivalsWorse
        .flag(policy.get(Policy.Key.FLAG_FOR), now)
        .or(() -> outlet.brief.flag(0, now))
        .map(Evidence::reason);
  }

  private Optional<Comparison> compare(Comparison.Pool[] pools, Rate rate) {
    return pools[rate.index].isEmpty()
        ? Optional.empty()
        : Optional.of(pools[rate.index].compare(rate, judge.phi(rate)));
  }

  /**
   * Unknown where nobody reported and no probe passed: a failing probe alone measures no excess.
   * What load explains is no damage of a latched CDN, which is left by it; of the others it tells
   * how full they are.
   */
  private OptionalDouble damage(
      Latch latch, Comparison.Pool[] pools, boolean passing, Fullness full) {
    double worst = 0;
    double byLoad = latch.latched() ? full.explains(CellMemory.SHORT) : 0;
    boolean known = passing || latch.latched();
    for (Rate rate : Rate.all()) {
      Optional<Comparison> found = compare(pools, rate);
      known |= found.isPresent();
      worst = Math.max(worst, found.map(f -> Grounds.damage(f, byLoad)).orElse(0.0));
    }
    if (latch.latched()) {
      worst = Math.max(worst, latch.held());
    }
    return known ? OptionalDouble.of(worst) : OptionalDouble.empty();
  }

  private static OptionalDouble number(Optional<Double> value) {
    return value.map(OptionalDouble::of).orElseGet(OptionalDouble::empty);
  }
}
