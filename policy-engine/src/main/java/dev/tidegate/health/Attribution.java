package dev.tidegate.health;

import dev.tidegate.model.Policy;
import dev.tidegate.model.Reason;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Whose fault, and how far it reaches: each CDN is tested over the service, over each region and in
 * each network, and a fault is laid at the narrowest scope that explains it.
 *
 * <pre>
 * exceeds : acute &gt; min-effect and z &gt; flag-z; both doubled without a past or without a peer;
 *           a network alone needs network-min-effect
 * veto    : a finer scope with n &gt;= veto-samples and acute + k*se &lt; 0.6 * coarse leaves the coarse one,
 *           k = 2 + ln(number of finer scopes)/2, so that many networks do not veto by chance;
 *           the rest is tested again
 * one     : what is left without the worst network must still stand, or the fault is that network's
 * </pre>
 */
final class Attribution {
  private final ServiceMemory memory;
  private final Policy policy;
  private final References references;
  private final double[] phi;
  private final double dt;
  private final double keep;
  private final double vetoSamples;
  private final double vetoShare;
  private final double flagZ;
  private final double minEffect;
  private final double networkMinEffect;
  private final double cusumSlack;
  private final double cusumLimit;
  private final boolean[] rest;

  /** Regions in which more than one network has samples. */
  private final boolean[] several;

  private final @Nullable Evidence[] found;
  private final Comparison.Pool total = new Comparison.Pool();
  private final Comparison.Pool single = new Comparison.Pool();

  Attribution(ServiceMemory memory, Policy policy, References references, double[] phi, double dt) {
    this.memory = memory;
    this.policy = policy;
    this.references = references;
    this.phi = phi;
    this.dt = dt;
    keep = Scatter.keep(dt);
    vetoShare = policy.get(Policy.Key.VETO_SHARE);
    flagZ = policy.get(Policy.Key.FLAG_Z);
    minEffect = policy.get(Policy.Key.MIN_EFFECT);
    networkMinEffect = policy.get(Policy.Key.NETWORK_MIN_EFFECT);
    vetoSamples = policy.get(Policy.Key.VETO_SAMPLES);
    cusumSlack = policy.get(Policy.Key.CUSUM_SLACK);
    cusumLimit = policy.get(Policy.Key.CUSUM_LIMIT);
    rest = new boolean[memory.regions.size()];
    several = new boolean[rest.length];
    found = new Evidence[memory.regions.size()];
  }

  /** Notes on every outlet and cell whether it exceeds its threshold in {@code span}. */
  void judge(int span, Instant now) {
    for (int i = 0; i < several.length; i++) {
      several[i] = severalNetworks(memory.regions.get(i), span);
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
        boolean covered = found[i] != null || outlet.latch.latched();
        networks(region, c, span, several[i] && !covered, now);
      }
    }
  }

  private double factor(int cdn, boolean alone, Rate rate) {
    return alone || !references.hasPast(cdn, rate.index) ? 2 : 1;
  }

  private boolean exceeds(
      int cdn,
      Comparison.Pool pool,
      Rate rate,
      double z,
      double effect,
      Scatter scatter,
      double byLoad) {
    double factor = factor(cdn, pool.alone(), rate);
    double bound = flagZ * factor * scatter.factor();
    double acute = pool.acute();
    double beyond = acute - byLoad;
    return beyond > effect * factor && (byLoad > 0 ? z * beyond / acute : z) > bound;
  }

  /** What load explains at most in the regions that are looked at. */
  private double byLoad(int c) {
    double most = 0;
    for (int i = 0; i < rest.length; i++) {
      most = rest[i] ? Math.max(most, memory.regions.get(i).outlets[c].byLoad) : most;
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
      if (!exceeds(c, total, rate, z, minEffect, scatter, byLoad(c))) {
        return;
      }
      Comparison all = total.compare(rate, phi[rate.index]);
      int left = veto(c, span, rate, all);
      if (left == 0) {
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
        total.add(memory.regions.get(i).outlets[c].pools[span][rate.index]);
      }
    }
  }

  private int veto(int c, int span, Rate rate, Comparison coarse) {
    int left = 0;
    double k = deviations(rest.length);
    for (int i = 0; i < rest.length; i++) {
      Comparison.Pool pool = memory.regions.get(i).outlets[c].pools[span][rate.index];
      if (rest[i] && fine(pool, rate, coarse, k)) {
        rest[i] = false;
        left++;
      }
    }
    return left;
  }

  private static double deviations(int scopes) {
    return 2 + 0.5 * StrictMath.log(Math.max(1, scopes));
  }

  private boolean fine(Comparison.Pool finer, Rate rate, Comparison coarse, double k) {
    if (finer.samples() < vetoSamples) {
      return false;
    }
    double error = finer.error(Math.max(finer.pooled(), coarse.pooled()), phi[rate.index]);
    return finer.acute() + k * error < vetoShare * coarse.acute();
  }

  private void lay(int c, int span, Rate rate, Comparison all, boolean vetoed) {
    int seen = 0;
    for (int i = 0; i < rest.length; i++) {
      seen += rest[i] && populated(c, span, rate, i) ? 1 : 0;
    }
    if (oneNetwork(c, span, rate, all, null)) {
      return;
    }
    boolean everywhere = !vetoed && seen >= 2;
    for (int i = 0; i < rest.length; i++) {
      RegionMemory region = memory.regions.get(i);
      if (rest[i]
          && (everywhere || populated(c, span, rate, i))
          && !networksOnly(region, c, span, rate, all)) {
        take(i, evidence(all, span, c, everywhere ? "everywhere" : region.id));
      }
    }
  }

  private boolean populated(int c, int span, Rate rate, int i) {
    return memory.regions.get(i).outlets[c].pools[span][rate.index].samples() >= vetoSamples;
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
    if (!exceeds(c, pool, rate, z, minEffect, scatter, region.outlets[c].byLoad)) {
      return;
    }
    Comparison here = pool.compare(rate, phi[rate.index]);
    if (!networksOnly(region, c, span, rate, here) && !oneNetwork(c, span, rate, here, region)) {
      take(i, evidence(here, span, c, region.id));
    }
  }

  /** Whether some network of the region is fine, so that the fault is not the region's. */
  boolean networksOnly(RegionMemory region, int c, int span, Rate rate, Comparison coarse) {
    double k = deviations(region.places.size());
    for (RegionMemory.Place place : region.places) {
      CellMemory cell = place.cells[c];
      if (!cell.latch.latched()) {
        single.clear();
        single.add(cell.spans[span][rate.index], cell.expected[span][rate.index]);
        if (fine(single, rate, coarse, k)) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Whether the worst single network explains the fault: without it the rest, if it is a tenth or
   * more of the samples, shows less than 0.4 of it or stands below 2 standard errors. Without this
   * a small difference in one network would pass as the region's before any veto can be certain.
   */
  private boolean oneNetwork(
      int c, int span, Rate rate, Comparison coarse, @Nullable RegionMemory only) {
    SortedMap<String, Comparison.Pool> networks = new TreeMap<>();
    for (int i = 0; i < rest.length; i++) {
      RegionMemory region = memory.regions.get(i);
      if (only == null ? rest[i] : only.id.equals(region.id)) {
        for (RegionMemory.Place place : region.places) {
          CellMemory cell = place.cells[c];
          if (!cell.latch.latched()) {
            networks
                .computeIfAbsent(place.network, ignored -> new Comparison.Pool())
                .add(cell.spans[span][rate.index], cell.expected[span][rate.index]);
          }
        }
      }
    }
    Comparison.Pool worst = new Comparison.Pool();
    for (Comparison.Pool pool : networks.values()) {
      worst = pool.excess() > worst.excess() ? pool : worst;
    }
    Comparison.Pool others = new Comparison.Pool();
    for (Comparison.Pool pool : networks.values()) {
      if (!pool.equals(worst)) {
        others.add(pool);
      }
    }
    if (others.samples() < Math.max(vetoSamples, 0.1 * coarse.samples())) {
      return false;
    }
    Comparison left = others.compare(rate, phi[rate.index]);
    return left.acute() < 0.4 * coarse.acute() || left.z() < 2;
  }

  private void networks(RegionMemory region, int c, int span, boolean several, Instant now) {
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
          if (exceeds(c, single, rate, z, networkMinEffect, scatter, region.outlets[c].byLoad)) {
            Comparison here = single.compare(rate, phi[rate.index]);
            Evidence e = evidence(here, span, c, region.id + "~" + place.network);
            worst = worst == null ? e : Evidence.worse(worst, e);
          }
        }
      }
      (span == CellMemory.SHORT ? cell.brief : cell.lasting).note(worst, now);
    }
  }

  private boolean severalNetworks(RegionMemory region, int span) {
    int seen = 0;
    for (RegionMemory.Place place : region.places) {
      double n = 0;
      for (CellMemory cell : place.cells) {
        n += cell.spans[span][0].n + cell.spans[span][1].n;
      }
      seen += n >= vetoSamples ? 1 : 0;
    }
    return seen >= 2;
  }

  private boolean sudden(Comparison of, int c) {
    double factor = factor(c, of.alone(), of.rate());
    return of.exceeds(
        policy.get(Policy.Key.SUDDEN_EFFECT) * factor, policy.get(Policy.Key.SUDDEN_Z) * factor);
  }

  private Evidence evidence(Comparison of, int span, int c, String scope) {
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
          double acute = pool.acute() - outlet.byLoad;
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
    for (Rate rate : Rate.all()) {
      Comparison.Pool pool = region.outlets[c].pools[span][rate.index];
      if (pool.samples() >= vetoSamples) {
        Comparison here = pool.compare(rate, phi[rate.index]);
        if (!here.alone()
            && sudden(here, c)
            && !networksOnly(region, c, span, rate, here)
            && !oneNetwork(c, span, rate, here, region)) {
          Evidence e = evidence(here, span, c, region.id);
          worst = worst == null ? e : Evidence.worse(worst, e);
        }
      }
    }
    return worst;
  }

  /** What the slow test says of a CDN in a region. */
  List<Evidence> slow(RegionMemory region, int c) {
    Outlet outlet = region.outlets[c];
    for (Rate rate : Rate.all()) {
      Comparison.Pool pool = outlet.pools[CellMemory.LONG][rate.index];
      if (outlet.cusum[rate.index].flags(cusumLimit, minEffect) && !pool.isEmpty()) {
        Comparison here = pool.compare(rate, phi[rate.index]);
        if (here.acute() > 0
            && !networksOnly(region, c, CellMemory.LONG, rate, here)
            && !oneNetwork(c, CellMemory.LONG, rate, here, region)) {
          return List.of(evidence(here, CellMemory.LONG, c, region.id));
        }
        outlet.cusum[rate.index].clear();
      }
    }
    return List.of();
  }
}
