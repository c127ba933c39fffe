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

  /** Whether it is so much that the CDN may be left in one tick. */
  boolean sudden(Comparison of, int c) {
    double factor = factor(c, of.alone(), of.rate());
    return of.exceeds(
        policy.get(Policy.Key.SUDDEN_EFFECT) * factor, policy.get(Policy.Key.SUDDEN_Z) * factor);
  }

  Evidence evidence(Comparison of, int span, int c, String scope) {
    boolean sudden = span != CellMemory.LONG && sudden(of, c);
    double damage = of.damage();
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
