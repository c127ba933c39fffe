package dev.tidegate.health;

import dev.tidegate.model.Policy;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Whether a fault is narrower than it looks: the veto of finer scopes, and that of the one network
 * which explains it all ({@link Attribution}).
 */
final class Narrowing {
  /** A finer scope that is fine is believed to be so against one chance in so many. */
  private static final double VETO_ODDS = 20;

  private final ServiceMemory memory;
  private final double[] phi;
  private final double vetoSamples;
  private final double vetoShare;
  private final Comparison.Pool single = new Comparison.Pool();

  Narrowing(ServiceMemory memory, Policy policy, double[] phi) {
    this.memory = memory;
    this.phi = phi;
    vetoSamples = policy.get(Policy.Key.VETO_SAMPLES);
    vetoShare = policy.get(Policy.Key.VETO_SHARE);
  }

  /** Whether samples of a scope are enough to have a word. */
  boolean populated(Comparison.Pool pool) {
    return pool.samples() >= vetoSamples;
  }

  /**
   * Whether one of {@code scopes} finer ones surely does not share in the coarse one's fault: it is
   * well below it by its error, or {@code VETO_ODDS} times likelier to be as usual than to share in
   * it. The error alone is too wide where little is usual: of 1 000 requests none failing says more
   * against 3 points of damage than 3 points' own scatter does.
   */
  boolean fine(Comparison.Pool finer, Rate rate, Comparison coarse, int scopes) {
    if (!populated(finer)) {
      return false;
    }
    double many = StrictMath.log(Math.max(1, scopes));
    double error = finer.error(Math.max(finer.pooled(), coarse.pooled()), phi[rate.index]);
    return finer.acute() + (2 + 0.5 * many) * error < vetoShare * coarse.acute()
        || usual(finer, rate, coarse) > StrictMath.log(VETO_ODDS) + many;
  }

  /**
   * How much likelier a scope's counts are at its usual rate than at that and the coarse one's
   * excess, as a logarithm: Wald's of {@link Recovery}, positive where it rather is as usual.
   */
  private double usual(Comparison.Pool finer, Rate rate, Comparison coarse) {
    double n = finer.samples();
    double x = n * finer.observed();
    return Recovery.gain(n, x, finer.expectedRate(), coarse.acute()) / phi[rate.index];
  }

  /**
   * Whether what is left of a fault without its worst region is rather as usual: then the fault is
   * that region's, though each of the others has too few samples to say so by itself.
   *
   * @param others the others' together
   */
  boolean worstAlone(Comparison.Pool others, Rate rate, Comparison coarse) {
    return populated(others) && usual(others, rate, coarse) > 0;
  }

  /** Whether some network of the region is fine, so that the fault is not the region's. */
  boolean networksOnly(RegionMemory region, int c, int span, Rate rate, Comparison coarse) {
    for (RegionMemory.Place place : region.places) {
      CellMemory cell = place.cells[c];
      if (!cell.latch.latched()) {
        single.clear();
        single.add(cell.spans[span][rate.index], cell.expected[span][rate.index]);
        if (fine(single, rate, coarse, region.places.size())) {
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
  boolean oneNetwork(int c, int span, Rate rate, Comparison coarse, boolean[] among) {
    SortedMap<String, Comparison.Pool> networks = new TreeMap<>();
    for (int i = 0; i < memory.regions.size(); i++) {
      RegionMemory region = memory.regions.get(i);
      if (among[i]) {
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

  boolean severalNetworks(RegionMemory region, int span) {
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

  /** As {@link #oneNetwork(int, int, Rate, Comparison, boolean[])}, of one region alone. */
  boolean oneNetwork(int c, int span, Rate rate, Comparison coarse, RegionMemory region) {
    boolean[] among = new boolean[memory.regions.size()];
    for (int i = 0; i < among.length; i++) {
      among[i] = memory.regions.get(i).id.equals(region.id);
    }
    return oneNetwork(c, span, rate, coarse, among);
  }
}
