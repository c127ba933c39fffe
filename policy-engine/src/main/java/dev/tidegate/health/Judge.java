package dev.tidegate.health;

import dev.tidegate.model.Group;
import dev.tidegate.model.Policy;
import dev.tidegate.model.Service;
import dev.tidegate.model.Weights;
import dev.tidegate.telemetry.Count;
import dev.tidegate.telemetry.Counts;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One step of judgement over one service: counts in, references, flags, states. */
final class Judge {
  private final ServiceMemory memory;
  private final Service service;
  private final Policy policy;
  private final Signals signals;
  private final Instant now;
  private final double dt;
  private final double[] phi = new double[2];
  final References references;
  private final Attribution attribution;
  private final Outages outages;
  private final Latencies latencies;
  private final Corroboration corroboration;
  final Verdicts verdicts;

  /** Whether probes of some CDN contradict its players, by region. */
  final boolean[] contradicted;

  Judge(ServiceMemory memory, Signals signals, Instant now, double dt) {
    this.memory = memory;
    this.signals = signals;
    this.now = now;
    this.dt = dt;
    service = memory.service;
    policy = service.policy();
    memory.clustering.decay(half(Policy.Key.BASELINE_HALF_LIFE));
    for (Rate rate : Rate.all()) {
      phi[rate.index] = memory.clustering.phi(rate, policy);
    }
    references = new References(memory, policy);
    attribution = new Attribution(memory, policy, references, phi, dt);
    outages = new Outages(memory, policy, phi[0], now);
    latencies = new Latencies(memory, policy, phi[0]);
    corroboration = new Corroboration(memory, signals.witnesses(), phi[0], now);
    verdicts = new Verdicts(memory, policy, references, phi, now);
    contradicted = new boolean[memory.regions.size()];
  }

  double phi(Rate rate) {
    return phi[rate.index];
  }

  Policy policy() {
    return policy;
  }

  private double half(Policy.Key halfLife) {
    return StrictMath.pow(2, -dt / policy.get(halfLife));
  }

  void step() {
    gather();
    references.sumBaselines();
    for (int span = 0; span <= CellMemory.LONG; span++) {
      compare(span);
      attribution.judge(span, now);
    }
    second();
    verdicts.note();
    for (int i = 0; i < memory.regions.size(); i++) {
      states(i);
    }
    learn();
  }

  private void compare(int span) {
    for (int rate = 0; rate < 2; rate++) {
      references.fill(span, rate);
      references.pool(span, rate);
    }
  }

  // ---- counts in ----

  private void gather() {
    double brief = half(Policy.Key.SHORT_HALF_LIFE);
    double lasting = half(Policy.Key.LONG_HALF_LIFE);
    long second = now.getEpochSecond();
    for (RegionMemory region : memory.regions) {
      double got = 0;
      double wanted = 0;
      double polls = 0;
      for (int c = 0; c < memory.cdns.length; c++) {
        Outlet outlet = region.outlets[c];
        Counts sum = new Counts();
        outlet.everyone[0].clear();
        outlet.everyone[1].clear();
        for (Tally arrivals : outlet.arrivals) {
          arrivals.decay(brief);
        }
        for (RegionMemory.Place place : region.places) {
          gather(place.cells[c], outlet, sum, brief, lasting);
        }
        double raw = sum.get(Count.RAW_BEACONS);
        double expected = sum.get(Count.EXPECTED_BEACONS) * 1e-3;
        outlet.recent.add(second, raw, expected, (double) sum.get(Count.POLLS));
        outlet.watch.add(
            dt,
            outlet.everyone[0],
            raw,
            (double) sum.get(Count.SUCCESSES),
            (double) sum.get(Count.SUCCESSES_SQ));
        outlet.kbits = outlet.kbits * lasting + sum.get(Count.KBITS);
        outlet.kbitsMillis = outlet.kbitsMillis * lasting + sum.get(Count.KBITS_MS);
        outlet.latency.advance(brief);
        got += raw;
        wanted += expected;
        polls += sum.get(Count.POLLS);
      }
      region.recent.add(second, got, wanted, polls);
      region.silence.update(region.recent, phi[0], (int) policy.get(Policy.Key.HELD_FRESH), now);
    }
    memory.secondAge += dt;
  }

  private void gather(CellMemory cell, Outlet outlet, Counts sum, double brief, double lasting) {
    cell.latched = outlet.latch.latched() || cell.latch.latched();
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
    boolean away = outlet.latch.away() || cell.latch.away();
    for (Rate rate : Rate.all()) {
      int r = rate.index;
      rate.addTo(cell.residents[r], stayed);
      rate.addTo(cell.everyone[r], stayed);
      rate.addTo(cell.everyone[r], arrived);
      rate.addTo(outlet.arrivals[r], arrived);
      outlet.everyone[r].add(cell.everyone[r]);
      Tally counted = away ? cell.everyone[r] : cell.residents[r];
      for (Tally[] span : cell.spans) {
        span[r].add(counted);
      }
    }
  }

  private void second() {
    if (memory.secondAge < 1) {
      return;
    }
    memory.secondAge = 0;
    compare(CellMemory.SECOND);
    attribution.second();
    for (RegionMemory region : memory.regions) {
      for (RegionMemory.Place place : region.places) {
        for (CellMemory cell : place.cells) {
          cell.spans[CellMemory.SECOND][0].clear();
          cell.spans[CellMemory.SECOND][1].clear();
        }
      }
    }
  }

  // ---- states ----

  private void states(int i) {
    RegionMemory region = memory.regions.get(i);
    for (int c = 0; c < memory.cdns.length; c++) {
      Outlet outlet = region.outlets[c];
      Outages.Finding probes = outages.judge(c, region);
      contradicted[i] |= probes.contradicted();
      Optional<ProbeLog.Vote> vote = memory.probes[c].vote(region.id, now);
      outlet.watch.watch(vote.filter(ProbeLog.Vote::anyFailing).isPresent());
      outlet.slower.note(
          latencies.judge(region, c, utilisation(region, c), outlet.brief.crossing()), now);
      outlet.arrivalsWorse.note(arrivals(region, c), now);
      Optional<Evidence> flag = flag(region, c, probes);
      regional(region, c, flag, vote);
      for (RegionMemory.Place place : region.places) {
        network(region, place, c, vote);
      }
    }
  }

  private Optional<Evidence> flag(RegionMemory region, int c, Outages.Finding probes) {
    Outlet outlet = region.outlets[c];
    Evidence worst = probes.evidence().orElse(null);
    worst = worse(worst, outlet.brief.flag(policy.get(Policy.Key.FLAG_FOR), now));
    worst = worse(worst, outlet.lasting.flag(policy.get(Policy.Key.FLAG_LONG_FOR), now));
    worst = worse(worst, outlet.slower.flag(policy.get(Policy.Key.LATENCY_FOR), now));
    if (!outlet.latch.latched()) {
      for (Evidence slow : attribution.slow(region, c)) {
        worst = worst == null ? slow : Evidence.worse(worst, slow);
      }
    }
    return Optional.ofNullable(worst);
  }

  private static @Nullable Evidence worse(@Nullable Evidence a, Optional<Evidence> b) {
    return b.map(e -> a == null ? e : Evidence.worse(a, e)).orElse(a);
  }

  private double utilisation(RegionMemory region, int c) {
    var there = signals.utilisation().get(Group.of(service.id(), region.id));
    return there == null ? 0 : there.getOrDefault(memory.cdns[c], 0.0);
  }

  private void regional(
      RegionMemory region, int c, Optional<Evidence> flag, Optional<ProbeLog.Vote> vote) {
    Outlet outlet = region.outlets[c];
    Latch latch = outlet.latch;
    if (latch.latched()) {
      observe(latch, outlet.everyone, outlet.pools[CellMemory.SHORT], vote);
    }
    boolean data =
        vote.isPresent()
            || outlet.everyone[0].n > 0
            || outlet.everyone[1].n > 0
            || latch.state instanceof CdnState.Healthy;
    boolean cleared = latch.latched() && cleared(latch, region, c, vote);
    Group group = Group.of(service.id(), region.id);
    if (latch.step(told(flag, data, cleared, group, c), policy)) {
      outlet.clearWindows();
      region.places.forEach(p -> p.cells[c].clearWindows());
    }
    if (latch.latched() && !latch.corroborated) {
      latch.corroborated = corroboration.agrees(c, region);
    }
  }

  private void network(
      RegionMemory region, RegionMemory.Place place, int c, Optional<ProbeLog.Vote> vote) {
    CellMemory cell = place.cells[c];
    Latch latch = cell.latch;
    Optional<Evidence> flag = cell.brief.flag(policy.get(Policy.Key.FLAG_FOR), now);
    flag =
        Optional.ofNullable(
            worse(flag.orElse(null), cell.lasting.flag(policy.get(Policy.Key.FLAG_LONG_FOR), now)));
    if (flag.isEmpty() && (latch.healthy() || latch.state instanceof CdnState.Unknown)) {
      return;
    }
    boolean cleared = false;
    if (latch.latched()) {
      Comparison.Pool[] pools = {new Comparison.Pool(), new Comparison.Pool()};
      for (int r = 0; r < 2; r++) {
        pools[r].add(cell.spans[CellMemory.SHORT][r], cell.expected[CellMemory.SHORT][r]);
      }
      observe(latch, cell.everyone, pools, vote);
      cleared = cleared(latch, region, c, vote);
    }
    Group group = Group.of(service.id(), region.id, place.network);
    if (latch.step(told(flag, true, cleared, group, c), policy)) {
      cell.clearWindows();
    }
    if (latch.latched() && !latch.corroborated) {
      latch.corroborated = corroboration.agrees(c, region, place);
    }
  }

  private Latch.Told told(
      Optional<Evidence> flag, boolean data, boolean cleared, Group group, int c) {
    Weights weights = signals.weights().get(group);
    if (weights == null) {
      weights = signals.weights().get(group.regional());
    }
    Weights usual = service.staticWeights(group.region());
    int share = weights == null ? usual.of(memory.cdns[c]) : weights.of(memory.cdns[c]);
    return new Latch.Told(flag, data, cleared, share, usual.of(memory.cdns[c]), service.ttl(), now);
  }

  private void observe(
      Latch latch, Tally[] seen, Comparison.Pool[] pools, Optional<ProbeLog.Vote> vote) {
    if (vote.filter(v -> v.rounds() > 0).isPresent()) {
      latch.recovery.restart();
      return;
    }
    int r = latch.rate.index;
    double expected = pools[r].isEmpty() ? 0 : pools[r].expectedRate();
    latch.recovery.add(seen[r], expected, latch.peakDamage, phi[r]);
  }

  private boolean cleared(Latch latch, RegionMemory region, int c, Optional<ProbeLog.Vote> vote) {
    if (!latch.dwelt(policy, now)
        || vote.filter(ProbeLog.Vote::anyFailing).isPresent()
        || !latencies.well(region, c)) {
      return false;
    }
    return latch.recovery.cleared(policy)
        || (unheard(region, c) && (byProbes(vote) || elsewhere(latch, region, c)));
  }

  /** Whether too few players are left on the CDN there to tell anything. */
  private static boolean unheard(RegionMemory region, int c) {
    return region.outlets[c].recent.received(Recent.LONGEST) < 6;
  }

  /** No players to ask: the probes' word, given for long enough, lets slow start begin. */
  private boolean byProbes(Optional<ProbeLog.Vote> vote) {
    double heard = 0;
    for (RegionMemory r : memory.regions) {
      heard += r.recent.received(Recent.LONGEST);
    }
    long seconds = heard == 0 ? 10 : 120;
    return vote.filter(v -> v.wins() >= 3 && !v.wellSince().plusSeconds(seconds).isAfter(now))
        .isPresent();
  }

  /** A latch inherited from a fault everywhere ends when another region has seen it end. */
  private boolean elsewhere(Latch latch, RegionMemory here, int c) {
    Instant opened = latch.opened;
    if (!latch.scope.equals("everywhere") || opened == null) {
      return false;
    }
    boolean ended = false;
    for (RegionMemory r : memory.regions) {
      Latch other = r.outlets[c].latch;
      Instant cleared = other.clearedAt;
      if (r != here && other.latched() && !unheard(r, c)) {
        return false;
      }
      ended |= r != here && cleared != null && cleared.isAfter(opened);
    }
    return ended;
  }

  /** Whether sessions moved to a CDN fare worse than what they left. */
  private @Nullable Evidence arrivals(RegionMemory region, int c) {
    Outlet outlet = region.outlets[c];
    for (Rate rate : Rate.all()) {
      Tally moved = outlet.arrivals[rate.index];
      Comparison.Pool usual = outlet.pools[CellMemory.SHORT][rate.index];
      if (outlet.latch.away() || moved.effective() < 30 || usual.isEmpty()) {
        continue;
      }
      double left = Math.max(usual.expectedRate(), left(region, c, rate));
      double own = moved.x / moved.n;
      Comparison base = usual.compare(rate, phi[rate.index], own, moved.effective());
      Comparison against =
          new Comparison(
              rate,
              moved.effective(),
              own,
              left,
              base.reference(),
              Math.max(base.pooled(), left / 2),
              base.inverse(),
              base.phi(),
              base.alone());
      if (against.exceeds(policy.get(Policy.Key.MIN_EFFECT) * 2, policy.get(Policy.Key.FLAG_Z))) {
        dev.tidegate.model.Reason reason =
            new dev.tidegate.model.Reason.ArrivalsWorse(own, left, against.z());
        return new Evidence(against.damage(), false, false, false, region.id, rate, reason);
      }
    }
    return null;
  }

  /** The worst rate that sessions may have left: that of the CDNs being drained. */
  private static double left(RegionMemory region, int c, Rate rate) {
    double worst = 0;
    for (int d = 0; d < region.outlets.length; d++) {
      Latch latch = region.outlets[d].latch;
      if (d != c && latch.latched() && latch.rate == rate) {
        worst = Math.max(worst, latch.peakDamage);
      }
    }
    return worst;
  }

  // ---- learning what is usual ----

  private void learn() {
    double factor = half(Policy.Key.BASELINE_HALF_LIFE);
    long millis = now.toEpochMilli();
    long delay = (long) (policy.get(Policy.Key.BASELINE_DELAY) * 1000);
    for (RegionMemory region : memory.regions) {
      for (int c = 0; c < memory.cdns.length; c++) {
        Outlet outlet = region.outlets[c];
        boolean well =
            outlet.latch.healthy() && !outlet.brief.crossing() && !outlet.lasting.crossing();
        if (well && !outlet.slower.crossing()) {
          outlet.latency.learn(dt, policy.get(Policy.Key.BASELINE_HALF_LIFE));
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
    }
    for (RegionMemory region : memory.regions) {
      for (RegionMemory.Place place : region.places) {
        for (CellMemory cell : place.cells) {
          cell.beginStep();
        }
      }
    }
  }

  private void learn(RegionMemory.Place place, int c, long millis, long delay) {
    CellMemory cell = place.cells[c];
    double[] usual = new double[2];
    for (int rate = 0; rate < 2; rate++) {
      Tally lasting = cell.spans[CellMemory.LONG][rate];
      usual[rate] = lasting.n > 0 ? lasting.x / lasting.n : 0;
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
      double reference =
          peers
              ? (peersX + References.PSEUDO * expected.reference) / (peersN + References.PSEUDO)
              : own.x / own.n;
      double samples = peersSq > 0 ? peersN * peersN / peersSq : 0;
      cell.baseline[rate].offer(
          millis, delay, own, reference, peers ? samples : own.effective(), dt);
    }
    Counts counts = cell.residentCounts();
    if (counts != null) {
      memory.clustering.add(counts, usual[0], usual[1]);
    }
  }
}
