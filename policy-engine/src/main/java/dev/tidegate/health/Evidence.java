package dev.tidegate.health;

import dev.tidegate.model.Reason;
import dev.tidegate.tape.Reasons;
import dev.tidegate.tape.Tape;

/**
 * Something that speaks against a CDN now.
 *
 * @param damage 0..1
 * @param sudden whether the CDN may be left in one tick
 * @param hard whether it is judged at once, without waiting as a suspect
 * @param corroborated whether it has a second source in itself
 * @param scope {@code everywhere}, a region, or {@code region~network}
 * @param rate the rate that shows it, and by which recovery is tested
 */
record Evidence(
    double damage,
    boolean sudden,
    boolean hard,
    boolean corroborated,
    String scope,
    Rate rate,
    Reason reason) {

  /** The worse of two; a hard one before any other. */
  static Evidence worse(Evidence a, Evidence b) {
    if (a.hard != b.hard) {
      return a.hard ? a : b;
    }
    return a.damage >= b.damage ? a : b;
  }

  /** Stands for one that is not read yet. */
  static final Evidence BLANK =
      new Evidence(0, false, false, false, "", Rate.FAILURE, Reasons.BLANK);

  Evidence carry(Tape t) {
    return new Evidence(
        t.real(damage),
        t.flag(sudden),
        t.flag(hard),
        t.flag(corroborated),
        t.word(scope),
        Rate.at(t.number(rate.index)),
        Reasons.carry(t, reason));
  }
}
