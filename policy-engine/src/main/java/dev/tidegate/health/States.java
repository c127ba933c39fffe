package dev.tidegate.health;

import dev.tidegate.tape.Tape;
import java.time.Instant;
import java.util.List;

/** Carries {@link CdnState}s. */
final class States {
  private static final List<CdnState> KINDS =
      List.of(
          new CdnState.Unknown(),
          new CdnState.Healthy(),
          new CdnState.Suspect(Instant.EPOCH),
          new CdnState.Draining(Instant.EPOCH, 0, 0),
          new CdnState.Drained(Instant.EPOCH, 0),
          new CdnState.Probation(Instant.EPOCH, 0, Instant.EPOCH, 0));

  private States() {}

  static CdnState carry(Tape t, CdnState state) {
    int kind = t.number(kind(state));
    if (kind < 0 || kind >= KINDS.size()) {
      throw new IllegalArgumentException("no such state: " + kind);
    }
    return switch (t.plays() ? KINDS.get(kind) : state) {
      case CdnState.Unknown u -> u;
      case CdnState.Healthy h -> h;
      case CdnState.Suspect s -> new CdnState.Suspect(t.instant(s.since()));
      case CdnState.Draining d ->
          new CdnState.Draining(
              t.instant(d.since()), t.number(d.shareAtLatch()), t.number(d.flaps()));
      case CdnState.Drained d -> new CdnState.Drained(t.instant(d.since()), t.number(d.flaps()));
      case CdnState.Probation p ->
          new CdnState.Probation(
              t.instant(p.since()), t.number(p.step()), t.instant(p.stepAt()), t.number(p.flaps()));
    };
  }

  private static int kind(CdnState state) {
    return switch (state) {
      case CdnState.Unknown ignored -> 0;
      case CdnState.Healthy ignored -> 1;
      case CdnState.Suspect ignored -> 2;
      case CdnState.Draining ignored -> 3;
      case CdnState.Drained ignored -> 4;
      case CdnState.Probation ignored -> 5;
    };
  }
}
