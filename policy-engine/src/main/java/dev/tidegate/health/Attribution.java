package dev.tidegate.health;

import dev.tidegate.model.Policy;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whose fault, and how far it reaches: each CDN is tested over the service, over each region and in
 * each network, and a fault is laid at the narrowest scope that explains it.
 *
 * <pre>
 * exceeds : acute &gt; min-effect and z &gt; flag-z; both doubled without a past or without a peer;
 *           a network alone needs network-min-effect
 * veto    : a finer scope with n &gt;= veto-samples leaves the coarse one if acute + k*se &lt; 0.6 * coarse,
 *           k = 2 + ln(number of finer scopes)/2, so that many networks do not veto by chance, or if
 *           its counts are 20 * number times likelier at its usual rate than at that + coarse;
 *           the rest is tested again
 * worst   : regions that are likelier fine, together without the worst one, leave the rest too
 * one     : what is left without the worst network must still stand, or the fault is that network's
 * </pre>
 */
final class Attribution {
  private final ServiceMemory memory;
  private final Narrowing narrowing;
  private final Grounds grounds;
  private final double[] phi;
  private final double dt;
  private final double keep;
  private final double flagZ;
  private final double minEffect;
  private final double networkMinEffect;
  private final boolean[] rest;

  /** Regions in which more than one network has samples. */
  private final boolean[] several;

  /** By CDN and region, whether a wider scope explains what its networks show. */
  private final boolean[][] covered;

  private final @Nullable Evidence[] found;
  private final Comparison.Pool total = new Comparison.Pool();
  private final Comparison.Pool single = new Comparison.Pool();

  Attribution(
      ServiceMemory memory,
      Policy policy,
      Narrowing narrowing,
      Grounds grounds,
      double[] phi,
      double dt) {
    this.memory = memory;
    this.narrowing = narrowing;
    this.grounds = grounds;
    this.phi = phi;
    this.dt = dt;
    keep = Scatter.keep(dt);
    flagZ = policy.get(Policy.Key.FLAG_Z);
    minEffect = policy.get(Policy.Key.MIN_EFFECT);
    networkMinEffect = policy.get(Policy.Key.NETWORK_MIN_EFFECT);
    rest = new boolean[memory.regions.size()];
    several = new boolean[rest.length];
    covered = new boolean[memory.cdns.length][rest.length];
    found = new Evidence[memory.regions.size()];
  }

  /** Notes on every outlet and cell whether it exceeds its threshold in {@code span}. */
  void judge(int span, Instant now) {
    for (int i = 0; i < several.length; i++) {
      several[i] = narrowing.severalNetworks(memory.regions.get(i), span);
    }
    for (int c = 0; c < memory.cdns.length; c++) {
      java.util.Arrays.fill(found, null);
      for (Rate rate : Rate.all()) {
        wide(c, span, rate);
        for (int i = 0; i < found.length; i++) {
          regional(c, span, rate, i);
        }
      }
      for (int i = 0; i < found.length; i++) {
        RegionMemory region = memory.regions.get(i);
        Outlet outlet = region.outlets[c];
        (span == CellMemory.SHORT ? outlet.brief : outlet.lasting).note(found[i], now);
        covered[c][i] = found[i] != null || outlet.latch.latched();
      }
    }
    for (int i = 0; i < several.length; i++) {
      for (int c = 0; c < memory.cdns.length; c++) {
        networks(memory.regions.get(i), c, span, several[i] && !covered[c][i], now);
      }
    }
  }

  private boolean exceeds(
      int cdn,
      Comparison.Pool pool,
      Rate rate,
      double z,
      double effect,
      Scatter scatter,
      double byLoad) {
    double factor = grounds.factor(cdn, pool.alone(), rate);
    double bound = flagZ * factor * scatter.factor();
    double acute = pool.acute();
    double beyond = acute - byLoad;
    return beyond > effect * factor
        && (byLoad > 0 ? z * beyond / acute : z) > bound
        && Chance.rules(
            pool.samples(), pool.observed(), pool.expectedRate() + byLoad, phi[rate.index]);
  }

  /** What load explains at most in the regions that are looked at. */
  private double byLoad(int c, int span) {
    double most = 0;
    for (int i = 0; i < rest.length; i++) {
      most = rest[i] ? Math.max(most, memory.regions.get(i).outlets[c].full.explains(span)) : most;
    }
    return most;
  }

  /** The service as a whole, less the regions that are fine. */
  private void wide(int c, int span, Rate rate) {
    int regions = rest.length;
    for (int i = 0; i < regions; i++) {
      rest[i] = !memory.regions.get(i).outlets[c].latch.latched();
    }
    boolean vetoed = false;
    for (int round = 0; round <= regions; round++) {
      pool(c, span, rate);
      if (total.isEmpty()) {
        return;
      }
      double z = total.z(phi[rate.index]);
      Scatter scatter = memory.scatter[c][span][rate.index];
      if (round == 0) {
        scatter.add(z, flagZ, dt, keep);
      }
      if (!exceeds(c, total, rate, z, minEffect, scatter, byLoad(c, span))) {
        return;
      }
      Comparison all = total.compare(rate, phi[rate.index]);
      if (!veto(c, span, rate, all)) {
        lay(c, span, rate, all, vetoed);
        return;
      }
      vetoed = true;
    }
  }

  private void pool(int c, int span, Rate rate) {
    total.clear();
    for (int i = 0; i < rest.length; i++) {
      if (rest[i]) {
        total.add(of(i, c, span, rate));
      }
    }
  }

  /** Takes the regions that are fine out of the rest; whether there were any. */
  private boolean veto(int c, int span, Rate rate, Comparison coarse) {
    boolean left = false;
    for (int i = 0; i < rest.length; i++) {
      if (rest[i] && narrowing.fine(of(i, c, span, rate), rate, coarse, rest.length)) {
        rest[i] = false;
        left = true;
      }
    }
    return left || worstAlone(c, span, rate, coarse);
  }

  /** Leaves only the worst region if the others together are fine; whether it did. */
  private boolean worstAlone(int c, int span, Rate rate, Comparison coarse) {
    int worst = -1;
    for (int i = 0; i < rest.length; i++) {
      boolean worse =
          rest[i]
              && (worst < 0 || of(i, c, span, rate).excess() > of(worst, c, span, rate).excess());
      worst = worse ? i : worst;
    }
    single.clear();
    for (int i = 0; i < rest.length; i++) {
      if (rest[i] && i != worst) {
        single.add(of(i, c, span, rate));
      }
    }
    if (!narrowing.worstAlone(single, rate, coarse)) {
      return false;
    }
    for (int i = 0; i < rest.length; i++) {
      rest[i] = i == worst;
    }
    return true;
  }

  private Comparison.Pool of(int region, int c, int span, Rate rate) {
    return memory.regions.get(region).outlets[c].pools[span][rate.index];
  }

  private void lay(int c, int span, Rate rate, Comparison all, boolean vetoed) {
    int seen = 0;
    for (int i = 0; i < rest.length; i++) {
      seen += rest[i] && populated(c, span, rate, i) ? 1 : 0;
    }
    if (narrowing.oneNetwork(c, span, rate, all, rest)) {
      return;
    }
    boolean everywhere = !vetoed && seen >= 2;
    double byLoad = byLoad(c, span);
    for (int i = 0; i < rest.length; i++) {
      RegionMemory region = memory.regions.get(i);
      if (rest[i]
          && (everywhere || populated(c, span, rate, i))
          && !narrowing.networksOnly(region, c, span, rate, all)) {
        take(i, grounds.evidence(all, span, c, everywhere ? "everywhere" : region.id, byLoad));
      }
    }
  }

  private boolean populated(int c, int span, Rate rate, int i) {
    return narrowing.populated(of(i, c, span, rate));
  }

  private void take(int i, Evidence evidence) {
    Evidence before = found[i];
    found[i] = before == null ? evidence : Evidence.worse(before, evidence);
  }

  private void regional(int c, int span, Rate rate, int i) {
    RegionMemory region = memory.regions.get(i);
    Comparison.Pool pool = region.outlets[c].pools[span][rate.index];
    if (pool.isEmpty()) {
      return;
    }
    double z = pool.z(phi[rate.index]);
    Scatter scatter = region.outlets[c].scatter[span][rate.index];
    if (region.outlets[c].latch.healthy()) {
      scatter.add(z, flagZ, dt, keep);
    }
    double byLoad = region.outlets[c].full.explains(span);
    if (!exceeds(c, pool, rate, z, minEffect, scatter, byLoad)) {
      return;
    }
    Comparison here = pool.compare(rate, phi[rate.index]);
    if (!narrowing.networksOnly(region, c, span, rate, here)
        && !narrowing.oneNetwork(c, span, rate, here, region)) {
      take(i, grounds.evidence(here, span, c, region.id, byLoad));
    }
  }

  private void networks(RegionMemory region, int c, int span, boolean several, Instant now) {
    double byLoad = region.outlets[c].full.explains(span);
    for (RegionMemory.Place place : region.places) {
      CellMemory cell = place.cells[c];
      Evidence worst = null;
      for (Rate rate : Rate.all()) {
        single.clear();
        if (several) {
          single.add(cell.spans[span][rate.index], cell.expected[span][rate.index]);
        }
        if (!single.isEmpty()) {
          Scatter scatter = region.outlets[c].scatter[span][rate.index];
          double z = single.z(phi[rate.index]);
          if (exceeds(c, single, rate, z, networkMinEffect, scatter, byLoad)) {
            Comparison here = single.compare(rate, phi[rate.index]);
            Evidence e = grounds.evidence(here, span, c, region.id + "~" + place.network, byLoad);
            worst = worst == null ? e : Evidence.worse(worst, e);
          }
        }
      }
      (span == CellMemory.SHORT ? cell.brief : cell.lasting).note(worst, now);
    }
  }
}
