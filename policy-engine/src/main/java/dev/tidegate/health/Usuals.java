package dev.tidegate.health;

import dev.tidegate.model.Rows;
import java.util.function.IntFunction;

/** What is usually bad of each CDN of a group beyond its peers; not a number where not known. */
final class Usuals extends Rows<String, Double> {
  private final double[] beyond;

  /**
   * @param pasts of a CDN, by its place among {@code cdns}: its pasts by rate
   */
  Usuals(String[] cdns, References references, IntFunction<Baseline.Sums[]> pasts) {
    super(cdns);
    beyond = new double[cdns.length];
    for (int c = 0; c < beyond.length; c++) {
      Baseline.Sums[] past = pasts.apply(c);
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
