package dev.tidegate.tape;

import dev.tidegate.model.Reason;
import java.util.List;

/** Carries {@link Reason}s. */
public final class Reasons {
  /** One of each kind; a reason's kind is its place here. Only ever add at the end. */
  private static final List<Reason> KINDS =
      List.of(
          new Reason.Damage("", "", 0, 0, 0, 0, 0, 0, 0),
          new Reason.Outage(0, "", "", 0),
          new Reason.Stale(0, 0),
          new Reason.Latency(0, 0, 0),
          new Reason.Capacity("", 0, 0),
          new Reason.Ordered("", "", "", ""),
          new Reason.Recovery(0, 0, 0),
          new Reason.ArrivalsWorse(0, 0, 0),
          new Reason.Canary(0),
          new Reason.Receives(""),
          new Reason.Silence(0),
          new Reason.Configured(""));

  /** Stands for one not read yet. */
  public static final Reason BLANK = KINDS.getLast();

  private Reasons() {}

  /** Carries one. */
  public static Reason carry(Tape t, Reason reason) {
    int kind = t.number(kind(reason));
    if (kind < 0 || kind >= KINDS.size()) {
      throw new IllegalArgumentException("no such reason: " + kind);
    }
    return switch (t.plays() ? KINDS.get(kind) : reason) {
      case Reason.Damage d -> damage(t, d);
      case Reason.Outage o ->
          new Reason.Outage(
              t.number(o.failingRounds()),
              t.word(o.outcome()),
              t.word(o.beacons()),
              t.real(o.observed()));
      case Reason.Stale s ->
          new Reason.Stale(t.whole(s.stoodStillMillis()), t.number(s.lagSegments()));
      case Reason.Latency l ->
          new Reason.Latency(
              t.real(l.ratio()), t.real(l.medianMillis()), t.real(l.referenceMillis()));
      case Reason.Capacity c ->
          new Reason.Capacity(t.word(c.bound()), t.real(c.utilisation()), t.real(c.limit()));
      case Reason.Ordered o ->
          new Reason.Ordered(
              t.word(o.id()), t.word(o.action()), t.word(o.author()), t.word(o.why()));
      case Reason.Recovery r ->
          new Reason.Recovery(t.real(r.odds()), t.real(r.samples()), t.real(r.slowStart()));
      case Reason.ArrivalsWorse a ->
          new Reason.ArrivalsWorse(t.real(a.observed()), t.real(a.left()), t.real(a.z()));
      case Reason.Canary c -> new Reason.Canary(t.real(c.share()));
      case Reason.Receives r -> new Reason.Receives(t.word(r.from()));
      case Reason.Silence s -> new Reason.Silence(t.real(s.seconds()));
      case Reason.Configured c -> new Reason.Configured(t.word(c.what()));
    };
  }

  private static Reason.Damage damage(Tape t, Reason.Damage d) {
    return new Reason.Damage(
        t.word(d.scope()),
        t.word(d.rate()),
        t.real(d.damage()),
        t.real(d.acute()),
        t.real(d.z()),
        t.real(d.observed()),
        t.real(d.reference()),
        t.real(d.samples()),
        t.real(d.minimumDetectable()));
  }

  private static int kind(Reason reason) {
    for (int i = 0; i < KINDS.size(); i++) {
      if (KINDS.get(i).getClass() == reason.getClass()) {
        return i;
      }
    }
    throw new IllegalStateException("a reason without a place among the kinds: " + reason);
  }
}
