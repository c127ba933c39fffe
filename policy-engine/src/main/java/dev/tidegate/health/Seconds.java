package dev.tidegate.health;

import dev.tidegate.model.Policy;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What single seconds tell: the slow test over many of them, and what shows in the last alone. */
final class Seconds {
  private final ServiceMemory memory;
  private final References references;
  private final Narrowing narrowing;
  private final Grounds grounds;
  private final double[] phi;
  private final double minEffect;

  /** What is sudden is at least so much. */
  private final double suddenEffect;

  private final double cusumSlack;
  private final double cusumLimit;

  Seconds(
      ServiceMemory memory,
      Policy policy,
      References references,
      Narrowing narrowing,
      Grounds grounds,
      double[] phi) {
    this.memory = memory;
    this.references = references;
    this.narrowing = narrowing;
    this.grounds = grounds;
    this.phi = phi;
    minEffect = policy.get(Policy.Key.MIN_EFFECT);
    suddenEffect = policy.get(Policy.Key.SUDDEN_EFFECT);
    cusumSlack = policy.get(Policy.Key.CUSUM_SLACK);
    cusumLimit = policy.get(Policy.Key.CUSUM_LIMIT);
  }

  /**
   * Feeds the second that has just been gathered to the slow test, and looks for what is sudden.
   */
  void second(Instant at) {
    for (RegionMemory region : memory.regions) {
      for (int c = 0; c < memory.cdns.length; c++) {
        Outlet outlet = region.outlets[c];
        outlet.moment.note(moment(region, c), at);
        for (Rate rate : Rate.all()) {
          Comparison.Pool pool = outlet.pools[CellMemory.SECOND][rate.index];
          Comparison.Pool usual = outlet.pools[CellMemory.LONG][rate.index];
          if (pool.isEmpty() || usual.isEmpty() || !references.hasPast(c, rate.index)) {
            continue;
          }
          double acute = pool.acute() - outlet.full.explains(CellMemory.SECOND);
          double error = pool.error(usual.pooled(), phi[rate.index]);
          outlet.cusum[rate.index].add(acute / error, acute, cusumSlack);
        }
      }
    }
  }

  /**
   * What the last second's counts alone say, where it is so much that nobody need wait for a window
   * to fill with it.
   */
  private @Nullable Evidence moment(RegionMemory region, int c) {
    int span = CellMemory.SECOND;
    Evidence worst = null;
    double byLoad = region.outlets[c].full.explains(span);
    for (Rate rate : Rate.all()) {
      Comparison.Pool pool = region.outlets[c].pools[span][rate.index];
      if (narrowing.populated(pool) && pool.acute() - byLoad > suddenEffect) {
        Comparison here = pool.compare(rate, phi[rate.index]);
        if (!here.alone()
            && grounds.sudden(here, c, byLoad)
            && Chance.rules(here.samples(), here.observed(), here.expected() + byLoad, here.phi())
            && !narrowing.networksOnly(region, c, span, rate, here)
            && !narrowing.oneNetwork(c, span, rate, here, region)) {
          Evidence e = grounds.evidence(here, span, c, region.id, byLoad);
          worst = worst == null ? e : Evidence.worse(worst, e);
        }
      }
    }
    return worst;
  }

  /** What the slow test says of a CDN in a region. */
  List<Evidence> slow(RegionMemory region, int c) {
    Outlet outlet = region.outlets[c];
    double byLoad = outlet.full.explains(CellMemory.LONG);
    for (Rate rate : Rate.all()) {
      Comparison.Pool pool = outlet.pools[CellMemory.LONG][rate.index];
      if (outlet.cusum[rate.index].flags(cusumLimit, minEffect) && !pool.isEmpty()) {
        Comparison here = pool.compare(rate, phi[rate.index]);
        if (here.acute() > byLoad
            && !narrowing.networksOnly(region, c, CellMemory.LONG, rate, here)
            && !narrowing.oneNetwork(c, CellMemory.LONG, rate, here, region)) {
          return List.of(grounds.evidence(here, CellMemory.LONG, c, region.id, byLoad));
        }
        outlet.cusum[rate.index].clear();
      }
    }
    return List.of();
  }
}
