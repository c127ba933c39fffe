package dev.tidegate.health;

import dev.tidegate.model.Rows;

/** What is usually bad of each CDN in a region beyond its peers; not a number where not known. */
final class Usuals extends Rows<String, Double> {
  private final double[] beyond;

  Usuals(ServiceMemory memory, RegionMemory region, References references) {
    super(memory.cdns);
    beyond = new double[memory.cdns.length];
    for (int c = 0; c < beyond.length; c++) {
      Baseline.Sums[] past = region.outlets[c].baseline;
      boolean known = references.exists(past[0]) || references.exists(past[1]);
      beyond[c] = known ? beyond(past[0]) + beyond(past[1]) : Double.NaN;
    }
  }

  private static double beyond(Baseline.Sums rate) {
    return rate.n > 0 ? rate.own() - rate.reference() : 0;
  }

  @Override
  protected Double make(int place) {
    return beyond[place];
  }
}
