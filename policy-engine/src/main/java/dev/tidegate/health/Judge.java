package dev.tidegate.health;

import dev.tidegate.model.Group;
import dev.tidegate.model.Policy;
import dev.tidegate.model.Service;
import dev.tidegate.model.Weights;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** One step of judgement over one service: counts in, references, flags, states, the usual. */
final class Judge {
  private final ServiceMemory memory;
  private final Service service;
  private final Policy policy;
  private final Signals signals;
  private final Instant now;
  private final double dt;
  final double[] phi = new double[2];
  final References references;
  private final Attribution attribution;
  private final Seconds seconds;
  private final Outages outages;
  private final Latencies latencies;
  private final Corroboration corroboration;
  private final Arrivals arrivals;
  private final Clearing clearing;
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
    memory.clustering.decay(StrictMath.pow(2, -dt / policy.get(Policy.Key.BASELINE_HALF_LIFE)));
    for (Rate rate : Rate.all()) {
      phi[rate.index] = memory.clustering.phi(rate, policy);
    }
    references = new References(memory, policy);
    Narrowing narrowing = new Narrowing(memory, policy, phi);
    Grounds grounds = new Grounds(policy, references);
    attribution = new Attribution(memory, policy, narrowing, grounds, phi, dt);
    seconds = new Seconds(memory, policy, references, narrowing, grounds, phi);
    outages = new Outages(memory, policy, phi[0], now);
    latencies = new Latencies(memory, policy, phi[0]);
    arrivals = new Arrivals(policy, phi);
    clearing = new Clearing(memory, latencies, phi, now);
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

  void step() {
    memory.clients.step(policy, phi, dt, now);
    new Gathering(memory, phi[0], now, dt).step();
    references.sumBaselines();
    Fullness.note(memory, signals.utilisation(), dt);
    references.compare(CellMemory.SHORT, CellMemory.LONG);
    attribution.judge(CellMemory.SHORT, now);
    attribution.judge(CellMemory.LONG, now);
    second();
    verdicts.note();
    for (int i = 0; i < memory.regions.size(); i++) {
      states(i);
    }
    new Usual(memory, now, dt).step();
    preferences();
  }

  private void preferences() {
    memory.preferenceAge += dt;
    if (memory.preferenceAge >= Preferences.EVERY) {
      memory.preferenceAge = 0;
      new Preferences(memory, policy, references, phi, now).step();
    }
  }

  private void second() {
    if (memory.secondAge < 1) {
      return;
    }
    memory.secondAge = 0;
    references.compare(CellMemory.SECOND, CellMemory.SECOND);
    seconds.second(now);
    for (RegionMemory region : memory.regions) {
      for (RegionMemory.Place place : region.places) {
        for (CellMemory cell : place.cells) {
          cell.spans[CellMemory.SECOND][0].clear();
          cell.spans[CellMemory.SECOND][1].clear();
        }
      }
    }
  }

  private void states(int i) {
    RegionMemory region = memory.regions.get(i);
    for (int c = 0; c < memory.cdns.length; c++) {
      Outlet outlet = region.outlets[c];
      Outages.Finding probes = outages.judge(c, region);
      contradicted[i] |= probes.contradicted();
      Optional<ProbeLog.Vote> vote = memory.probes[c].vote(region.id, now);
      outlet.watch.watch(vote.filter(ProbeLog.Vote::telling).isPresent());
      Evidence slow = latencies.judge(region, c);
      outlet.slower.note(slow == null || busy(region, c) ? null : slow, now);
      outlet.arrivalsWorse.note(arrivals.judge(region, c), now);
      Optional<Evidence> flag = flag(region, c, probes);
      regional(region, c, flag, vote);
      for (RegionMemory.Place place : region.places) {
        if (!place.cells[c].calm()) {
          network(region, place, c, vote);
        }
      }
    }
  }

  private boolean busy(RegionMemory region, int c) {
    SortedMap<String, Double> utilisation = signals.utilisation().get(region.group);
    return utilisation != null && Latencies.busy(utilisation.getOrDefault(memory.cdns[c], 0.0));
  }

  private Optional<Evidence> flag(RegionMemory region, int c, Outages.Finding probes) {
    Outlet outlet = region.outlets[c];
    Evidence worst = probes.evidence().orElse(null);
    worst = worse(worst, outlet.moment.flag(0, now));
    worst = worse(worst, outlet.brief.flag(policy.get(Policy.Key.FLAG_FOR), now));
    worst = worse(worst, outlet.lasting.flag(policy.get(Policy.Key.FLAG_LONG_FOR), now));
    worst = worse(worst, outlet.slower.flag(policy.get(Policy.Key.LATENCY_FOR), now));
    if (!outlet.latch.latched()) {
      for (Evidence slow : seconds.slow(region, c)) {
        worst = worst == null ? slow : Evidence.worse(worst, slow);
      }
    }
    return Optional.ofNullable(worst);
  }

  private static @Nullable Evidence worse(@Nullable Evidence a, Optional<Evidence> b) {
    return b.map(e -> a == null ? e : Evidence.worse(a, e)).orElse(a);
  }

  private void regional(
      RegionMemory region, int c, Optional<Evidence> flag, Optional<ProbeLog.Vote> vote) {
    Outlet outlet = region.outlets[c];
    Latch latch = outlet.latch;
    if (latch.healthy() && flag.isEmpty()) {
      return;
    }
    if (latch.latched()) {
      clearing.observe(latch, outlet.everyone, outlet.pools[CellMemory.SHORT], vote);
    }
    boolean data =
        vote.isPresent()
            || outlet.everyone[0].n > 0
            || outlet.everyone[1].n > 0
            || latch.state instanceof CdnState.Healthy;
    boolean cleared = latch.latched() && clearing.cleared(latch, region, c, vote);
    if (latch.step(told(flag, data, cleared, Optional.empty(), region, c), policy)) {
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
      clearing.observe(latch, cell.everyone, pools, vote);
      cleared = clearing.cleared(latch, region, c, vote);
    }
    Optional<String> network = Optional.of(place.network);
    if (latch.step(told(flag, true, cleared, network, region, c), policy)) {
      cell.clearWindows();
    }
    if (latch.latched() && !latch.corroborated) {
      latch.corroborated = corroboration.agrees(c, region, place);
    }
  }

  private Group network(RegionMemory region, Optional<String> network) {
    return new Group(service.id(), region.id, network);
  }

  private Latch.Told told(
      Optional<Evidence> flag,
      boolean data,
      boolean cleared,
      Optional<String> network,
      RegionMemory region,
      int c) {
    Weights own = network.isEmpty() ? null : signals.weights().get(network(region, network));
    Weights weights = own == null ? signals.weights().get(region.group) : own;
    int usual = region.usual.of(memory.cdns[c]);
    int share = weights == null ? usual : weights.of(memory.cdns[c]);
    boolean holds =
        signals.holding().contains(own == null ? region.group : network(region, network));
    return new Latch.Told(flag, data, cleared, holds, share, usual, service.ttl(), now);
  }
}
