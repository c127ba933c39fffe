package dev.tidegate.weigh;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a group's viewers ask for.
 *
 * @param viewers concurrent viewers now or forecast, &gt;= 0
 * @param bitsPerViewer mean bits a second that one draws, &gt; 0: measured, or assumed before data
 * @param byNetwork the same viewers by network, for bounds that hold in a network only
 */
public record Demand(double viewers, double bitsPerViewer, SortedMap<String, Double> byNetwork) {
  /** Where no bound holds in a network only, nobody asks for viewers by network. */
  public static final SortedMap<String, Double> NO_NETWORKS =
      Collections.unmodifiableSortedMap(new TreeMap<>());

  @SuppressWarnings("ReferenceEquality") // nothing need be copied of the very map of nothing
  public Demand {
    byNetwork =
        byNetwork == NO_NETWORKS
            ? byNetwork
            : Collections.unmodifiableSortedMap(new TreeMap<>(byNetwork));
    if (!(viewers >= 0) || !(bitsPerViewer > 0)) {
      throw new IllegalArgumentException(
          "viewers must be >= 0 and bits > 0: " + viewers + ", " + bitsPerViewer);
    }
  }
}
