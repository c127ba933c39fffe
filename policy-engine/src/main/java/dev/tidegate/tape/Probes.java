package dev.tidegate.tape;

import dev.tidegate.telemetry.ProbeResult;
import dev.tidegate.telemetry.ProbeResult.LiveEdge;
import dev.tidegate.telemetry.ProbeResult.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Carries {@link ProbeResult}s. */
public final class Probes {
  /** Stands for one not read yet. */
  public static final ProbeResult BLANK =
      new ProbeResult(
          "",
          Optional.empty(),
          "",
          "",
          "",
          Outcome.OK,
          Instant.EPOCH,
          Instant.EPOCH,
          Optional.empty(),
          "");

  private static final LiveEdge NO_EDGE = new LiveEdge(0, Duration.ZERO, Duration.ZERO, 0, false);

  private Probes() {}

  /** Carries one. */
  public static ProbeResult carry(Tape t, ProbeResult p) {
    return new ProbeResult(
        t.word(p.vantage()),
        t.optional(p.region(), "", Tape::word),
        t.word(p.service()),
        t.word(p.cdn()),
        t.word(p.probe()),
        Outcome.valueOf(t.word(p.outcome().name())),
        t.instant(p.started()),
        t.instant(p.ended()),
        t.optional(p.live(), NO_EDGE, Probes::edge),
        t.word(p.detail()));
  }

  private static LiveEdge edge(Tape t, LiveEdge e) {
    return new LiveEdge(
        t.whole(e.sequence()),
        Duration.ofNanos(t.whole(e.target().toNanos())),
        Duration.ofNanos(t.whole(e.stoodStill().toNanos())),
        t.number(e.lag()),
        t.flag(e.othersAdvance()));
  }
}
