package dev.tidegate.health;

import dev.tidegate.health.ProbeLog.Vote;
import dev.tidegate.model.Policy;
import dev.tidegate.model.Reason;
import dev.tidegate.telemetry.ProbeResult.LiveEdge;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Hard evidence: probes that fail while the other CDNs' do not, and what players say meanwhile.
 *
 * <pre>
 * players agree      : `outage-rounds` failing rounds suffice
 * players are absent : `outage-rounds-alone`, most of the others being fine
 * players are late   : nothing yet; many are due, and of no CDN comes half, for less than `held-after`
 * players are well   : nothing; the prober's network is ill, which is said when they can have told
 * all CDNs' probes   : nothing; what they share is ill
 * </pre>
 *
 * Players agree if, over at least `outage-beacons` beacons received since the first failing probe
 * ended, failures are 5 points in excess of what is expected and load explains at z &gt; 4.5 (or
 * 20, over {@value #FEW} beacons), or successful requests a beacon fell below 70 % of the usual
 * while the others' hold 80 % of theirs, or the CDN's beacons are silent alone.
 */
final class Outages {
  /** What came of the probes of one CDN in one region. */
  record Finding(Optional<Evidence> evidence, boolean contradicted) {
    static final Finding NONE = new Finding(Optional.empty(), false);
  }

  private enum Players {
    AGREE,
    WELL,
    ABSENT,
    UNDECIDED
  }

  static final double HOLD = 0.8;
  private static final double FEW = 10;

  /** An excess of failures that is hard evidence by itself (engine.md 7). */
  private static final double PLAIN = 0.2;

  private static final int LAG = 2;

  private final ServiceMemory memory;
  private final Policy policy;
  private final double phi;
  private final Instant now;

  Outages(ServiceMemory memory, Policy policy, double phi, Instant now) {
    this.memory = memory;
    this.policy = policy;
    this.phi = phi;
    this.now = now;
  }

  Finding judge(int c, RegionMemory region) {
    if (memory.probes[c].isEmpty()) {
      return Finding.NONE;
    }
    Optional<Evidence> stale = stale(c, region);
    if (stale.isPresent()) {
      return new Finding(stale, false);
    }
    Optional<Vote> vote = memory.probes[c].vote(region.id, now);
    if (vote.isEmpty() || vote.get().rounds() < policy.get(Policy.Key.OUTAGE_ROUNDS)) {
      return Finding.NONE;
    }
    return failing(c, region, vote.get());
  }

  private Finding failing(int c, RegionMemory region, Vote vote) {
    int peers = 0;
    int fine = 0;
    for (int d = 0; d < memory.cdns.length; d++) {
      if (d != c && !region.outlets[d].latch.latched()) {
        Optional<Vote> other = memory.probes[d].vote(region.id, now);
        peers += other.isPresent() ? 1 : 0;
        fine += other.filter(v -> well(v, vote)).isPresent() ? 1 : 0;
      }
    }
    if (fine == 0) {
      return Finding.NONE;
    }
    Players players = players(c, region);
    if (players == Players.ABSENT && vote.whole()) {
      players = elsewhere(c);
    }
    return switch (players) {
      case AGREE -> new Finding(Optional.of(outage(c, region, vote, "fail as well")), false);
      case ABSENT ->
          vote.rounds() >= policy.get(Policy.Key.OUTAGE_ROUNDS_ALONE) && 2 * fine >= peers
              ? new Finding(Optional.of(outage(c, region, vote, "none heard")), false)
              : Finding.NONE;
      case WELL -> new Finding(Optional.empty(), told(vote));
      case UNDECIDED -> Finding.NONE;
    };
  }

  /** A peer is fine if it answered a request sent since the failing rounds began. */
  private static boolean well(Vote peer, Vote failing) {
    return peer.rounds() == 0
        && peer.lastWin().isPresent()
        && failing.failing().isPresent()
        && !peer.lastWin().get().isBefore(failing.failing().get());
  }

  /**
   * Whether players can have told of the time since probes began to fail: what a beacon tells may
   * be as old as the time between two, and before that nobody is known to be well.
   */
  private boolean told(Vote vote) {
    return vote.failing()
        .filter(at -> !at.plus(memory.service.beaconInterval()).isAfter(now))
        .isPresent();
  }

  private Players players(int c, RegionMemory region) {
    Outlet outlet = region.outlets[c];
    OutageWatch watch = outlet.watch;
    double least = policy.get(Policy.Key.OUTAGE_BEACONS);
    double received = outlet.recent.received(10);
    double expected = outlet.recent.expected(10);
    if (Silence.shortest(outlet.recent, phi) > 0 && !region.silence.silent()) {
      return Players.AGREE;
    }
    Beside beside = beside(c, List.of(region));
    boolean fails = fails(outlet, policy.get(Policy.Key.OUTAGE_EFFECT)) && beside.apart();
    boolean absent = received < least || (expected > 0 && expected < least);
    if (absent) {
      boolean clean = watch.beacons() >= FEW && !fails && watch.kept() >= HOLD;
      boolean well = clean && outlet.pools[CellMemory.SHORT][0].samples() >= 1;
      return well ? Players.WELL : late(List.of(region), c) ? Players.UNDECIDED : Players.ABSENT;
    }
    if (watch.beacons() < least) {
      return plain(outlet) && beside.othersHold() && beside.apart()
          ? Players.AGREE
          : Players.UNDECIDED;
    }
    boolean fell = watch.successesFell(policy.get(Policy.Key.FLAG_Z)) && beside.fellAlone();
    return fails || fell ? Players.AGREE : Players.WELL;
  }

  /** The players of all regions, for a prober that speaks for the CDN as a whole. */
  private Players elsewhere(int c) {
    Comparison.Pool pool = new Comparison.Pool();
    Tally seen = new Tally();
    double beacons = 0;
    double kept = 0;
    double byLoad = 0;
    for (RegionMemory region : memory.regions) {
      Outlet outlet = region.outlets[c];
      pool.add(outlet.pools[CellMemory.SHORT][0]);
      seen.add(outlet.watch.failures);
      beacons += outlet.watch.beacons();
      kept += outlet.watch.beacons() * outlet.watch.kept();
      byLoad = Math.max(byLoad, outlet.full.explains(CellMemory.SHORT));
    }
    if (beacons < policy.get(Policy.Key.OUTAGE_BEACONS)) {
      return late(memory.regions, c) ? Players.UNDECIDED : Players.ABSENT;
    }
    Beside beside = beside(c, memory.regions);
    boolean fell = kept < 0.7 * beacons && beside.fellAlone();
    double effect = policy.get(Policy.Key.OUTAGE_EFFECT);
    boolean fails = fails(pool, seen, effect, byLoad) && beside.apart();
    return fails || fell ? Players.AGREE : Players.WELL;
  }

  /**
   * Whether beacons of many players are due where none is heard of any CDN, and have not been away
   * for long enough to go without them. Probes that fail in just those seconds may be ill with what
   * keeps the beacons: a machine that stands still for a moment, or its network.
   */
  private boolean late(List<RegionMemory> regions, int c) {
    double due = 0;
    for (RegionMemory region : regions) {
      boolean mute = region.recent.received(3) < 0.5 * region.recent.expected(3);
      boolean given = region.silence.seconds(now) >= policy.get(Policy.Key.HELD_AFTER);
      due += mute && !given ? region.outlets[c].recent.expected(10) : 0;
    }
    return due >= policy.get(Policy.Key.OUTAGE_BEACONS);
  }

  /**
   * Whether the few who told so far leave no doubt. Players flee a CDN that refuses them by
   * themselves: of a small audience no more than these may ever tell of it.
   */
  private boolean plain(Outlet outlet) {
    return outlet.watch.beacons() >= FEW && fails(outlet, PLAIN);
  }

  private boolean fails(Outlet outlet, double effect) {
    double byLoad = outlet.full.explains(CellMemory.SHORT);
    return fails(outlet.pools[CellMemory.SHORT][0], outlet.watch.failures, effect, byLoad);
  }

  /** Whether failures exceed what is expected and what load explains by {@code effect}. */
  private boolean fails(Comparison.Pool expectation, Tally seen, double effect, double byLoad) {
    if (expectation.isEmpty() || !(seen.effective() >= 1)) {
      return false;
    }
    return expectation
        .compare(Rate.FAILURE, phi, seen.x / seen.n, seen.effective())
        .exceeds(effect, policy.get(Policy.Key.FLAG_Z), byLoad);
  }

  private Beside beside(int c, List<RegionMemory> where) {
    return new Beside(c, where, policy, phi);
  }

  private Evidence outage(int c, RegionMemory region, Vote vote, String players) {
    Tally seen = region.outlets[c].watch.failures;
    Reason reason =
        new Reason.Outage(vote.rounds(), vote.outcome(), players, seen.n > 0 ? seen.x / seen.n : 1);
    return new Evidence(1, true, true, true, region.id, Rate.FAILURE, reason);
  }

  private Optional<Evidence> stale(int c, RegionMemory region) {
    Optional<Evidence> worst = Optional.empty();
    for (LiveEdge edge : memory.probes[c].stale(region.id, now)) {
      boolean stands =
          edge.othersAdvance() && edge.stoodStill().compareTo(edge.target().multipliedBy(2)) >= 0;
      if (stands || edge.lag() > LAG) {
        Reason reason = new Reason.Stale(edge.stoodStill().toMillis(), edge.lag());
        Evidence e =
            new Evidence(stands ? 1 : 0.2, true, stands, true, region.id, Rate.FAILURE, reason);
        worst = Optional.of(worst.map(w -> Evidence.worse(w, e)).orElse(e));
      }
    }
    return worst;
  }
}
