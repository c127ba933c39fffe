package dev.tidegate.health;

import dev.tidegate.model.Policy;
import dev.tidegate.model.Reason;
import dev.tidegate.tape.Reasons;
import dev.tidegate.tape.Tape;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The state of one CDN in one group, and what it remembers of its present or last latch.
 *
 * <pre>
 * unknown   --first data--------------> healthy
 * healthy   --flag--------------------> suspect    --suspect-for of it--> draining
 * any       --hard evidence-----------> draining
 * draining  --share at its floor------> drained
 * draining, drained --cleared, dwelt--> probation  --at its target------> healthy
 * probation --flag--------------------> draining   (a flap: the next dwell doubles)
 * </pre>
 */
final class Latch {
  /** After plainly bad traffic the dwell is longer: who is well every other minute stays out. */
  private static final double AFTER_BAD = 1.5;

  /**
   * What a step of the state machine is told.
   *
   * @param holds whether nothing may rise there: then no latch closes and slow start stands still,
   *     for a step of it that nobody took tells nothing
   */
  record Told(
      Optional<Evidence> flag,
      boolean data,
      boolean cleared,
      boolean holds,
      int share,
      int staticShare,
      Duration ttl,
      Instant now) {}

  CdnState state = new CdnState.Unknown();
  double peakDamage;
  boolean sudden;
  boolean corroborated;
  String scope = "";
  Rate rate = Rate.FAILURE;
  @Nullable Reason reason;
  @Nullable Instant opened;
  @Nullable Instant clearedAt;
  final Recovery recovery = new Recovery();

  /** Damage that evidence still holds: what flags now, or has not been cleared of yet. */
  private double held;

  double held() {
    return held;
  }

  boolean latched() {
    return state.latched();
  }

  /** Whether viewers are kept away or only beginning to return. */
  boolean away() {
    return state.latched() || state instanceof CdnState.Probation;
  }

  boolean healthy() {
    return state instanceof CdnState.Healthy;
  }

  /** Steps the machine; true if a latch has just closed. */
  boolean step(Told told, Policy policy) {
    CdnState before = state;
    state =
        switch (before) {
          case CdnState.Unknown u when !told.data && told.flag.isEmpty() -> u;
          case CdnState.Unknown ignored -> suspectOr(new CdnState.Healthy(), told, policy);
          case CdnState.Healthy healthy -> suspectOr(healthy, told, policy);
          case CdnState.Suspect suspect -> suspected(suspect, told, policy);
          case CdnState.Draining draining -> draining(draining, told, policy);
          case CdnState.Drained drained ->
              told.cleared && !told.holds ? clear(drained.flaps(), told.now) : drained;
          case CdnState.Probation probation -> probation(probation, told, policy);
        };
    if (state.latched()) {
      told.flag.ifPresent(this::remember);
      held = told.flag.map(Evidence::damage).orElse(held);
    }
    return before.latched() && !state.latched();
  }

  private CdnState suspectOr(CdnState otherwise, Told told, Policy policy) {
    return told.flag
        .map(e -> e.hard() ? open(e, told, policy) : new CdnState.Suspect(told.now))
        .orElse(otherwise);
  }

  private CdnState suspected(CdnState.Suspect suspect, Told told, Policy policy) {
    if (told.flag.isEmpty()) {
      return new CdnState.Healthy();
    }
    Evidence evidence = told.flag.get();
    boolean waited =
        !suspect.since().plus(seconds(policy, Policy.Key.SUSPECT_FOR)).isAfter(told.now);
    return evidence.hard() || waited ? open(evidence, told, policy) : suspect;
  }

  private CdnState open(Evidence evidence, Told told, Policy policy) {
    Instant cleared = clearedAt;
    boolean flap =
        cleared != null
            && !cleared.plus(seconds(policy, Policy.Key.FLAP_WITHIN)).isBefore(told.now);
    flaps = flap ? Math.min(30, flaps + 1) : 0;
    peakDamage = 0;
    held = evidence.damage();
    sudden = false;
    corroborated = false;
    opened = told.now;
    scope = evidence.scope();
    rate = evidence.rate();
    reason = evidence.reason();
    recovery.begin();
    remember(evidence);
    return new CdnState.Draining(told.now, told.share, flaps);
  }

  private int flaps;

  /** Sets a state that was stored. */
  void restored(CdnState stored) {
    state = stored;
    held = stored.latched() ? peakDamage : 0;
  }

  int flaps() {
    return flaps;
  }

  void flaps(int count) {
    flaps = count;
  }

  private void remember(Evidence evidence) {
    corroborated |= evidence.corroborated();
    sudden |= evidence.sudden();
    if (evidence.damage() > peakDamage) {
      peakDamage = evidence.damage();
      reason = evidence.reason();
      rate = evidence.rate();
    }
  }

  private CdnState draining(CdnState.Draining draining, Told told, Policy policy) {
    if (told.cleared && !told.holds) {
      return clear(draining.flaps(), told.now);
    }
    double mild =
        peakDamage < policy.get(Policy.Key.OUT_AT_ONCE) ? policy.get(Policy.Key.FLOOR_MILD) : 1;
    boolean atFloor = told.share <= policy.get(Policy.Key.FLOOR_MAX) * mild * 10_000;
    return atFloor && told.now.isAfter(draining.since())
        ? new CdnState.Drained(told.now, draining.flaps())
        : draining;
  }

  private CdnState clear(int flapCount, Instant now) {
    clearedAt = now;
    sudden = false;
    return new CdnState.Probation(now, 0, now, flapCount);
  }

  private CdnState probation(CdnState.Probation probation, Told told, Policy policy) {
    if (told.flag.isPresent()) {
      return open(told.flag.get(), told, policy);
    }
    if (told.holds) {
      return new CdnState.Probation(
          probation.since(), probation.step(), told.now, probation.flaps());
    }
    Duration step = seconds(policy, Policy.Key.SLOW_START_STEP);
    step = step.compareTo(told.ttl) < 0 ? told.ttl : step;
    if (probation.stepAt().plus(step).isAfter(told.now)) {
      return probation;
    }
    if (slowStart(probation, policy) < 1) {
      return new CdnState.Probation(
          probation.since(), probation.step() + 1, told.now, probation.flaps());
    }
    boolean returned =
        told.share >= 0.8 * told.staticShare
            || !probation.stepAt().plus(step.multipliedBy(4)).isAfter(told.now);
    return returned ? healed() : probation;
  }

  private CdnState healed() {
    peakDamage = 0;
    reason = null;
    corroborated = false;
    scope = "";
    return new CdnState.Healthy();
  }

  /**
   * Whether it is as long ago as it must be that the latch was opened, {@code dwell * 2^flaps}, or
   * half as long again that its CDN last was plainly bad.
   */
  boolean dwelt(Policy policy, Instant now) {
    Instant bad = recovery.badAt();
    Instant since = bad == null ? opened : bad;
    double longer = bad == null ? 1 : AFTER_BAD;
    double dwell =
        Math.min(
            policy.get(Policy.Key.DWELL_MAX),
            policy.get(Policy.Key.DWELL) * longer * StrictMath.scalb(1.0, flaps));
    return since == null || !since.plusMillis((long) (dwell * 1000)).isAfter(now);
  }

  /** The part of its target that the CDN may take now, 0..1. */
  double slowStart(Policy policy) {
    return state instanceof CdnState.Probation probation ? slowStart(probation, policy) : 1;
  }

  private static double slowStart(CdnState.Probation probation, Policy policy) {
    double grown = StrictMath.pow(policy.get(Policy.Key.SLOW_START_FACTOR), probation.step());
    return Math.min(1, policy.get(Policy.Key.SLOW_START) * grown);
  }

  private static Duration seconds(Policy policy, Policy.Key key) {
    return Duration.ofMillis((long) (policy.get(key) * 1000));
  }

  void carry(Tape t) {
    state = States.carry(t, state);
    peakDamage = t.real(peakDamage);
    sudden = t.flag(sudden);
    corroborated = t.flag(corroborated);
    scope = t.word(scope);
    rate = Rate.at(t.number(rate.index));
    Reason why = reason;
    reason = t.flag(why != null) ? Reasons.carry(t, why == null ? Reasons.BLANK : why) : null;
    opened = t.maybe(opened);
    clearedAt = t.maybe(clearedAt);
    recovery.carry(t);
    held = t.real(held);
    flaps = t.number(flaps);
  }
}
