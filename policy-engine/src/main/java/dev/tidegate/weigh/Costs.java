package dev.tidegate.weigh;

import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Base shares bent toward what is cheap, among CDNs whose quality counts as tied.
 *
 * <p>Laws: the sum stays; a CDN whose price is not known keeps its share; none loses more than
 * {@code most} of its share; the cheapest of the tied never loses; where prices agree within a
 * twentieth nobody moves.
 */
public final class Costs {
  /** Prices that differ by less than this part of the largest are the same price. */
  private static final double SAME = 0.05;

  private Costs() {}

  /**
   * The shares bent.
   *
   * @param base proportions, &gt;= 0
   * @param prices of a unit of traffic; below 0 where a commitment wants to be used
   * @param tied CDNs of the best quality, the equivalence band included: only these receive
   * @param most the part of its share, 0..1, that a CDN may lose to price
   */
  public static SortedMap<String, Double> bend(
      SortedMap<String, Double> base,
      SortedMap<String, Double> prices,
      Set<String> tied,
      double most) {
    SortedMap<String, Double> bent = new TreeMap<>(base);
    String cheapest = null;
    double least = Double.POSITIVE_INFINITY;
    double scale = 0;
    for (Map.Entry<String, Double> e : prices.entrySet()) {
      boolean used = base.getOrDefault(e.getKey(), 0.0) > 0;
      scale = used ? Math.max(scale, Math.abs(e.getValue())) : scale;
      if (used && tied.contains(e.getKey()) && e.getValue() < least) {
        least = e.getValue();
        cheapest = e.getKey();
      }
    }
    if (cheapest == null || !(scale > 0)) {
      return bent;
    }
    double given = 0;
    for (Map.Entry<String, Double> e : prices.entrySet()) {
      double dearer = (e.getValue() - least) / scale;
      Double share = base.get(e.getKey());
      if (share != null && dearer > SAME) {
        double gives = share * most * Math.min(1, dearer);
        bent.put(e.getKey(), share - gives);
        given += gives;
      }
    }
    bent.merge(cheapest, given, Double::sum);
    return bent;
  }
}
