package dev.tidegate.health;

import dev.tidegate.model.Policy;
import dev.tidegate.model.Reason;
import org.jspecify.annotations.Nullable;

/** Every move is an experiment: how those fare who were moved lately. */
final class Arrivals {
  private final Policy policy;
  private final double[] phi;

  Arrivals(Policy policy, double[] phi) {
    this.policy = policy;
    this.phi = phi;
  }

  /** Whether sessions moved to a CDN fare worse than what they left. */
  @Nullable Evidence judge(RegionMemory region, int c) {
    Outlet outlet = region.outlets[c];
    for (Rate rate : Rate.all()) {
      Tally moved = outlet.arrivals[rate.index];
      Comparison.Pool usual = outlet.pools[CellMemory.SHORT][rate.index];
      if (outlet.latch.away() || moved.effective() < 30 || usual.isEmpty()) {
        continue;
      }
      double left = Math.max(usual.expectedRate(), left(region, c, rate));
      double own = moved.x / moved.n;
      Comparison base = usual.compare(rate, phi[rate.index], own, moved.effective());
      Comparison against =
          new Comparison(
              rate,
              moved.effective(),
              own,
              left,
              base.reference(),
              Math.max(base.pooled(), left / 2),
              base.inverse(),
              base.phi(),
              base.alone());
      if (against.exceeds(
              policy.get(Policy.Key.MIN_EFFECT) * 2,
              policy.get(Policy.Key.FLAG_Z),
              outlet.full.explains(CellMemory.SHORT))
          && Chance.rules(moved.effective(), own, left, against.phi())) {
        Reason reason = new Reason.ArrivalsWorse(own, left, against.z());
        return new Evidence(against.damage(), false, false, false, region.id, rate, reason);
      }
    }
    return null;
  }

  /** The worst rate that sessions may have left: that of the CDNs being drained. */
  private static double left(RegionMemory region, int c, Rate rate) {
    double worst = 0;
    for (int d = 0; d < region.outlets.length; d++) {
      Latch latch = region.outlets[d].latch;
      if (d != c && latch.latched() && latch.rate == rate) {
        worst = Math.max(worst, latch.peakDamage);
      }
    }
    return worst;
  }
}
