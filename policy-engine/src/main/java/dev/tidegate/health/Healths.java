package dev.tidegate.health;

import dev.tidegate.health.CdnHealth.ProbeHealth;
import dev.tidegate.tape.Reasons;
import dev.tidegate.tape.Tape;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;

/** Carries {@link CdnHealth} and {@link Verdict}s. */
public final class Healths {
  /** One of each kind; a verdict's kind is its place here. Only ever add at the end. */
  private static final List<Verdict> VERDICTS =
      List.of(
          new Verdict.None(),
          new Verdict.Cdn("", ""),
          new Verdict.Isp(""),
          new Verdict.Origin(),
          new Verdict.Client(""),
          new Verdict.Telemetry(""),
          new Verdict.SuspectInput(""),
          new Verdict.Capacity(""));

  private static final ProbeHealth NO_PROBE = new ProbeHealth("", 0, Instant.EPOCH);

  private Healths() {}

  /** Carries what is believed of a CDN. */
  public static CdnHealth carry(Tape t, CdnHealth h) {
    return new CdnHealth(
        States.carry(t, h.state()),
        maybe(t, h.damage()),
        t.real(h.peakDamage()),
        t.flag(h.sudden()),
        t.flag(h.corroborated()),
        t.real(h.slowStart()),
        t.flag(h.canariesAllowed()),
        t.flag(h.arrivalsWorse()),
        maybe(t, h.errorRate()),
        maybe(t, h.stallRatio()),
        maybe(t, h.ttfbP50Millis()),
        maybe(t, h.ttfbP95Millis()),
        maybe(t, h.samples()),
        maybe(t, h.minimumDetectable()),
        t.optional(h.probe(), NO_PROBE, Healths::probe),
        t.optional(h.reason(), Reasons.BLANK, Reasons::carry));
  }

  private static ProbeHealth probe(Tape t, ProbeHealth p) {
    return new ProbeHealth(t.word(p.state()), t.number(p.failures()), t.instant(p.at()));
  }

  /** Carries a number that may be unknown. */
  public static OptionalDouble maybe(Tape t, OptionalDouble value) {
    return t.flag(value.isPresent())
        ? OptionalDouble.of(t.real(value.orElse(0)))
        : OptionalDouble.empty();
  }

  /** Carries a verdict. */
  public static Verdict carry(Tape t, Verdict verdict) {
    int kind = t.number(kind(verdict));
    if (kind < 0 || kind >= VERDICTS.size()) {
      throw new IllegalArgumentException("no such verdict: " + kind);
    }
    return switch (t.plays() ? VERDICTS.get(kind) : verdict) {
      case Verdict.None none -> none;
      case Verdict.Cdn cdn -> new Verdict.Cdn(t.word(cdn.cdn()), t.word(cdn.scope()));
      case Verdict.Isp isp -> new Verdict.Isp(t.word(isp.network()));
      case Verdict.Origin origin -> origin;
      case Verdict.Client client -> new Verdict.Client(t.word(client.clientClass()));
      case Verdict.Telemetry telemetry -> new Verdict.Telemetry(t.word(telemetry.what()));
      case Verdict.SuspectInput input -> new Verdict.SuspectInput(t.word(input.what()));
      case Verdict.Capacity capacity -> new Verdict.Capacity(t.word(capacity.pool()));
    };
  }

  private static int kind(Verdict verdict) {
    return switch (verdict) {
      case Verdict.None ignored -> 0;
      case Verdict.Cdn ignored -> 1;
      case Verdict.Isp ignored -> 2;
      case Verdict.Origin ignored -> 3;
      case Verdict.Client ignored -> 4;
      case Verdict.Telemetry ignored -> 5;
      case Verdict.SuspectInput ignored -> 6;
      case Verdict.Capacity ignored -> 7;
    };
  }
}
