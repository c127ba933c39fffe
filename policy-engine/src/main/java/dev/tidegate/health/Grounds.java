package dev.tidegate.health;

import dev.tidegate.model.Policy;
import dev.tidegate.model.Reason;

/** Makes evidence of what a comparison shows. */
final class Grounds {
  private final Policy policy;
  private final References references;

  Grounds(Policy policy, References references) {
    this.policy = policy;
    this.references = references;
  }

  /** How much more is needed without a past or without a peer. */
  double factor(int cdn, boolean alone, Rate rate) {
    return alone || !references.hasPast(cdn, rate.index) ? 2 : 1;
  }

  /**
   * Whether it is so much that the CDN may be left in one tick.
   *
   * @param byLoad the part of badness, 0..1, that its load explains
   */
  boolean sudden(Comparison of, int c, double byLoad) {
    double factor = factor(c, of.alone(), of.rate());
    return of.exceeds(
        policy.get(Policy.Key.SUDDEN_EFFECT) * factor,
        policy.get(Policy.Key.SUDDEN_Z) * factor,
        byLoad);
  }

  /**
   * Damage, 0..1, beyond what load explains: whoever is only too full is left as fast as capacity
   * asks for, not as fast as one that is broken.
   */
  static double damage(Comparison of, double byLoad) {
    double beyond = of.acute() - byLoad;
    double z = beyond / of.error();
    return z <= 1 ? 0 : Math.min(1, beyond * (1 - 1 / (z * z)));
  }

  Evidence evidence(Comparison of, int span, int c, String scope, double byLoad) {
    boolean sudden = span != CellMemory.LONG && sudden(of, c, byLoad);
    double damage = damage(of, byLoad);
    Reason reason =
        new Reason.Damage(
            scope,
            of.rate().words,
            damage,
            of.acute(),
            of.z(),
            of.observed(),
            of.expected(),
            of.samples(),
            of.minimumDetectable(policy.get(Policy.Key.FLAG_Z)));
    return new Evidence(damage, sudden, false, false, scope, of.rate(), reason);
  }
}
