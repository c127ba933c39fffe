package dev.tidegate.health;

import dev.tidegate.tape.Probes;
import dev.tidegate.tape.Tape;
import dev.tidegate.telemetry.ProbeResult;
import dev.tidegate.telemetry.ProbeResult.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What one probe from one vantage said last, and how often in a row. */
final class ProbeTrack {
  Optional<String> region;
  int failures;
  int wins;
  Instant failing;
  Instant winning;
  ProbeResult last;

  ProbeTrack(ProbeResult first) {
    region = first.region();
    last = first;
    failing = first.started();
    winning = first.started();
  }

  void add(ProbeResult result) {
    boolean failed = result.failed() && result.outcome() != Outcome.STALE;
    if (failed && failures == 0) {
      failing = result.started();
    }
    if (!result.failed() && wins == 0) {
      winning = result.started();
    }
    failures = failed ? failures + 1 : 0;
    wins = result.failed() ? 0 : wins + 1;
    last = result;
  }

  ProbeTrack carry(Tape t) {
    ProbeTrack track = t.plays() ? new ProbeTrack(Probes.carry(t, Probes.BLANK)) : this;
    if (!t.plays()) {
      Probes.carry(t, last);
    }
    track.region = t.optional(track.region, "", Tape::word);
    track.failures = t.number(track.failures);
    track.wins = t.number(track.wins);
    track.failing = t.instant(track.failing);
    track.winning = t.instant(track.winning);
    return track;
  }

  /** Whether it has been silent for longer than {@code bound}. */
  boolean late(Instant now, Duration bound) {
    return Duration.between(last.ended(), now).compareTo(bound) > 0;
  }
}
