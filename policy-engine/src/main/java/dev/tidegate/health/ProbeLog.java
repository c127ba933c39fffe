package dev.tidegate.health;

import dev.tidegate.tape.Probes;
import dev.tidegate.tape.Tape;
import dev.tidegate.telemetry.ProbeResult;
import dev.tidegate.telemetry.ProbeResult.LiveEdge;
import dev.tidegate.telemetry.ProbeResult.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the probes of one CDN of one service said last, by vantage and probe.
 *
 * <p>A vantage's vote is its worst probe's number of consecutive failing rounds; the CDN's is the
 * number that more than half of the vantages reach. Staleness of a playlist is kept apart: it is
 * judged by its own rule. A track that has fallen silent has no vote. One that failed {@value
 * #ALONE} rounds while more than half of the vantages passed as many is ill by itself: a blocked
 * address, a broken route of the prober's. It keeps its vote, but it neither makes players be
 * listened to nor keeps a latch from clearing.
 */
final class ProbeLog {
  private static final int MOST_TRACKS = 512;
  private static final int SEVERAL = 3;

  /** As many good rounds let a latch clear by probes: the others are no less certain. */
  private static final int ALONE = 3;

  private static final Duration SILENT = Duration.ofSeconds(60);

  /**
   * The vote of the probes that speak for a region.
   *
   * @param rounds consecutive failing rounds that more than half of the vantages saw
   * @param anyFailing whether some probe's last round failed, staleness included
   * @param telling the same of probes that are not alone with it
   * @param failing when the first request of the present failing rounds was sent
   * @param lastWin when the latest request that succeeded was sent, if the last round did
   * @param wins least number of consecutive good rounds of any probe that is not alone in failing
   * @param wellSince when the youngest of the present good rows began
   */
  record Vote(
      int rounds,
      boolean anyFailing,
      boolean telling,
      Optional<Instant> failing,
      Optional<Instant> lastWin,
      int wins,
      Instant wellSince,
      String outcome,
      Instant at,
      boolean whole) {
    /** What people are told of it. */
    CdnHealth.ProbeHealth health() {
      return new CdnHealth.ProbeHealth(anyFailing ? "failing" : "ok", rounds, at);
    }
  }

  private final SortedMap<String, SortedMap<String, ProbeTrack>> vantages = new TreeMap<>();
  private int tracks;

  /** Regions that some probe speaks for by name; all others hear the same vote. */
  private final SortedSet<String> named = new TreeSet<>();

  /** A vote counted and what stands still: they are asked for several times in a row. */
  private record Asked(String region, Instant now, Optional<Vote> vote, List<LiveEdge> stale) {}

  /** The last one counted of a named region, and of those that nobody names. */
  private @Nullable Asked last;

  private @Nullable Asked common;

  void add(ProbeResult result) {
    forget();
    if (result.outcome() == Outcome.NOT_RUN) {
      return;
    }
    SortedMap<String, ProbeTrack> there =
        vantages.computeIfAbsent(result.vantage(), ignored -> new TreeMap<>());
    ProbeTrack track = there.get(result.probe());
    if (track == null) {
      if (tracks >= MOST_TRACKS) {
        return;
      }
      tracks++;
      track = new ProbeTrack(result);
      there.put(result.probe(), track);
      track.region.ifPresent(region -> named.add(region));
    } else if (result.ended().isBefore(track.last.ended())) {
      return;
    }
    track.add(result);
  }

  boolean isEmpty() {
    return tracks == 0;
  }

  /** Forgets tracks that have been silent for ten times the bound. */
  void prune(Instant now) {
    forget();
    vantages.values().forEach(v -> v.values().removeIf(t -> t.late(now, SILENT.multipliedBy(10))));
    vantages.values().removeIf(v -> v.isEmpty());
    count();
  }

  private void forget() {
    last = null;
    common = null;
  }

  private void count() {
    tracks = 0;
    named.clear();
    for (SortedMap<String, ProbeTrack> vantage : vantages.values()) {
      for (ProbeTrack track : vantage.values()) {
        tracks++;
        track.region.ifPresent(region -> named.add(region));
      }
    }
  }

  /** The vote for {@code region}; empty if no live probe speaks for it. */
  Optional<Vote> vote(String region, Instant now) {
    return asked(region, now).vote;
  }

  private Asked asked(String region, Instant now) {
    boolean alone = named.contains(region);
    Asked asked = alone ? last : common;
    if (asked == null || !asked.now.equals(now) || (alone && !asked.region.equals(region))) {
      asked = new Asked(region, now, count(region, now), standing(region, now));
      if (alone) {
        last = asked;
      } else {
        common = asked;
      }
    }
    return asked;
  }

  private Optional<Vote> count(String region, Instant now) {
    List<Integer> votes = new ArrayList<>();
    int well = 0;
    for (SortedMap<String, ProbeTrack> vantage : vantages.values()) {
      int worst = -1;
      int wins = Integer.MAX_VALUE;
      for (ProbeTrack track : vantage.values()) {
        if (speaks(track, region, now)) {
          worst = Math.max(worst, track.failures);
          wins = Math.min(wins, track.wins);
        }
      }
      if (worst >= 0) {
        votes.add(worst);
        well += wins >= ALONE ? 1 : 0;
      }
    }
    if (votes.isEmpty()) {
      return Optional.empty();
    }
    votes.sort(null);
    int rounds = votes.get((votes.size() - 1) / 2);
    Tallying sum = new Tallying();
    for (SortedMap<String, ProbeTrack> vantage : vantages.values()) {
      for (ProbeTrack track : vantage.values()) {
        if (speaks(track, region, now)) {
          sum.add(track, 2 * well > votes.size() && track.failures >= ALONE);
        }
      }
    }
    return Optional.of(sum.vote(Math.max(rounds, atOnce(votes))));
  }

  private static boolean speaks(ProbeTrack track, String region, Instant now) {
    return (track.region.isEmpty() || track.region.get().equals(region))
        && !track.late(now, SILENT);
  }

  /**
   * Several vantages that fail one after another are as good as one that fails twice: two rounds,
   * once {@value #SEVERAL} and more than half have failed their last.
   */
  private static int atOnce(List<Integer> votes) {
    long failing = votes.stream().filter(v -> v > 0).count();
    return failing >= SEVERAL && 2 * failing > votes.size() ? 2 : 0;
  }

  /** The live edges seen last in {@code region}, those of playlists that failed as stale. */
  List<LiveEdge> stale(String region, Instant now) {
    return asked(region, now).stale;
  }

  private List<LiveEdge> standing(String region, Instant now) {
    List<LiveEdge> found = new ArrayList<>();
    for (SortedMap<String, ProbeTrack> vantage : vantages.values()) {
      for (ProbeTrack t : vantage.values()) {
        if (speaks(t, region, now)) {
          t.last.live().filter(e -> t.last.outcome() == Outcome.STALE).ifPresent(found::add);
        }
      }
    }
    return found;
  }

  private static final class Tallying {
    private boolean anyFailing;
    private boolean telling;
    private boolean whole;
    private final List<Instant> failing = new ArrayList<>();
    private @Nullable Instant lastWin;
    private @Nullable Instant wellSince;
    private int wins = Integer.MAX_VALUE;
    private String outcome = "ok";
    private Instant at = Instant.MIN;
    private int worst;

    void add(ProbeTrack t, boolean alone) {
      anyFailing |= t.last.failed();
      telling |= t.last.failed() && !alone;
      whole |= t.region.isEmpty();
      wins = alone ? wins : Math.min(wins, t.wins);
      at = t.last.ended().isAfter(at) ? t.last.ended() : at;
      if (t.failures > 0) {
        failing.add(t.failing);
      }
      if (t.failures > worst) {
        worst = t.failures;
        outcome = t.last.outcome().name().toLowerCase(java.util.Locale.ROOT);
      }
      if (t.wins > 0) {
        Instant win = t.last.started();
        lastWin = lastWin == null || win.isAfter(lastWin) ? win : lastWin;
        wellSince = wellSince == null || t.winning.isAfter(wellSince) ? t.winning : wellSince;
      }
    }

    /** When failing began: what failed a minute before most did was not yet this. */
    private Optional<Instant> began() {
      if (failing.isEmpty()) {
        return Optional.empty();
      }
      failing.sort(null);
      Instant earliest = failing.get(failing.size() / 2).minus(SILENT);
      return failing.stream().filter(at -> !at.isBefore(earliest)).findFirst();
    }

    Vote vote(int rounds) {
      return new Vote(
          rounds,
          anyFailing,
          telling,
          began(),
          Optional.ofNullable(lastWin),
          wins,
          wellSince == null ? Instant.MAX : wellSince,
          outcome,
          at,
          whole);
    }
  }

  void carry(Tape t) {
    forget();
    t.byWord(vantages, new TreeMap<>(), ProbeLog::carry);
    count();
  }

  private static SortedMap<String, ProbeTrack> carry(Tape t, SortedMap<String, ProbeTrack> there) {
    SortedMap<String, ProbeTrack> carried = t.plays() ? new TreeMap<>() : there;
    t.byWord(carried, new ProbeTrack(Probes.BLANK), (tape, track) -> track.carry(tape));
    return carried;
  }
}
