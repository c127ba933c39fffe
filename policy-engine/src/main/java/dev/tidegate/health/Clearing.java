package dev.tidegate.health;

import dev.tidegate.model.Policy;
import java.time.Instant;
import java.util.Optional;

/** When a latch closes: dwelt, well by probes and latency, and recovered by its own traffic. */
final class Clearing {
  private final ServiceMemory memory;
  private final Policy policy;
  private final Latencies latencies;
  private final double[] phi;
  private final Instant now;

  Clearing(ServiceMemory memory, Latencies latencies, double[] phi, Instant now) {
    this.memory = memory;
    this.latencies = latencies;
    this.phi = phi;
    this.now = now;
    policy = memory.service.policy();
  }

  /** Adds this step to the test that a latch is waiting for. */
  void observe(Latch latch, Tally[] seen, Comparison.Pool[] pools, Optional<ProbeLog.Vote> vote) {
    if (vote.filter(v -> v.rounds() > 0).isPresent()) {
      latch.recovery.restart();
      return;
    }
    int r = latch.rate.index;
    double expected = pools[r].isEmpty() ? 0 : pools[r].expectedRate();
    latch.recovery.add(seen[r], expected, latch.peakDamage, phi[r], now);
  }

  /** Whether a latch may close. */
  boolean cleared(Latch latch, RegionMemory region, int c, Optional<ProbeLog.Vote> vote) {
    if (!latch.dwelt(policy, now)
        || vote.filter(ProbeLog.Vote::telling).isPresent()
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
}
